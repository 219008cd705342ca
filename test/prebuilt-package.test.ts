/**
 * The package as users without a compiler get it: `npm run prebuild` and `npm pack` in a copy of the clone, the
 * tarball installed in an empty folder with no scripts, no network and no compiler, and run from there.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const platform = `${process.platform}-${process.arch}`;
const compiler = process.env.CC ?? 'cc';
const hasCompiler = spawnSync(compiler, ['--version']).status === 0;
const required = (process.env.UNROLL_REQUIRE ?? '').split(',').includes('native');
if (!hasCompiler) console.warn(`not run: there is no C compiler (${compiler}) to prebuild with`);

/** Where a command of the PATH really is; npm's is a script that runs from there. */
function whereIs(name: string): string {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`${name} is not in the PATH`);
  return realpathSync(found);
}

/** A package with a scope stands in the scope's folder. */
const folderOf = (name: string) => name.split('/')[0];

/** Milliseconds: packing and installing start many processes. */
const PATIENCE = 300_000;

const title = 'a package with a binary for this platform';
describe.skipIf(!hasCompiler && !required)(title, { timeout: PATIENCE }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'unroll-package-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const clone = join(folder, 'clone');
  const user = join(folder, 'user');
  const commands = join(folder, 'bin');
  const installed = join(user, 'node_modules', manifest.name);
  const binary = join('prebuilt', platform, 'unroll.node');

  /** Its standard output. npm's own variables of an outer `npm test` stay outside. */
  function run(
    command: string,
    argv: string[],
    { cwd = user, path = commands, CC }: { cwd?: string; path?: string; CC?: string } = {},
  ): string {
    const kept = Object.entries(process.env).filter(([name]) => !/^(npm_|UNROLL_|CC$)/.test(name));
    const env = { ...Object.fromEntries(kept), PATH: path, ...(CC && { CC }) };
    const { status, stdout, stderr, error } = spawnSync(command, argv, {
      cwd,
      env,
      encoding: 'utf8',
    });
    if (error) throw error;
    if (status !== 0)
      throw new Error(`${command} ${argv.join(' ')}: ${status}\n${stdout}${stderr}`);
    return stdout;
  }
  const build = (argv: string[], cwd: string) =>
    run('npm', argv, { cwd, path: process.env.PATH ?? '', CC: process.env.CC });
  const unroll = (...argv: string[]) => run(join(user, 'node_modules/.bin/unroll'), argv);
  /** The tarball that `npm pack` makes of a folder. */
  function pack(from: string, ...options: string[]): string {
    const said = build(['pack', '--pack-destination', folder, ...options], from);
    return join(folder, said.trim().split('\n').at(-1) ?? '');
  }

  let report: { backend: string; backends: { name: string; detail: string }[] };

  beforeAll(() => {
    const settings = ['package.json', 'tsconfig.json', 'tsconfig.build.json', 'vite.config.ts'];
    for (const name of ['kernels', 'prebuilt', 'scripts', 'src', ...settings]) {
      cpSync(join(root, name), join(clone, name), { recursive: true });
    }
    rmSync(join(clone, 'prebuilt', platform), { recursive: true, force: true });
    symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'));
    build(['run', 'prebuild'], clone);
    const tarball = pack(clone);

    // Dependencies come from what is installed here, as tarballs: nothing is asked of a registry.
    const dependencies = Object.keys(manifest.dependencies).map((name) =>
      pack(join(root, 'node_modules', name), '--ignore-scripts'),
    );
    mkdirSync(user);
    mkdirSync(commands);
    symlinkSync(process.execPath, join(commands, 'node'));
    symlinkSync(whereIs('npm'), join(commands, 'npm'));
    run('npm', [
      ...['install', '--ignore-scripts', '--omit=dev', '--offline', '--no-audit', '--no-fund'],
      ...['--cache', join(folder, 'empty-cache')],
      ...[tarball, ...dependencies],
    ]);
    report = JSON.parse(unroll('info', '--json'));
  }, PATIENCE);

  it('has the built pages of the Studio', () => {
    const pages = join(installed, 'dist/studio');
    const page = readFileSync(join(pages, 'index.html'), 'utf8');
    const [, script] = /src="\.\/(assets\/[^"]+\.js)"/.exec(page) ?? [];
    expect(existsSync(join(pages, script))).toBe(true);
  });

  it('is installed where there is no compiler, and builds nothing', () => {
    for (const name of ['cc', 'gcc', 'clang']) {
      expect(() => run(name, ['--version'])).toThrow('ENOENT');
    }
    expect(existsSync(join(installed, 'build'))).toBe(false);
    expect(existsSync(join(installed, 'src'))).toBe(false);
    expect(readdirSync(join(user, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(
      [manifest.name, ...Object.keys(manifest.dependencies).map(folderOf)].sort(),
    );
  });

  it('computes natively', () => {
    expect(report.backend).toBe('native');
    const events = unroll('train', '--steps', '2', '--hidden', '8', '--json', '--out', 'runs/small')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events[0]).toMatchObject({ event: 'start', backend: 'native' });
    expect(events.at(-1)).toMatchObject({ event: 'done', steps: 2 });
    expect(
      unroll('sample', 'runs/small', '--length', '20', '--backend', 'native').length,
    ).toBeGreaterThan(20);
  });

  it('has nothing to do in its install step', () => {
    const said = run('node', ['scripts/install.mjs'], { cwd: installed });
    expect(said).toContain('came with the package');
    expect(existsSync(join(installed, 'build'))).toBe(false);
  });

  it('would compute with WebAssembly were it not for the binary', () => {
    rmSync(join(installed, binary));
    const without = JSON.parse(unroll('info', '--json'));
    expect(without.backend).toBe('wasm');
    expect(run('node', ['scripts/install.mjs'], { cwd: installed })).toContain(
      'no C compiler found',
    );
  });

  it('gives way in a clone to what an installation builds from the sources', () => {
    const install = (CC: string) => run('node', ['scripts/install.mjs'], { cwd: clone, CC });
    expect(install(join(folder, 'no-compiler'))).toContain('not built');
    expect(existsSync(join(clone, binary))).toBe(true);
    const pretender = join(folder, 'compiler');
    const script = `require('fs').writeFileSync(process.argv[process.argv.indexOf('-o') + 1], '')`;
    writeFileSync(pretender, `#!/usr/bin/env node\n${script}\n`, { mode: 0o755 });
    expect(install(pretender)).toContain('built the native kernels');
    expect(existsSync(join(clone, binary))).toBe(false);
  });
});

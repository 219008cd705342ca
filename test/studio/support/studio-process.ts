/** A real `unroll studio` as a child process, over a folder of the test's own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as buildPages } from 'vite';
import { build, newest, program } from '../../cli/program.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
export const builtPages = join(root, 'dist/studio');

/** Compiles the command line and builds the pages, unless that has been done since the last change. */
export async function buildStudio(): Promise<void> {
  build();
  const built = statSync(join(builtPages, 'index.html'), { throwIfNoEntry: false });
  if (built !== undefined && newest(join(root, 'src/studio')) <= built.mtimeMs) return;
  const fresh = `${builtPages}-${process.pid}`;
  await buildPages({
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir: fresh },
  });
  rmSync(builtPages, { recursive: true, force: true });
  renameSync(fresh, builtPages);
}

export interface StudioProcess {
  url: string;
  /** As a power cut would: nothing is saved. */
  kill: () => Promise<void>;
  /** As Ctrl-C. */
  end: () => Promise<void>;
}

export async function startStudio(folder: string, port = 0): Promise<StudioProcess> {
  const child = spawn(
    process.execPath,
    [program, 'studio', folder, '--port', String(port), '--json'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const url = await new Promise<string>((done, fail) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (text.includes('\n')) done((JSON.parse(text) as { url: string }).url);
    });
    child.on('exit', (code) => fail(new Error(`unroll studio ended with ${code}`)));
  });
  return {
    url,
    kill: () => ended(child, 'SIGKILL'),
    end: () => ended(child, 'SIGINT'),
  };
}

function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  return new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) return done();
    child.once('exit', () => done());
    child.kill(signal);
  });
}

/** Kills the process that trains a run, which is not the server's. */
export function killTraining(folder: string, run: string): void {
  const path = join(folder, '.studio/trainings', run, 'training.json');
  const { pid } = JSON.parse(readFileSync(path, 'utf8')) as { pid: number };
  process.kill(pid, 'SIGKILL');
}

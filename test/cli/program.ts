/** The built program as a child process. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const program = join(root, 'dist/cli/main.js');

/** Compiles `src` to `dist` unless that has been done since the last change; one test file at a time. */
export function build(): void {
  const lock = join(root, 'node_modules/.unroll-build');
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  for (let tries = 0; ; tries++) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (tries === 600) throw error; // A minute: an earlier run was killed while it compiled.
      Atomics.wait(sleeper, 0, 0, 100);
    }
  }
  try {
    if (existsSync(program) && newest(join(root, 'src')) <= statSync(program).mtimeMs) return;
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    execFileSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: root });
  } finally {
    rmdirSync(lock);
  }
}

/** The time of the last change in a folder. */
export function newest(folder: string): number {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((time, { parentPath, name }) => {
      return Math.max(time, statSync(join(parentPath, name)).mtimeMs);
    }, 0);
}

export interface Ended {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

export interface Child {
  process: ChildProcess;
  ended: Promise<Ended>;
  /** Waits until the output so far contains `text`. */
  says(text: string): Promise<void>;
}

export interface UnrollOptions {
  cwd: string;
  stdin?: string | Uint8Array;
}

/** Begins `unroll ARGV` in `cwd`. */
export function begin(argv: readonly string[], { cwd, stdin = '' }: UnrollOptions): Child {
  // As from a shell, not from npm, which changes the commands that messages propose.
  const env = { ...process.env, npm_lifecycle_event: undefined };
  const child = spawn(process.execPath, [program, ...argv], { cwd, env });
  let stdout = '';
  let stderr = '';
  const waiting = new Set<() => void>();
  const check = () => {
    for (const look of waiting) look();
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    check();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    check();
  });
  child.stdin.on('error', () => {}); // The program may end before it has read everything.
  child.stdin.end(stdin);
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
  const says = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!stdout.includes(text) && !stderr.includes(text)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
      ended.then(() => reject(new Error(`ended without ${text}:\n${stdout}${stderr}`)));
    });
  return { process: child, ended, says };
}

export function unroll(argv: readonly string[], options: UnrollOptions): Promise<Ended> {
  return begin(argv, options).ended;
}

/**
 * A training as a process of its own, which outlives the server: its output goes to files, and it has its own
 * process group, so that Ctrl-C in the server's terminal does not reach it.
 */
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';

export interface SpawnOptions {
  /** The program and its first words: node, and the file of the command line. */
  program: readonly string[];
  words: readonly string[];
  /** Files that the output replaces. */
  events: string;
  log: string;
  onExit(code: number | null): void;
}

/** Gives the process's id. */
export function spawnTraining({ program, words, events, log, onExit }: SpawnOptions): number {
  const [file, ...first] = program;
  const output = openSync(events, 'w');
  const errors = openSync(log, 'w');
  try {
    const child = spawn(file, [...first, ...words], {
      detached: true,
      stdio: ['ignore', output, errors],
      env: { ...process.env, NO_COLOR: '1' },
    });
    child.on('exit', onExit);
    child.on('error', () => onExit(null));
    child.unref();
    return child.pid ?? 0;
  } finally {
    closeSync(output);
    closeSync(errors);
  }
}

/**
 * Whether the process still is one that was started with `words`: ids are used again after a restart of the
 * machine. A process that has ended and was not waited for has no words any more.
 */
export function isRunning(pid: number, words: readonly string[]): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const line = commandLine(pid);
  return line === undefined || words.every((word) => line.includes(word));
}

/** Tells it to save and end. */
export function endTraining(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // It has ended meanwhile.
  }
}

/** Undefined where the system does not tell. */
function commandLine(pid: number): string | undefined {
  const path = `/proc/${pid}/cmdline`;
  if (existsSync('/proc/self/cmdline')) {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return '';
    }
  }
  try {
    return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return undefined;
  }
}

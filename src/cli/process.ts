/** The real process as an `Io`. */
import { basename, relative } from 'node:path';
import { performance } from 'node:perf_hooks';
import { isatty } from 'node:tty';
import type { Io, StopSignal } from './io.ts';

export function processIo(): Io {
  // A reader that closes the pipe early (`unroll sample … | head`) ends the program quietly.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      throw error;
    });
  }
  const now = () => performance.now();
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    // Opened only when it is read: an open pipe would keep the process alive.
    get stdin() {
      return process.stdin;
    },
    env: process.env,
    isTTY: process.stderr.isTTY === true,
    stdoutIsTTY: process.stdout.isTTY === true,
    stdinIsTTY: isatty(0),
    columns: () => process.stderr.columns,
    program: programName(process.env, process.argv[1] ?? 'unroll', process.cwd()),
    now,
    onSignal: (listener) => listen(process, now, listener),
  };
}

/** One Ctrl-C under npm arrives twice, from the terminal and from npm, within milliseconds. */
const SAME_PRESS = 500;

/** The parts of `process` that signals need. */
export interface SignalSource {
  on(signal: StopSignal, listener: () => void): unknown;
  off(signal: StopSignal, listener: () => void): unknown;
  exit(code: number): void;
}

/** The first signal is reported; a later one ends the process at once: files are always whole. */
export function listen(
  source: SignalSource,
  now: () => number,
  listener: (signal: StopSignal) => void,
): () => void {
  let first: number | undefined;
  const on = (signal: StopSignal) => {
    if (first !== undefined) {
      if (now() - first >= SAME_PRESS) source.exit(signal === 'SIGINT' ? 130 : 143);
      return;
    }
    first = now();
    listener(signal);
  };
  const onInt = () => on('SIGINT');
  const onTerm = () => on('SIGTERM');
  source.on('SIGINT', onInt);
  source.on('SIGTERM', onTerm);
  return () => {
    source.off('SIGINT', onInt);
    source.off('SIGTERM', onTerm);
  };
}

/** What the user has to type to run this program again from the same folder. */
export function programName(
  env: Readonly<Record<string, string | undefined>>,
  script: string,
  folder: string,
): string {
  const event = env.npm_lifecycle_event;
  if (event === 'start' || event === 'unroll') return 'npm run unroll --';
  if (event === 'npx') return 'npx unroll-rnn';
  if (basename(script) !== 'main.js') return 'unroll';
  const path = relative(folder, script);
  return path.startsWith('..') ? 'unroll' : `node ${path}`;
}

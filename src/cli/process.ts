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
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    // Opened only when it is read: an open pipe would keep the process alive.
    get stdin() {
      return process.stdin;
    },
    env: process.env,
    isTTY: process.stderr.isTTY === true,
    stdinIsTTY: isatty(0),
    columns: () => process.stderr.columns,
    program: programName(process.env, process.argv[1] ?? 'unroll', process.cwd()),
    now: () => performance.now(),
    onSignal: listen,
  };
}

/** The first signal is reported; the second ends the process at once: files are always whole. */
function listen(listener: (signal: StopSignal) => void): () => void {
  let seen = false;
  const on = (signal: StopSignal) => {
    if (seen) process.exit(signal === 'SIGINT' ? 130 : 143);
    seen = true;
    listener(signal);
  };
  const onInt = () => on('SIGINT');
  const onTerm = () => on('SIGTERM');
  process.on('SIGINT', onInt);
  process.on('SIGTERM', onTerm);
  return () => {
    process.off('SIGINT', onInt);
    process.off('SIGTERM', onTerm);
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

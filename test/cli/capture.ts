/** Runs the command line inside the test's process, with its streams as strings. */

import type { Io, StopSignal } from '../../src/cli/io.ts';
import { run } from '../../src/cli/run.ts';

export interface Captured {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export interface CaptureOptions {
  stdin?: string | Uint8Array;
  isTTY?: boolean;
  program?: string;
  columns?: number;
  now?: () => number;
  env?: Record<string, string>;
  /** Comes as soon as somebody listens. */
  signalFirst?: StopSignal;
  /** Called with every piece written; may send a signal. */
  onWrite?: (text: string, send: (signal: StopSignal) => void) => void;
}

/** `unroll ARGV` as a shell would run it. */
export function capture(argv: string[], options: CaptureOptions = {}): Promise<Captured> {
  return captureIo((io) => run(argv, io), options);
}

/** Any part of the command line that takes an `Io`. */
export async function captureIo(
  use: (io: Io) => Promise<number>,
  options: CaptureOptions = {},
): Promise<Captured> {
  const { stdin = '', isTTY = false, program, columns, now, env = {}, onWrite } = options;
  let stdout = '';
  let stderr = '';
  const listeners = new Set<(signal: StopSignal) => void>();
  const send = (signal: StopSignal) => {
    for (const listener of listeners) listener(signal);
  };
  const io: Io = {
    stdout: {
      write(text) {
        stdout += text;
        onWrite?.(text, send);
      },
    },
    stderr: {
      write(text) {
        stderr += text;
        onWrite?.(text, send);
      },
    },
    stdin: (async function* () {
      yield stdin;
    })(),
    env,
    isTTY,
    program,
    columns: () => columns,
    now,
    onSignal(listener) {
      listeners.add(listener);
      if (options.signalFirst !== undefined) listener(options.signalFirst);
      return () => listeners.delete(listener);
    },
  };
  const exitCode = await use(io);
  return { exitCode, stdout, stderr };
}

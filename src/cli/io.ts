/**
 * What a command may touch of the world, as an argument: streams, environment, signals and a clock
 * for display. Commands never use `process` themselves, so tests run them without a child process.
 */
export interface Output {
  write(text: string): unknown;
}

export type StopSignal = 'SIGINT' | 'SIGTERM';

export interface Io {
  stdout: Output;
  /** People's output that is not the result: progress, notes, errors. */
  stderr: Output;
  stdin: AsyncIterable<Uint8Array | string>;
  env: Readonly<Record<string, string | undefined>>;
  /** `stderr` is a terminal: the progress line is rewritten in place. */
  isTTY: boolean;
  /** Standard output is a terminal, so it may be coloured. */
  stdoutIsTTY?: boolean;
  /** Standard input is a terminal, so nobody piped anything in. */
  stdinIsTTY?: boolean;
  /** Width of the terminal in columns. */
  columns?: () => number | undefined;
  /** How this program was started, for the commands that messages propose: `unroll` by default. */
  program?: string;
  /** Milliseconds, for elapsed and remaining time on the display only. */
  now?: () => number;
  /** Calls `listener` for SIGINT and SIGTERM until the returned function is called. */
  onSignal?: (listener: (signal: StopSignal) => void) => () => void;
}

export function writeLine(output: Output, text = ''): void {
  output.write(`${text}\n`);
}

export function writeJson(output: Output, value: unknown): void {
  output.write(`${JSON.stringify(value)}\n`);
}

/** All of standard input as bytes. */
export async function readStdin(io: Io): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of io.stdin) {
    chunks.push(typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : chunk);
  }
  return Buffer.concat(chunks);
}

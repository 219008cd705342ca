/**
 * Errors that a user can mend from the message alone: what was expected, where, what came instead
 * and what to do. `code` is stable for programs; the message is for people.
 */
export type ErrorCode =
  | 'usage' // a wrong call: unknown flag, impossible size, contradictory options (exit code 2)
  | 'shape' // arrays whose sizes do not fit together
  | 'data' // a data file or text that cannot be used
  | 'encoding' // bytes that are not the text encoding they claim to be
  | 'file' // a file or folder that is absent, exists already, or cannot be read or written
  | 'format' // a model, run or checkpoint file that is broken, foreign or from a newer version
  | 'backend' // a compute backend that is not available
  | 'numeric' // a loss or weight that is no longer a finite number
  | 'unsupported'; // a feature that exists, but not for this model or target

export class UnrollError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'UnrollError';
    this.code = code;
  }
}

/** `expected hidden to be a positive integer but received -3` */
export function expected(what: string, wanted: string, received: unknown): UnrollError {
  const shown = typeof received === 'string' ? JSON.stringify(received) : String(received);
  return new UnrollError('usage', `expected ${what} to be ${wanted} but received ${shown}`);
}

/** For what only we can get wrong; users' mistakes are `UnrollError`s. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`internal error: ${message}`);
}

/** Where token ids are read from: memory here, files in `token-file.ts`. */
import { assert, UnrollError } from '../util/errors.ts';

/** A run of token ids of known length. */
export interface TokenSource {
  readonly length: number;
  /** Fills `into` with the ids from `start` on; start + into.length ≤ length. */
  read(start: number, into: Int32Array): void;
}

export type TokenArray = Uint8Array | Uint16Array | Int32Array;

export function memorySource(tokens: TokenArray): TokenSource {
  return {
    length: tokens.length,
    read(start, into) {
      assert(start >= 0 && start + into.length <= tokens.length, 'tokens read out of range');
      into.set(tokens.subarray(start, start + into.length));
    },
  };
}

/** The ids [start, end) of a source. */
export function sourceRange(source: TokenSource, start: number, end: number): TokenSource {
  assert(start >= 0 && start <= end && end <= source.length, 'a range outside the tokens');
  return {
    length: end - start,
    read(at, into) {
      assert(at >= 0 && at + into.length <= end - start, 'tokens read out of range');
      source.read(start + at, into);
    },
  };
}

/**
 * Cuts the last `fraction` off for validation: ⌈fraction·length⌉ symbols (0.1 of tiny Shakespeare:
 * the last 111,540). Fraction 0: no validation part.
 */
export function splitSource(
  source: TokenSource,
  fraction: number,
): { train: TokenSource; validation: TokenSource | undefined } {
  if (!(fraction >= 0 && fraction < 1)) {
    throw new UnrollError(
      'usage',
      `expected the validation fraction to be from 0 to less than 1 but received ${fraction}`,
    );
  }
  if (fraction === 0) return { train: source, validation: undefined };
  const border = source.length - Math.ceil(source.length * fraction);
  if (border < 2 || source.length - border < 2) {
    throw new UnrollError(
      'data',
      `${source.length} symbols cannot be split into training and validation text by --val ${fraction}: each part needs at least 2; use --val 0 or more text`,
    );
  }
  return {
    train: sourceRange(source, 0, border),
    validation: sourceRange(source, border, source.length),
  };
}

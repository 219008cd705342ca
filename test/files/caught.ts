import { UnrollError } from '../../src/util/errors.ts';

/** The UnrollError that `body` throws; fails the test if it throws another or none. */
export function caught(body: () => unknown): UnrollError {
  try {
    body();
  } catch (error) {
    if (error instanceof UnrollError) return error;
    throw error;
  }
  throw new Error('expected an UnrollError but nothing was thrown');
}

/** What all metrics expect of their arguments. */
import { UnrollError } from '../util/errors.ts';

/** Error 'shape' unless both have the same length, 'data' when there is nothing to measure. */
export function expectPairs(
  what: string,
  truth: ArrayLike<unknown>,
  predicted: ArrayLike<unknown>,
): void {
  if (truth.length !== predicted.length) {
    throw new UnrollError(
      'shape',
      `expected as many predictions as ${what} but received ${predicted.length} for ${truth.length}`,
    );
  }
  if (truth.length === 0) {
    throw new UnrollError('data', `expected ${what} to measure predictions against, received none`);
  }
}

/** a/b, and 0 for 0/0: what was never there was not found. */
export function share(a: number, b: number): number {
  return b === 0 ? 0 : a / b;
}

/** Test numbers: random, unequal, exactly representable in 32-bit floats; and comparison with a tolerance. */
import type { Backend, Block, IntBlock } from '../../src/backend/backend.ts';
import { keyFor, Rng } from '../../src/util/rng.ts';

/** A deterministic source of test values. */
export function source(seed: number) {
  const rng = new Rng(keyFor(seed, 'data'));
  return {
    /** n values in (−size, size), rounded to single precision. */
    values: (n: number, size = 1): number[] =>
      Array.from({ length: n }, () => Math.fround((2 * rng.uniform() - 1) * size)),
    /** n integers in [low, high). */
    integers: (n: number, low: number, high: number): number[] =>
      Array.from({ length: n }, () => low + rng.below(high - low)),
  };
}

export function put(backend: Backend, values: ArrayLike<number>): Block {
  const block = backend.floats(values.length);
  block.array().set(values);
  return block;
}

export function putInts(backend: Backend, values: ArrayLike<number>): IntBlock {
  const block = backend.ints(values.length);
  block.array().set(values);
  return block;
}

/** A block for results: a value that is not overwritten shows itself. */
export function fresh(backend: Backend, n: number, value = Number.NaN): Block {
  const block = backend.floats(n);
  block.array().fill(value);
  return block;
}

/** |a − b| <= tolerance·max(1, |b|) for every element; NaN equals NaN, infinities equal themselves. */
export function expectClose(
  actual: ArrayLike<number>,
  wanted: ArrayLike<number>,
  tolerance: number,
  what = 'value',
): void {
  if (actual.length !== wanted.length) {
    throw new Error(`${what}: expected ${wanted.length} elements but received ${actual.length}`);
  }
  for (let i = 0; i < wanted.length; i++) {
    if (Object.is(actual[i], wanted[i]) || actual[i] === wanted[i]) continue;
    const difference = Math.abs(actual[i] - wanted[i]);
    if (difference <= tolerance * Math.max(1, Math.abs(wanted[i]))) continue;
    throw new Error(
      `${what}[${i}]: expected ${wanted[i]} but received ${actual[i]} (tolerance ${tolerance})`,
    );
  }
}

/** The same bits. */
export function expectSame(
  actual: ArrayLike<number>,
  wanted: ArrayLike<number>,
  what = 'value',
): void {
  expectClose(actual, wanted, 0, what);
}

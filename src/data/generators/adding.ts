/**
 * The adding problem (Hochreiter and Schmidhuber, "Long short-term memory", 1997, in the form of
 * Le, Jaitly and Hinton, "A simple way to initialize recurrent networks of rectified linear units",
 * 2015): at each step a number and a mark, at the end the sum of the two marked numbers. It tests
 * memory over long gaps only, for adding two numbers is easy.
 */
import { keyFor, Rng } from '../../util/rng.ts';
import { checkWhole } from './check.ts';

export interface AddingItem {
  /** (T, 2): a number, uniform on [0, 1), and 1 if it is marked, else 0. */
  readonly inputs: Float32Array;
  /** The marked steps: one of the first ⌊T/2⌋, one of the others. */
  readonly marked: readonly [number, number];
  /** The sum of the two numbers. */
  readonly target: number;
}

export interface AddingOptions {
  readonly seed?: number;
  /** How many sequences. */
  readonly items: number;
  /** T, at least 2. */
  readonly length: number;
}

/**
 * The mean squared error of always answering 1, the best answer without memory: the variance of a
 * sum of two independent numbers uniform on [0, 1], 2 · 1/12.
 */
export const ADDING_BASELINE = 1 / 6;

export function generateAdding(options: AddingOptions): AddingItem[] {
  return [...addingItems(options)];
}

/** One after another, for training on new sequences all the time. */
export function* addingItems({ seed = 1, items, length }: AddingOptions): Generator<AddingItem> {
  checkWhole('items', items);
  checkWhole('length', length, 2);
  const rng = new Rng(keyFor(seed, 'data', 8));
  const half = Math.floor(length / 2);
  for (let n = 0; n < items; n++) {
    const inputs = new Float32Array(2 * length);
    // 24 bits: exact in single precision, and below 1.
    for (let t = 0; t < length; t++) inputs[2 * t] = (rng.nextUint32() >>> 8) / 16777216;
    const marked = [rng.below(half), half + rng.below(length - half)] as const;
    for (const t of marked) inputs[2 * t + 1] = 1;
    yield { inputs, marked, target: inputs[2 * marked[0]] + inputs[2 * marked[1]] };
  }
}

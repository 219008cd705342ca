/**
 * Softmax weights by Adagrad (Duchi et al. 2011), one example at a time in a seeded order, then the
 * average of the weights after all steps (Polyak and Juditsky 1992): for data too large for a method
 * that reads all of it at every step.
 *
 *   G += g², w −= rate·g/√G
 */
import { expected } from '../../util/errors.ts';
import { keyFor, Rng } from '../../util/rng.ts';
import { expectLabels } from './logistic-regression.ts';
import { type SoftmaxWeights, softmaxInPlace } from './softmax.ts';
import type { SparseRows } from './sparse-rows.ts';

export interface AdagradOptions {
  /** Passes over the data. Default 5. */
  epochs?: number;
  /** Default 0.1. */
  rate?: number;
  /** Of the order. Default 1. */
  seed?: number;
}

/** Error 'data' for a label that is no class, or no example at all. */
export function fitAdagrad(
  rows: SparseRows,
  labels: ArrayLike<number>,
  classes: number,
  { epochs = 5, rate = 0.1, seed = 1 }: AdagradOptions = {},
): SoftmaxWeights {
  if (!Number.isSafeInteger(epochs) || epochs < 1) {
    throw expected('epochs', 'a positive integer', epochs);
  }
  if (!(rate > 0 && Number.isFinite(rate))) throw expected('rate', 'a positive number', rate);
  const { count, columns, starts, indices, values } = rows;
  expectLabels(labels, { count, classes });
  const weights = new Averaged(columns * classes, rate);
  const bias = new Averaged(classes, rate);
  const scores = new Float64Array(classes);
  const order = Int32Array.from({ length: count }, (_, n) => n);
  const steps = epochs * count;
  for (let step = 0; step < steps; step++) {
    const epoch = Math.floor(step / count);
    if (step % count === 0) new Rng(keyFor(seed, 'order', epoch)).shuffle(order);
    const n = order[step % count];
    for (let c = 0; c < classes; c++) scores[c] = bias.now[c];
    for (let k = starts[n]; k < starts[n + 1]; k++) {
      const at = indices[k] * classes;
      for (let c = 0; c < classes; c++) scores[c] += values[k] * weights.now[at + c];
    }
    softmaxInPlace(scores, 0, classes);
    scores[labels[n]] -= 1;
    const passed = step / steps;
    for (let c = 0; c < classes; c++) bias.move(c, scores[c], passed);
    for (let k = starts[n]; k < starts[n + 1]; k++) {
      const at = indices[k] * classes;
      for (let c = 0; c < classes; c++) weights.move(at + c, values[k] * scores[c], passed);
    }
  }
  return { classes, weights: weights.average(), bias: bias.average() };
}

class Averaged {
  readonly now: Float32Array;
  private readonly squares: Float32Array;
  /** Σ of each change times the share of all steps that had passed: what the average lacks of `now`. */
  private readonly missing: Float32Array;
  private readonly rate: number;

  constructor(length: number, rate: number) {
    this.now = new Float32Array(length);
    this.squares = new Float32Array(length);
    this.missing = new Float32Array(length);
    this.rate = rate;
  }

  move(i: number, gradient: number, passed: number): void {
    const square = this.squares[i] + gradient * gradient;
    if (square === 0) return;
    this.squares[i] = square;
    const change = (-this.rate * gradient) / Math.sqrt(square);
    this.now[i] += change;
    this.missing[i] += passed * change;
  }

  average(): Float32Array {
    return this.now.map((value, i) => value - this.missing[i]);
  }
}

/**
 * The wide part of a network ("wide & deep": Cheng et al. 2016): beside the recurrent network a linear model of features
 * of each text, such as hashed n-grams, or of each step, such as a word and its neighbours, learned together with it. It
 * knows by heart what a few symbols mean; the network learns what order and distance say beyond that.
 *
 *   logits = network(x) + Σ_f value_f · w_f
 *
 * Parameter: `wide.weight` (F, outputs), zero at first.
 */
import type { ParameterSpec } from '../nn/init.ts';
import { add } from '../tensor/ops/arithmetic.ts';
import { type SparseInput, sparseLinear } from '../tensor/ops/sparse-linear.ts';
import type { Parameters } from '../tensor/parameters.ts';
import type { Tape } from '../tensor/tape.ts';
import { reshape, type Tensor } from '../tensor/tensor.ts';
import { expected, UnrollError } from '../util/errors.ts';
import { foldKey, type Key, threefry2x32 } from '../util/rng.ts';
import { readInput } from './input-probe.ts';

export interface WideConfig {
  /** F, how many features there may be; 0: no wide part. */
  wide: number;
  /** The probability of leaving a feature of a text or step out of a training step. */
  wideDrop: number;
}

export interface WideBatch {
  /** With `wide`: (B, F) features of the whole texts or (T·B, F) of the steps. */
  features?: SparseInput;
}

export interface WideSizes {
  /** F, how many features there may be. */
  features: number;
  outputs: number;
}

/** What is known of a batch beside its features. */
interface Drop {
  B: number;
  firstStream?: number;
  dropoutKey?: Key;
}

const SITE = 5; // after those of `TokenStack`
const ROUNDS = 13;

export class Wide {
  private readonly weight: Tensor;
  private readonly dropped: number;

  static specs({ features, outputs }: WideSizes): ParameterSpec[] {
    const init = { kind: 'constant', value: 0 } as const;
    return features > 0 ? [{ name: 'wide.weight', shape: [features, outputs], init }] : [];
  }

  constructor(parameters: Parameters, { wideDrop }: WideConfig) {
    this.weight = parameters.get('wide.weight');
    this.dropped = wideDrop;
  }

  /**
   * outputs (B, K) or, of steps, (T, B, K) with those of the features (a row for each row of them) added. Error 'data'
   * where a batch has no features.
   */
  addTo(tape: Tape, outputs: Tensor, features: SparseInput | undefined, drop: Drop): Tensor {
    if (features === undefined) {
      throw new UnrollError('data', 'the network has a wide part and the batch has no features');
    }
    const rows = sparseLinear(tape, this.weight, this.left(features, drop));
    const linear = reshape(rows, outputs.shape);
    return add(tape, outputs, readInput(tape, { kind: 'wide', of: '' }, linear));
  }

  /** While training: what was not left out counts for it too. A function of text, step and feature, never of the batch. */
  private left(features: SparseInput, { B, firstStream = 0, dropoutKey }: Drop): SparseInput {
    const { dropped: p } = this;
    if (p === 0 || dropoutKey === undefined) return features;
    const { starts, indices, values } = features;
    const own = foldKey(dropoutKey, SITE);
    const word = new Uint32Array(2);
    const left = Float64Array.from(values);
    let key = own;
    for (let n = 0; n + 1 < starts.length; n++) {
      if (n > 0 && n % B === 0) key = foldKey(own, n / B);
      for (let k = starts[n]; k < starts[n + 1]; k++) {
        threefry2x32(key, firstStream + (n % B), indices[k], word, ROUNDS);
        left[k] = word[0] / 2 ** 32 < p ? 0 : left[k] / (1 - p);
      }
    }
    return { starts, indices, values: left };
  }
}

/** Error 'usage' for sizes that cannot be. */
export function checkWide({ wide, wideDrop }: WideConfig): void {
  if (!(Number.isInteger(wide) && wide >= 0)) {
    throw expected('wide', 'a whole number of features, 0 for none', wide);
  }
  if (!(wideDrop >= 0 && wideDrop < 1)) throw expected('wideDrop', 'from 0 to below 1', wideDrop);
}

/** Of rows for T steps of B sequences those of the sequences [from, to). */
export function sparsePart(x: SparseInput, B: number, from: number, to: number): SparseInput {
  const T = (x.starts.length - 1) / B;
  const starts = [0];
  const indices: number[] = [];
  const values: number[] = [];
  for (let t = 0; t < T; t++) {
    for (let b = from; b < to; b++) {
      for (let k = x.starts[t * B + b]; k < x.starts[t * B + b + 1]; k++) {
        indices.push(x.indices[k]);
        values.push(x.values[k]);
      }
      starts.push(indices.length);
    }
  }
  return { starts, indices: Int32Array.from(indices), values };
}

/**
 * The wide part of a classifier or regression ("wide & deep": Cheng et al. 2016): beside the recurrent network a linear
 * model of features of the whole text, such as hashed n-grams, learned together with it. It knows by heart what a few
 * symbols mean; the network learns what order and distance say beyond that.
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
import type { Tensor } from '../tensor/tensor.ts';
import { UnrollError } from '../util/errors.ts';
import { foldKey, type Key, threefry2x32 } from '../util/rng.ts';
import { readInput } from './input-probe.ts';

export interface WideSizes {
  /** F, how many features there may be. */
  features: number;
  outputs: number;
}

/** What is known of a batch beside its features. */
interface Drop {
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

  /** `dropped`: the probability of leaving a feature of a text out of a training step. */
  constructor(parameters: Parameters, dropped: number) {
    this.weight = parameters.get('wide.weight');
    this.dropped = dropped;
  }

  /** outputs (B, K) with those of the features added. Error 'data' where a batch has none. */
  addTo(tape: Tape, outputs: Tensor, features: SparseInput | undefined, drop: Drop): Tensor {
    if (features === undefined) {
      throw new UnrollError('data', 'the network has a wide part and the batch has no features');
    }
    const linear = sparseLinear(tape, this.weight, this.left(features, drop));
    return add(tape, outputs, readInput(tape, { kind: 'wide', of: '' }, linear));
  }

  /** While training: what was not left out counts for it too. A function of text and feature, never of the batch. */
  private left(features: SparseInput, { firstStream = 0, dropoutKey }: Drop): SparseInput {
    const { dropped: p } = this;
    if (p === 0 || dropoutKey === undefined) return features;
    const { starts, indices, values } = features;
    const key = foldKey(dropoutKey, SITE);
    const word = new Uint32Array(2);
    const left = Float64Array.from(values);
    for (let n = 0; n + 1 < starts.length; n++) {
      for (let k = starts[n]; k < starts[n + 1]; k++) {
        threefry2x32(key, firstStream + n, indices[k], word, ROUNDS);
        left[k] = word[0] / 2 ** 32 < p ? 0 : left[k] / (1 - p);
      }
    }
    return { starts, indices, values: left };
  }
}

/** The rows [from, to). */
export function sparsePart({ starts, indices, values }: SparseInput, from: number, to: number) {
  const [first, last] = [starts[from], starts[to]];
  return {
    starts: Array.from({ length: to - from + 1 }, (_, n) => starts[from + n] - first),
    indices: indices.slice(first, last),
    values: Float64Array.from({ length: last - first }, (_, k) => values[first + k]),
  };
}

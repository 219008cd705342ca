/**
 * Drawing a symbol from logits. The order of the filters is fixed:
 *
 * 1. banned ids get probability 0;
 * 2. logits are divided by the temperature (0: the largest logit is taken, no filter matters);
 * 3. top-k keeps the k most probable (of equal ones the lower ids);
 * 4. top-p keeps the fewest most probable whose share of what top-k left is at least p;
 * 5. min-p keeps those of at least `minP` times the largest probability;
 * 6. one uniform number picks by the cumulative sum over the kept ids in ascending order.
 *
 * So a filter that removes nothing changes nothing, and the same logits and uniform give the same
 * symbol on every machine. Nothing is allocated per symbol.
 */
import type { Floats } from '../backend/backend.ts';
import { expected, UnrollError } from '../util/errors.ts';
import { exp, log, logSumExp } from '../util/maths.ts';
import { RankedIds } from './ranked-ids.ts';

export interface SamplerOptions {
  /** 0 is argmax; default 1. */
  readonly temperature?: number;
  /** 0 or absent: no limit. */
  readonly topK?: number;
  /** In (0, 1]; 1 or absent: no limit. */
  readonly topP?: number;
  /** In [0, 1); 0 or absent: no limit. */
  readonly minP?: number;
  /** Ids that are never drawn. */
  readonly banned?: Iterable<number>;
}

/** Draws ids below `size`; holds the working memory for it. */
export class Sampler {
  readonly size: number;
  readonly #temperature: number;
  readonly #topK: number;
  readonly #topP: number;
  readonly #minP: number;
  readonly #banned: Int32Array;
  readonly #isBanned: Uint8Array;
  /** Of the last row: e^((logit − largest) / temperature), 0 for what was removed. */
  readonly #weights: Float64Array;
  readonly #ranked: RankedIds | undefined;
  /** Of the last row: the largest logit that is not banned, and the sum of all weights before filters. */
  #largest = 0;
  #total = 0;

  /** Throws `usage` for an option out of its range. */
  constructor(size: number, options: SamplerOptions = {}) {
    const { temperature = 1, topK = 0, topP = 1, minP = 0, banned = [] } = options;
    if (!(temperature >= 0 && temperature < Number.POSITIVE_INFINITY)) {
      throw expected('temperature', 'a number of at least 0', temperature);
    }
    if (!(Number.isInteger(topK) && topK >= 0)) {
      throw expected('top-k', 'a whole number, or 0 for no limit', topK);
    }
    if (!(topP > 0 && topP <= 1)) throw expected('top-p', 'above 0 and at most 1', topP);
    if (!(minP >= 0 && minP < 1)) throw expected('min-p', 'at least 0 and below 1', minP);
    this.size = size;
    this.#temperature = temperature;
    this.#topK = topK === 0 ? size : Math.min(topK, size);
    this.#topP = topP;
    this.#minP = minP;
    this.#isBanned = new Uint8Array(size);
    for (const id of banned) {
      if (!(Number.isInteger(id) && id >= 0 && id < size)) {
        throw expected('a banned id', `a whole number below ${size}`, id);
      }
      this.#isBanned[id] = 1;
    }
    this.#banned = Int32Array.from(this.#isBanned.keys()).filter((id) => this.#isBanned[id] === 1);
    if (this.#banned.length === size) throw expected('banned ids', 'fewer than all ids', size);
    this.#weights = new Float64Array(size);
    if (this.#topK < size || topP < 1) this.#ranked = new RankedIds(size);
  }

  /**
   * The id drawn from the `size` logits that begin at `offset`; `uniform` is in [0, 1). Throws
   * `numeric` if a logit is NaN or +∞, or none is above −∞.
   */
  choose(logits: Floats, uniform: number, offset = 0): number {
    const best = this.#findLargest(logits, offset);
    if (this.#temperature === 0) return best;
    const kept = this.#weigh(logits, offset);
    const weights = this.#weights;
    const target = uniform * kept;
    let sum = 0;
    let last = best;
    for (let id = 0; id < weights.length; id++) {
      const weight = weights[id];
      if (weight === 0) continue;
      sum += weight;
      if (target < sum) return id;
      last = id; // Rounding can leave the target at the very end of the sum.
    }
    return last;
  }

  /**
   * ln P of an id under the row that was last drawn from, as the model gave it: at temperature 1 and
   * before any filter. `logits` and `offset` are those of that row.
   */
  logProbability(id: number, logits: Floats, offset = 0): number {
    const largest = this.#largest;
    let total = Number.POSITIVE_INFINITY;
    if (this.#temperature === 1) {
      // The weights are at hand, but for the banned ids.
      total = this.#total;
      const banned = this.#banned;
      for (let i = 0; i < banned.length; i++) total += exp(logits[offset + banned[i]] - largest);
    }
    if (total < Number.POSITIVE_INFINITY) return logits[offset + id] - largest - log(total);
    return logits[offset + id] - logSumExp(logits, offset, this.size);
  }

  /** The distribution that `choose` draws from; (size) probabilities, a new array. */
  distribution(logits: Floats, offset = 0): Float64Array {
    const best = this.#findLargest(logits, offset);
    if (this.#temperature === 0) {
      const certain = new Float64Array(this.size);
      certain[best] = 1;
      return certain;
    }
    const kept = this.#weigh(logits, offset);
    return this.#weights.map((weight) => weight / kept);
  }

  /** The lowest id of the largest logit that is not banned. */
  #findLargest(logits: Floats, offset: number): number {
    const isBanned = this.#isBanned;
    let best = -1;
    let largest = Number.NEGATIVE_INFINITY;
    for (let id = 0; id < isBanned.length; id++) {
      const logit = logits[offset + id];
      if (logit > largest && isBanned[id] === 0) {
        largest = logit;
        best = id;
      }
    }
    if (this.#temperature === 0 || best < 0) checkFinite(logits, offset, this.size);
    if (best < 0) throw notFinite('none is above −∞');
    this.#largest = largest;
    return best;
  }

  /** Fills the weights, removes what the filters remove, and returns the sum of what is left. */
  #weigh(logits: Floats, offset: number): number {
    const weights = this.#weights;
    const largest = this.#largest;
    const temperature = this.#temperature;
    const isBanned = this.#isBanned;
    let total = 0;
    for (let id = 0; id < weights.length; id++) {
      // Division, and not a product with 1/temperature, which overflows for the smallest ones.
      const weight = isBanned[id] === 0 ? exp((logits[offset + id] - largest) / temperature) : 0;
      weights[id] = weight;
      total += weight;
    }
    // A logit that is NaN or +∞ makes the sum NaN.
    if (!(total > 0)) checkFinite(logits, offset, this.size);
    this.#total = total;
    return this.#filter(total);
  }

  #filter(total: number): number {
    const weights = this.#weights;
    if (this.#ranked === undefined && this.#minP === 0) return total;
    this.#ranked?.keepBest(weights, this.#topK, this.#topP, total);
    let kept = 0;
    for (let id = 0; id < weights.length; id++) {
      // The largest weight is e^0 = 1.
      if (weights[id] < this.#minP) weights[id] = 0;
      kept += weights[id];
    }
    return kept;
  }
}

function checkFinite(logits: Floats, offset: number, size: number): void {
  for (let id = 0; id < size; id++) {
    const logit = logits[offset + id];
    if (!(logit < Number.POSITIVE_INFINITY)) throw notFinite(`that of id ${id} is ${logit}`);
  }
}

function notFinite(found: string): UnrollError {
  return new UnrollError(
    'numeric',
    `expected finite logits to draw from but ${found}; the weights are not usable, train again with a lower learning rate`,
  );
}

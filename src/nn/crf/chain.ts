/**
 * Sums and maxima over all tag sequences of a linear chain: the forward recurrence, the occupancy of
 * tags and pairs of tags, and Viterbi (Lafferty, McCallum, Pereira 2001; Rabiner 1989).
 *
 * score(tags) = start[y₀] + Σ_t emission[t, y_t] + Σ_t transitions[y_{t−1}, y_t] + end[y_last]
 * α(t, j) = emission[t, j] + log Σ_i e^(α(t−1, i) + transitions[i, j])
 *
 * α is kept in logarithms, but the sums of a step are one product of the row e^(α − max) with the matrix
 * e^(transitions − max of column): C exponentials a step instead of C². Where such a sum is so small
 * that terms may have been lost to underflow it is taken again term by term, so all results are exact.
 */
import { exp, log, logSumExp } from '../../util/maths.ts';
import type { Frames } from '../frames.ts';

/** Scores of a chain of C tags in doubles; −∞ where something is forbidden. */
export interface Chain {
  readonly C: number;
  /** (C, C), from tag i to tag j. */
  readonly transitions: Float64Array;
  /** (C) */
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** (C) the largest transition to each tag, and (C, C) e^(transition − it). */
  readonly columnMax: Float64Array;
  readonly factors: Float64Array;
}

/** How many doubles `chainOver` needs, and the recurrences need as `work`. */
export function chainSizes(C: number): { chain: number; work: number } {
  return { chain: 2 * C * C + 3 * C, work: 5 * C };
}

/** A chain over memory of the caller, its scores still to be written; then call `prepareChain`. */
export function chainOver(memory: Float64Array, C: number): Chain {
  let used = 0;
  const take = (length: number): Float64Array => {
    used += length;
    return memory.subarray(used - length, used);
  };
  return {
    C,
    transitions: take(C * C),
    start: take(C),
    end: take(C),
    columnMax: take(C),
    factors: take(C * C),
  };
}

/** Makes what the recurrences need of the transitions. */
export function prepareChain({ C, transitions, columnMax, factors }: Chain): void {
  columnMax.fill(Number.NEGATIVE_INFINITY);
  for (let i = 0; i < C; i++) {
    for (let j = 0; j < C; j++) {
      columnMax[j] = Math.max(columnMax[j], transitions[i * C + j]);
    }
  }
  for (let i = 0; i < C; i++) {
    for (let j = 0; j < C; j++) {
      const score = transitions[i * C + j];
      factors[i * C + j] = score === Number.NEGATIVE_INFINITY ? 0 : exp(score - columnMax[j]);
    }
  }
}

/** From here on a sum may have lost terms that count. */
const SMALL = 1e-200;

/** Writes α (count, C) and gives log Σ e^score over all tag sequences; 0 for no steps. */
export function chainForward(
  chain: Chain,
  { values, start, stride, count }: Frames,
  alpha: Float64Array,
  work: Float64Array,
): number {
  const { C, columnMax } = chain;
  if (count === 0) return 0;
  for (let j = 0; j < C; j++) alpha[j] = chain.start[j] + values[start + j];
  for (let t = 1; t < count; t++) {
    const before = alpha.subarray((t - 1) * C, t * C);
    const now = alpha.subarray(t * C, (t + 1) * C);
    const max = stepSums(chain, before, work, now);
    for (let j = 0; j < C; j++) {
      const total =
        now[j] > SMALL ? max + columnMax[j] + log(now[j]) : exactSum(chain, before, j, work);
      now[j] = total + values[start + t * stride + j];
    }
  }
  const last = (count - 1) * C;
  for (let j = 0; j < C; j++) work[j] = alpha[last + j] + chain.end[j];
  return logSumExp(work, 0, C);
}

export interface OccupancyArgs {
  /** (count, C) and the result of `chainForward`. */
  alpha: Float64Array;
  logZ: number;
  work: Float64Array;
  /** (C, C) */
  pairs: Float64Array;
  weight: number;
}

/**
 * After `chainForward` of `count` steps: hands over, from the last step to the first, how probable each
 * of the C tags is there, and adds weight · how often each pair of neighbours is expected to `pairs` (C, C).
 */
export function chainOccupancy(
  chain: Chain,
  count: number,
  { alpha, logZ, work, pairs, weight }: OccupancyArgs,
  visit: (t: number, occupancy: Float64Array) => void,
): void {
  const { C, end, factors, transitions } = chain;
  const shares = work.subarray(0, C);
  const sums = work.subarray(C, 2 * C);
  let now = work.subarray(2 * C, 3 * C);
  let before = work.subarray(3 * C, 4 * C);
  for (let j = 0; j < C; j++) now[j] = exp(alpha[(count - 1) * C + j] + end[j] - logZ);
  for (let t = count - 1; t >= 0; t--) {
    visit(t, now);
    if (t === 0) break;
    // P(i before j) = P(j) · share of i in the sum of j
    const row = alpha.subarray((t - 1) * C, t * C);
    stepSums(chain, row, shares, sums);
    before.fill(0);
    for (let j = 0; j < C; j++) {
      if (sums[j] > SMALL || now[j] === 0) {
        sums[j] = now[j] === 0 ? 0 : now[j] / sums[j];
        continue;
      }
      const total = exactSum(chain, row, j, work.subarray(4 * C));
      for (let i = 0; i < C; i++) {
        const pair = now[j] * exp(row[i] + transitions[i * C + j] - total);
        pairs[i * C + j] += weight * pair;
        before[i] += pair;
      }
      sums[j] = 0;
    }
    for (let i = 0; i < C; i++) {
      const share = shares[i];
      if (share === 0) continue;
      let total = 0;
      for (let j = 0; j < C; j++) {
        const pair = share * factors[i * C + j] * sums[j];
        pairs[i * C + j] += weight * pair;
        total += pair;
      }
      before[i] += total;
    }
    [now, before] = [before, now];
  }
}

/** shares = e^(α − max), sums[j] = Σ_i shares[i]·factors[i, j]; gives max. */
function stepSums(
  { C, factors }: Chain,
  alpha: Float64Array,
  shares: Float64Array,
  sums: Float64Array,
): number {
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < C; i++) max = Math.max(max, alpha[i]);
  sums.fill(0, 0, C);
  for (let i = 0; i < C; i++) {
    const share = exp(alpha[i] - max);
    shares[i] = share;
    if (share === 0) continue;
    for (let j = 0; j < C; j++) sums[j] += share * factors[i * C + j];
  }
  return max;
}

/** log Σ_i e^(α(i) + transitions[i, j]), term by term. */
function exactSum(
  { C, transitions }: Chain,
  alpha: Float64Array,
  j: number,
  terms: Float64Array,
): number {
  for (let i = 0; i < C; i++) terms[i] = alpha[i] + transitions[i * C + j];
  return logSumExp(terms, 0, C);
}

/** The best tags and their score, the smaller of two tags that are equally good; −∞: there is none. */
export function viterbi(
  { C, transitions, start, end }: Chain,
  { values, start: first, stride, count }: Frames,
): { tags: number[]; score: number } {
  if (count === 0) return { tags: [], score: 0 };
  const from = new Int32Array(count * C);
  let best = Float64Array.from({ length: C }, (_, j) => start[j] + values[first + j]);
  let next = new Float64Array(C);
  for (let t = 1; t < count; t++) {
    for (let j = 0; j < C; j++) {
      let i = 0;
      let highest = best[0] + transitions[j];
      for (let k = 1; k < C; k++) {
        const candidate = best[k] + transitions[k * C + j];
        if (candidate > highest) {
          highest = candidate;
          i = k;
        }
      }
      from[t * C + j] = i;
      next[j] = highest + values[first + t * stride + j];
    }
    [best, next] = [next, best];
  }
  let tag = 0;
  for (let j = 1; j < C; j++) if (best[j] + end[j] > best[tag] + end[tag]) tag = j;
  const score = best[tag] + end[tag];
  const tags = [tag];
  for (let t = count - 1; t > 0; t--) {
    tag = from[t * C + tag];
    tags.push(tag);
  }
  return { tags: tags.reverse(), score };
}

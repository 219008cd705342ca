/**
 * All ways to spread labels over frames, summed: the forward variables of CTC and the occupancy of
 * each position (Graves et al. 2006, sections 4.1 and 4.2).
 *
 * The labels l₁ … l_L stand in an extended row of S = 2L + 1 positions, with a blank before, between and
 * after them. α(t, s) is the probability of the frames 0 … t over all paths that are at s at frame t.
 *
 * Porting note: others keep log α and pay two exponentials and a logarithm for each cell. Here a
 * cell is a mantissa of at least 1 and a power of two of its own: as safe against underflow, closer
 * to exact, and made of multiplications. The backward pass goes back through the sums of the forward
 * pass instead of keeping β: each cell hands its occupancy to its predecessors by their share in it.
 */
import { exp, log } from '../../util/maths.ts';
import type { Frames } from '../frames.ts';

/** Working memory, kept from the forward to the backward pass. */
export interface LatticeMemory {
  /** (frames, S) α = mantissa·2^exponent. */
  mantissas: Float64Array;
  exponents: Float64Array;
  /** (2S) of one frame. */
  row: Float64Array;
}

/** The least lengths of working memory for so many frames and labels. */
export function latticeSizes(frames: number, labels: number): { cells: number; row: number } {
  const S = 2 * labels + 1;
  return { cells: frames * S, row: 2 * S };
}

/** Less than this of the occupancy changes no digit of a gradient. */
const NEGLIGIBLE = 1e-100;
/** The exponent of a cell that no path reaches. */
const NEVER = -1e300;
/** Powers of two by which a smaller term is brought to the exponent of the largest; from 128 on: nothing. */
const SHIFTS = 128;
const shifts = Float64Array.from({ length: SHIFTS + 1 }, (_, k) => (k < SHIFTS ? 2 ** -k : 0));
/** Mantissas are cut back at this size: sums of three and factors below 2 need no more room. */
const LARGE_POWER = 40;
const LARGE = 2 ** LARGE_POWER;
/** Log-probabilities below are those of impossible symbols. */
const IMPOSSIBLE = -1e15;
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** ln P(labels | frames), whose values are log-probabilities; −∞ where the labels do not fit into the frames. */
export function latticeForward(
  { values, start, stride, count }: Frames,
  labels: ArrayLike<number>,
  blank: number,
  { mantissas, exponents, row }: LatticeMemory,
): number {
  const L = labels.length;
  const S = 2 * L + 1;
  if (count === 0) return L === 0 ? 0 : Number.NEGATIVE_INFINITY;
  /** p of each label, and of the blank behind them, as mantissa in [1, 2) (0: impossible) and exponent. */
  const emitted = row.subarray(0, L + 1);
  const powers = row.subarray(L + 1, 2 * L + 2);
  for (let t = 0; t < count; t++) {
    const frame = start + t * stride;
    for (let i = 0; i <= L; i++) {
      const x = values[frame + (i < L ? labels[i] : blank)];
      const k = Math.floor(x * Math.LOG2E);
      emitted[i] = x < IMPOSSIBLE ? 0 : exp(x - k * LN2_HIGH - k * LN2_LOW);
      powers[i] = k;
    }
    const first = firstUseful(t, count, S);
    const last = lastReached(t, S);
    mantissas.fill(0, t * S, t * S + S);
    exponents.fill(NEVER, t * S, t * S + S);
    for (let s = first; s <= last; s++) {
      let sum = 1;
      let power = 0;
      if (t > 0) {
        const at = (t - 1) * S + s;
        const e0 = exponents[at];
        const e1 = s > 0 ? exponents[at - 1] : NEVER;
        const e2 = skips(labels, s) ? exponents[at - 2] : NEVER;
        power = e0 > e1 ? e0 : e1;
        if (e2 > power) power = e2;
        sum = mantissas[at] * shift(power - e0);
        if (e1 !== NEVER) sum += mantissas[at - 1] * shift(power - e1);
        if (e2 !== NEVER) sum += mantissas[at - 2] * shift(power - e2);
      }
      const symbol = s % 2 === 0 ? L : (s - 1) / 2;
      const product = sum * emitted[symbol];
      if (product === 0) continue;
      const large = product >= LARGE;
      mantissas[t * S + s] = large ? product / LARGE : product;
      exponents[t * S + s] = power + powers[symbol] + (large ? LARGE_POWER : 0);
    }
  }
  const { atBlank, atLabel, power } = finalTerms(mantissas, exponents, count * S - 1, S);
  return log(atBlank + atLabel) + power * Math.LN2;
}

/**
 * After `latticeForward` with a finite result: hands over, from the last frame to the first, how
 * probable each of the S positions is at that frame given the labels; they sum to 1.
 */
export function latticeOccupancy(
  count: number,
  labels: ArrayLike<number>,
  { mantissas, exponents, row }: LatticeMemory,
  visit: (t: number, occupancy: Float64Array) => void,
): void {
  const S = 2 * labels.length + 1;
  let now = row.subarray(0, S);
  let before = row.subarray(S, 2 * S);
  now.fill(0);
  if (count > 0) {
    const { atBlank, atLabel } = finalTerms(mantissas, exponents, count * S - 1, S);
    now[S - 1] = atBlank / (atBlank + atLabel);
    if (S > 1) now[S - 2] = atLabel / (atBlank + atLabel);
  }
  for (let t = count - 1; t >= 0; t--) {
    visit(t, now);
    if (t === 0) break;
    before.fill(0);
    const last = lastReached(t, S);
    for (let s = firstUseful(t, count, S); s <= last; s++) {
      const share = now[s];
      if (share < NEGLIGIBLE) continue;
      const at = (t - 1) * S + s;
      const e0 = exponents[at];
      const e1 = s > 0 ? exponents[at - 1] : NEVER;
      const e2 = skips(labels, s) ? exponents[at - 2] : NEVER;
      let power = e0 > e1 ? e0 : e1;
      if (e2 > power) power = e2;
      const m0 = mantissas[at] * shift(power - e0);
      const m1 = e1 === NEVER ? 0 : mantissas[at - 1] * shift(power - e1);
      const m2 = e2 === NEVER ? 0 : mantissas[at - 2] * shift(power - e2);
      const each = share / (m0 + m1 + m2);
      before[s] += m0 * each;
      if (m1 > 0) before[s - 1] += m1 * each;
      if (m2 > 0) before[s - 2] += m2 * each;
    }
    [now, before] = [before, now];
  }
}

function shift(by: number): number {
  return shifts[by < SHIFTS ? by : SHIFTS];
}

/** The first position from which the end can still be reached after frame t. */
function firstUseful(t: number, count: number, S: number): number {
  return Math.max(0, S - 2 * (count - t));
}

/** The last position that can be reached by frame t. */
function lastReached(t: number, S: number): number {
  return Math.min(S - 1, 2 * t + 1);
}

/** Whether a path may come to s from s − 2: only to a label that is not the one before. */
function skips(labels: ArrayLike<number>, s: number): boolean {
  return s % 2 === 1 && s > 1 && labels[(s - 1) / 2] !== labels[(s - 3) / 2];
}

/** α of the last two positions at the last frame, on one exponent. */
function finalTerms(
  mantissas: Float64Array,
  exponents: Float64Array,
  end: number,
  S: number,
): { atBlank: number; atLabel: number; power: number } {
  if (S === 1) return { atBlank: mantissas[end], atLabel: 0, power: exponents[end] };
  const power = Math.max(exponents[end], exponents[end - 1]);
  return {
    atBlank: mantissas[end] * shift(power - exponents[end]),
    atLabel: mantissas[end - 1] * shift(power - exponents[end - 1]),
    power,
  };
}

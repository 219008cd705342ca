/** The given tags of a sequence: whether they can be, their score, and what they add to gradients. */
import { UnrollError } from '../../util/errors.ts';
import type { Frames } from '../frames.ts';
import type { Chain } from './chain.ts';
import type { TagRule } from './rules.ts';

/** Tags (T, B), time first. */
export interface GivenTags {
  ids: Int32Array;
  B: number;
}

/** Error 'data' for a tag that is none of C, or that the rule forbids where it stands. */
export function expectTags(
  { ids, B }: GivenTags,
  { b, count, C, allowed }: { b: number; count: number; C: number; allowed?: TagRule },
): void {
  let from: number | 'start' = 'start';
  for (let t = 0; t <= count; t++) {
    const to: number | 'end' = t < count ? ids[t * B + b] : 'end';
    if (to !== 'end' && (to < 0 || to >= C)) {
      throw new UnrollError(
        'data',
        `expected tags from 0 to ${C - 1} but received ${to} at step ${t} of sequence ${b}`,
      );
    }
    if (count > 0 && allowed?.(from, to) === false) {
      throw new UnrollError(
        'data',
        `the rule of the CRF forbids ${to} after ${from}, at step ${t} of sequence ${b}`,
      );
    }
    if (to !== 'end') from = to;
  }
}

/** 0 for no steps. */
export function scoreOf(
  { C, transitions, start, end }: Chain,
  { values, start: first, stride, count }: Frames,
  { ids, B }: GivenTags,
  b: number,
): number {
  if (count === 0) return 0;
  let score = start[ids[b]] + end[ids[(count - 1) * B + b]];
  for (let t = 0; t < count; t++) {
    const tag = ids[t * B + b];
    score += values[first + t * stride + tag];
    if (t > 0) score += transitions[ids[(t - 1) * B + b] * C + tag];
  }
  return score;
}

/** Adds `weight` wherever the score reads; for at least one step. */
export function addToGradients(
  { C, count, start: first, stride }: { C: number } & Pick<Frames, 'count' | 'start' | 'stride'>,
  { ids, B }: GivenTags,
  b: number,
  { weight, emissions, pairs, start, end }: GoldGradients,
): void {
  start[ids[b]] += weight;
  end[ids[(count - 1) * B + b]] += weight;
  for (let t = 0; t < count; t++) {
    const tag = ids[t * B + b];
    if (emissions) emissions[first + t * stride + tag] += weight;
    if (t > 0) pairs[ids[(t - 1) * B + b] * C + tag] += weight;
  }
}

interface GoldGradients {
  weight: number;
  emissions?: { [index: number]: number };
  pairs: Float64Array;
  start: Float64Array;
  end: Float64Array;
}

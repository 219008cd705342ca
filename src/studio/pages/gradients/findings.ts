/** What a figure of gradients by lag says, before it is put into words. */
import type { LayerReach, StateReach } from '../../../protocol/network.ts';

/**
 * `fades`: slower than it would vanish by, but gone before the last lag. `uneven`: what arrives at the last lag
 * contradicts the factor, as where attention leads back to far steps.
 */
export type Verdict = 'carried' | 'fades' | 'vanishes' | 'explodes' | 'uneven';

export interface Finding {
  verdict: Verdict;
  /** The first lag at which there is a state. */
  from: number;
  /** The last such lag, and the share of the first that arrives there. */
  lag: number;
  share: number;
  /** The factor from one lag to the next. */
  perStep: number;
}

/** As `unroll explain` has them. */
const VANISHES_BELOW = 0.9;
const EXPLODES_ABOVE = 1.1;

/** Undefined where the text is too short to tell. */
export function findingOf({ median, perStep, reach }: StateReach): Finding | undefined {
  const from = median.findIndex((value) => value !== null);
  const lag = median.findLastIndex((value) => value !== null);
  const share = sharesOf(median)[lag];
  if (perStep === undefined || typeof share !== 'number') return undefined;
  return { verdict: verdictOf(perStep, share, reach >= lag), from, lag, share, perStep };
}

function verdictOf(perStep: number, share: number, arrives: boolean): Verdict {
  if (perStep > EXPLODES_ABOVE) return share > 1 ? 'explodes' : 'uneven';
  if (perStep < VANISHES_BELOW) return share < 1 ? 'vanishes' : 'uneven';
  return arrives ? 'carried' : 'fades';
}

/** By lag, of what there is at the first lag with a state; null where there is none, or nothing at the first. */
export function sharesOf(median: StateReach['median']): (number | null)[] {
  const first = median.find((value) => value !== null) ?? 0;
  return median.map((value) => (value !== null && first > 0 ? value / first : null));
}

/** Whether there is a state at any lag. */
export function hasState({ median }: StateReach): boolean {
  return median.some((value) => value !== null);
}

/** The state of a layer; the first one where the cell has no state of that name. */
export function stateOf({ states }: LayerReach, state: string): StateReach {
  return states.find((one) => one.state === state) ?? states[0];
}

/** Which one stays above 1 % the longest; undefined: several do, to the end or equally long. */
export function farthestOf(states: readonly StateReach[]): number | undefined {
  const longest = Math.max(...states.map(({ reach }) => reach));
  const first = states.findIndex(({ reach }) => reach === longest);
  const only = states.filter(({ reach }) => reach === longest).length === 1;
  return only ? first : undefined;
}

/** What a figure of gradients by lag says, before it is put into words. */
import type { GradientReach, StateReach } from '../../../protocol/network.ts';

/** `fades`: slower than it would vanish by, but gone before the last lag. */
export type Verdict = 'carried' | 'fades' | 'vanishes' | 'explodes';

export interface Finding {
  verdict: Verdict;
  /** The largest lag, and the share of lag 0 that arrives there. */
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
  if (perStep === undefined || !(median[0] > 0)) return undefined;
  const lag = median.length - 1;
  const share = median[lag] / median[0];
  return { verdict: verdictOf(perStep, reach >= lag), lag, share, perStep };
}

function verdictOf(perStep: number, arrives: boolean): Verdict {
  if (perStep > EXPLODES_ABOVE) return 'explodes';
  if (perStep < VANISHES_BELOW) return 'vanishes';
  return arrives ? 'carried' : 'fades';
}

/** The state of a layer; the first one where the cell has no state of that name. */
export function stateOf(reach: GradientReach, layer: number, state: string): StateReach {
  const at = reach.layers[Math.min(layer, reach.layers.length) - 1];
  return at.states.find((one) => one.state === state) ?? at.states[0];
}

/** Which one stays above 1 % the longest; undefined: several do, to the end or equally long. */
export function farthestOf(states: readonly StateReach[]): number | undefined {
  const longest = Math.max(...states.map(({ reach }) => reach));
  const first = states.findIndex(({ reach }) => reach === longest);
  const only = states.filter(({ reach }) => reach === longest).length === 1;
  return only ? first : undefined;
}

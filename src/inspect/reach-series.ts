/** What figures of gradient reach draw: a curve and a map for each layer and state, and their common axis. */
import { log } from '../util/maths.ts';
import type { GradientReach, StateReach } from './gradient-reach.ts';
import { firstLag } from './reach-summary.ts';

export interface ReachSeries extends StateReach {
  /** `lstm`, `lstm layer 2`, `lstm layer 2, c`. */
  label: string;
  /** What the rows of `norms` are called: `t = 5`. */
  rows: string[];
  /** The first lag at which there is a state. */
  first: number;
}

/** Without layers that have no state at any lag. */
export function seriesOf(reaches: readonly GradientReach[]): ReachSeries[] {
  return reaches.flatMap(({ name, layers, steps, rows = steps.map((t) => `t = ${t}`) }) =>
    layers.flatMap(({ layer, name: own = `layer ${layer + 1}`, states }) =>
      states
        .filter(({ median }) => !median.every(Number.isNaN))
        .map((one) => {
          const where = layers.length > 1 ? ` ${own}` : '';
          const what = states.length > 1 && one.state !== 'h' ? `, ${one.state}` : '';
          const first = firstLag(one.median);
          return { ...one, label: `${name}${where}${what}`, rows, first };
        }),
    ),
  );
}

/** Those that a figure has room for: side by side the states h alone. */
export function drawnSeries(reaches: readonly GradientReach[]): ReachSeries[] {
  const all = seriesOf(reaches);
  return reaches.length === 1 ? all : all.filter(({ state }) => state === 'h');
}

/** log₁₀, or undefined for what has no place on a logarithmic axis. */
export function decades(value: number): number | undefined {
  return value > 0 && Number.isFinite(value) ? log(value) / Math.LN10 : undefined;
}

/** More decades than this hide what happens at the top; what lies below is drawn at the edge. */
const MOST_DECADES = 16;

/** Whole powers of ten around all values; 0 … 1 where there are none. */
export function decadeRange(values: readonly number[]): { low: number; high: number } {
  const powers = values.map(decades).filter((power) => power !== undefined);
  if (powers.length === 0) return { low: 0, high: 1 };
  const least = powers.reduce((low, power) => Math.min(low, power), Number.POSITIVE_INFINITY);
  const most = powers.reduce((high, power) => Math.max(high, power), Number.NEGATIVE_INFINITY);
  const high = Math.max(Math.ceil(most), Math.floor(least) + 1);
  return { low: Math.max(Math.floor(least), high - MOST_DECADES), high };
}

/** A gradient relative to the median at the first lag, in decades: 0 as strong, −3 a thousandth; undefined for 0. */
export function relativeDecades({ median, first }: ReachSeries, value: number): number | undefined {
  if (value === Number.POSITIVE_INFINITY) return value;
  return decades(value / median[first]);
}

/** What the pictures of a forecast show, one target each. */
import type { ForecastAnswer } from './answers.ts';

export interface Curve {
  title: string;
  /** Of `known`, then of `mean`. */
  times: string[];
  known: number[];
  mean: number[];
  /** Between the lowest and the highest quantile that were asked for; absent for fewer than two. */
  band?: { low: number[]; high: number[]; lowest: number; highest: number };
  /** Bounds of all that is shown, the first below the second. */
  least: number;
  greatest: number;
}

export function curvesOf({ id, times, targets, read }: ForecastAnswer): Curve[] {
  return targets.map(({ target, mean, quantiles }, c) => {
    const known = read.targets[c]?.values ?? [];
    const before = read.times ?? known.map((_, t) => String(t - known.length + 1));
    const probabilities = Object.keys(quantiles)
      .map(Number)
      .sort((a, b) => a - b);
    const [lowest, highest] = [probabilities[0], probabilities[probabilities.length - 1]];
    const band =
      probabilities.length < 2
        ? undefined
        : { low: quantiles[lowest], high: quantiles[highest], lowest, highest };
    const all = [...known, ...mean, ...(band?.low ?? []), ...(band?.high ?? [])];
    let least = all.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    let greatest = all.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    if (least === greatest) {
      least -= 1;
      greatest += 1;
    }
    return {
      title: id === undefined ? target : `${id}: ${target}`,
      times: [...before, ...times],
      known,
      mean,
      ...(band === undefined ? {} : { band }),
      least,
      greatest,
    };
  });
}

import type { CurveSeries } from '../../parts/curve-series.ts';
import type { FanTarget } from './prediction.ts';

/** Steps are counted from the first forecast, which is 1; what was read ends at 0. */
export function fanSeries(
  { read, mean, quantiles }: FanTarget,
  words: { read: string; fan: string },
): CurveSeries[] {
  const median = quantiles.find(([p]) => p === 0.5)?.[1] ?? mean;
  const low = quantiles.at(0)?.[1];
  const high = quantiles.at(-1)?.[1];
  const spread = low && high && low !== high ? { min: low, max: high } : undefined;
  return [
    {
      name: words.read,
      colour: 8,
      steps: read.map((_, k) => k + 1 - read.length),
      values: read,
    },
    { name: words.fan, colour: 1, steps: median.map((_, k) => k + 1), values: median, spread },
  ];
}

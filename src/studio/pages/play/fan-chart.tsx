/** A forecast: what was read, then the median in a band between the outer quantiles. */
import { useMemo } from 'preact/hooks';
import { type CurveSeries, Curves } from '../../parts/curves.tsx';
import { useText } from '../../text/languages.ts';
import { playText } from '../../text/play.ts';
import type { FanTarget } from './prediction.ts';

export function FanChart({ target }: { target: FanTarget }) {
  const t = useText(playText);
  const series = useMemo(() => fanSeries(target, { read: t.readPart, fan: t.fan }), [target, t]);
  const low = target.quantiles.at(0);
  const high = target.quantiles.at(-1);
  const label = `${t.fan}: ${target.target}`;
  return (
    <figure>
      <figcaption>{target.target}</figcaption>
      <Curves label={label} axis={t.time} series={series} height={280} />
      {low && high && low !== high && (
        <p class="help">{t.fanHelp(String(low[0]), String(high[0]))}</p>
      )}
    </figure>
  );
}

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

/** A forecast: what was read, then the median in a band between the outer quantiles. */
import { useMemo } from 'preact/hooks';
import { Curves } from '../../parts/curves.tsx';
import { useText } from '../../text/languages.ts';
import { playText } from '../../text/play.ts';
import { fanSeries } from './fan-series.ts';
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

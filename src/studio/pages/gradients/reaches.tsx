/** Curves, maps and figures of what stands side by side. */
import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { risingScale } from '../../parts/colour-scales.ts';
import { logAxis } from '../../parts/log-axis.ts';
import { figure, percent } from '../../parts/numbers.ts';
import { usePreferences } from '../../prefs/preferences.ts';
import { gradientsText } from '../../text/gradients.ts';
import { useText } from '../../text/languages.ts';
import { Figures } from './figures.tsx';
import { findingOf, sharesOf } from './findings.ts';
import { ReachChart } from './reach-chart.tsx';
import { ReachMap } from './reach-map.tsx';
import { colourOf, type Shown } from './shown.ts';

/** Decades that a heat map shows below the largest number. */
const DECADES = 6;

interface ReachesProps {
  shown: readonly Shown[];
  /** Curves as shares of the first lag. */
  share: boolean;
  curveHelp?: string;
  heatHelp: string;
  /** All are of one network, whose weights are clipped together. */
  together?: boolean;
  /** Further findings. */
  children?: ComponentChildren;
}

export function Reaches({
  shown,
  share,
  curveHelp,
  heatHelp,
  together = false,
  children,
}: ReachesProps) {
  const t = useText(gradientsText);
  const { palette, dark } = usePreferences();
  const scale = useMemo(() => risingScale({ palette, dark }), [palette, dark]);
  const curves = shown.map(({ name, state, strong }, k) => {
    const values = share ? sharesOf(state.median) : state.median;
    return { name, values, colour: colourOf(k), strong };
  });
  // Made anew only with its numbers: maps are painted when it changes.
  const norms = shown.map(({ state }) => state.norms);
  const lags = Math.max(1, ...norms.flat().map(({ length }) => length));
  const axis = useMemo(() => logAxis(norms.flat(2), DECADES), norms);
  return (
    <div class="reaches">
      <ul class="findings">
        {shown.map(({ name, state }, k) => {
          const finding = findingOf(state);
          if (finding === undefined) return null;
          const { verdict, from, lag, share: left, perStep } = finding;
          return (
            <li key={name}>
              <span class="swatch" style={{ backgroundColor: colourOf(k) }} aria-hidden="true" />
              {t[verdict](
                from === 0 ? name : t.fromLag(name, from),
                lag,
                verdict === 'explodes' ? figure(left) : percent(left),
                figure(perStep),
              )}
            </li>
          );
        })}
        {children}
      </ul>
      <section class="panel">
        <h2>{t.curve}</h2>
        {curveHelp && <p class="soft">{curveHelp}</p>}
        <ReachChart
          label={t.curveLabel}
          lagAxis={t.lagAxis}
          valueAxis={share ? t.shareAxis : t.normAxis(shown[0].state.state)}
          curves={curves}
        />
      </section>
      <section class="panel">
        <h2>{t.heat}</h2>
        <p class="soft">{heatHelp}</p>
        <div class="reach-maps">
          {shown.map(({ name, rows, state }) => (
            <ReachMap
              key={name}
              name={name}
              rows={rows}
              norms={state.norms}
              lags={lags}
              axis={axis}
              scale={scale}
            />
          ))}
        </div>
        <p class="heat-legend soft">
          <span
            class="heat-legend-bar"
            style={{ backgroundImage: `linear-gradient(to right, ${scale.join(', ')})` }}
            aria-hidden="true"
          />
          {t.legend}
        </p>
      </section>
      <Figures shown={shown} together={together} />
    </div>
  );
}

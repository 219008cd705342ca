/** Gradients: how far errors reach back, in the run and in fresh cells beside it. */
import { useMemo } from 'preact/hooks';
import { cellNames } from '../../../protocol/cell-names.ts';
import type { GradientReach } from '../../../protocol/network.ts';
import { risingScale } from '../../parts/colour-scales.ts';
import { logAxis } from '../../parts/log-axis.ts';
import { Failure } from '../../parts/notice.tsx';
import { figure, percent } from '../../parts/numbers.ts';
import { RunGate } from '../../parts/run-gate.tsx';
import { usePreferences } from '../../prefs/preferences.ts';
import { postTo } from '../../server/client.ts';
import { sequenceOf, type TextUnit, unitOfText } from '../../server/text-unit.ts';
import { useAnswer } from '../../server/use-answer.ts';
import { useTextOfRun } from '../../server/use-some-text.ts';
import { gradientsText } from '../../text/gradients.ts';
import { useText } from '../../text/languages.ts';
import { pageText } from '../../text/shell.ts';
import { useViewOf } from '../../view/use-view-of.ts';
import type { View } from '../../view/views.ts';
import { Controls } from './controls.tsx';
import { Figures } from './figures.tsx';
import { farthestOf, findingOf, stateOf } from './findings.ts';
import { ReachChart } from './reach-chart.tsx';
import { ReachMap } from './reach-map.tsx';

/** Characters of the run's own text where nobody gave one. */
const LENGTH = 1500;
const WINDOWS = 48;
/** Decades that a heat map shows below the largest number. */
const DECADES = 6;

export function GradientsPage() {
  const { run } = useViewOf('gradients');
  const names = useText(pageText);
  const t = useText(gradientsText);
  return (
    <>
      <div class="page-head">
        <h1>{names.gradients}</h1>
      </div>
      <p class="lead">{t.intro}</p>
      <RunGate run={run} language>
        {(detail) => <Asked unit={unitOfText(detail)} />}
      </RunGate>
    </>
  );
}

function Asked({ unit }: { unit: TextUnit }) {
  const view = useViewOf('gradients');
  const t = useText(gradientsText);
  const some = useTextOfRun(view.run, view.text === '' ? LENGTH : null);
  const text = view.text === '' ? sequenceOf(some.value ?? '', unit) : view.text;
  const { cells, lags, gain } = view;
  const question = { text, cells: knownCells(cells), lags, gain, windows: WINDOWS };
  const asked = text.length > 1 ? JSON.stringify([view.run, question]) : null;
  const answer = useAnswer(asked, (signal) => postTo(view.run, 'gradients', question, signal));
  const waiting = answer.waiting || some.waiting;
  const reaches = answer.value?.reaches;
  return (
    <>
      {some.error && <Failure error={some.error} again={some.again} />}
      {answer.error && <Failure error={answer.error} again={answer.again} />}
      <Controls view={view} text={text} reach={reaches?.[0]} />
      <div aria-busy={waiting} class={waiting ? 'waiting' : undefined}>
        <p class="soft" role="status">
          {waiting ? t.counting : ''}
        </p>
        {reaches && <Reaches reaches={reaches} view={view} />}
      </div>
    </>
  );
}

function knownCells(names: readonly string[]) {
  return cellNames.filter((cell) => names.includes(cell));
}

function Reaches({ reaches, view }: { reaches: GradientReach[]; view: View<'gradients'> }) {
  const t = useText(gradientsText);
  const { palette, dark } = usePreferences();
  const scale = useMemo(() => risingScale({ palette, dark }), [palette, dark]);
  const shown = reaches.map((reach, k) => ({
    reach,
    state: stateOf(reach, view.layer, view.state),
    name: k === 0 ? t.run : t.fresh(reach.name),
    colour: `var(--series-${(k % 8) + 1})`,
    strong: k === 0,
  }));
  const curves = shown.map(({ name, state: { median }, colour, strong }) => {
    const values = view.share ? median.map((value) => value / median[0]) : median;
    return { name, values, colour, strong };
  });
  const axis = useMemo(
    () =>
      logAxis(
        shown.flatMap(({ state }) => state.norms.flat()),
        DECADES,
      ),
    [reaches, view.layer, view.state],
  );
  const farthest = farthestOf(shown.map(({ state }) => state));
  const lags = Math.min(...shown.map(({ state }) => state.median.length - 1));
  return (
    <div class="reaches">
      <ul class="findings">
        {shown.map(({ name, state, colour }) => {
          const finding = findingOf(state);
          if (finding === undefined) return null;
          const { verdict, lag, share, perStep } = finding;
          return (
            <li key={name}>
              <span class="swatch" style={{ backgroundColor: colour }} aria-hidden="true" />
              {t[verdict](
                name,
                lag,
                verdict === 'explodes' ? figure(share) : percent(share),
                figure(perStep),
              )}
            </li>
          );
        })}
        {shown.length > 1 && farthest !== undefined && (
          <li>{t.farthest(shown[farthest].name, shown[farthest].state.reach)}</li>
        )}
        {shown.length > 1 && shown.every(({ state }) => state.reach >= lags) && (
          <li>{t.alike(lags)}</li>
        )}
      </ul>
      <section class="panel">
        <h2>{t.curve}</h2>
        <ReachChart
          label={t.curveLabel}
          lagAxis={t.lagAxis}
          valueAxis={view.share ? t.shareAxis : t.normAxis(shown[0].state.state)}
          curves={curves}
        />
      </section>
      <section class="panel">
        <h2>{t.heat}</h2>
        <p class="soft">{t.heatHelp}</p>
        <div class="reach-maps">
          {shown.map(({ name, reach, state }) => (
            <ReachMap
              key={name}
              name={name}
              steps={reach.steps}
              norms={state.norms}
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
      <Figures shown={shown} layer={view.layer} />
    </div>
  );
}

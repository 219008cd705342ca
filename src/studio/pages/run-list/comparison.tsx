/** Runs beside each other: their curves in one picture, and the settings that differ. */
import { useMemo } from 'preact/hooks';
import type { Metrics, RunDetail } from '../../../protocol/runs.ts';
import { Choice } from '../../parts/choice.tsx';
import type { CurveSeries } from '../../parts/curve-series.ts';
import { Curves } from '../../parts/curves.tsx';
import { Failure } from '../../parts/notice.tsx';
import { ScrollBox } from '../../parts/scroll-box.tsx';
import { settingWords } from '../../parts/settings-list.tsx';
import { get } from '../../server/client.ts';
import { useAnswer } from '../../server/use-answer.ts';
import { useText } from '../../text/languages.ts';
import { runsText } from '../../text/runs.ts';
import { shellText } from '../../text/shell.ts';
import { changeView } from '../../view/location.ts';
import { useViewOf } from '../../view/use-view-of.ts';
import { differences } from './differences.ts';

interface Compared {
  detail: RunDetail;
  metrics: Metrics;
}

export function Comparison({ names }: { names: readonly string[] }) {
  const t = useText(runsText);
  const shell = useText(shellText);
  const { scale } = useViewOf('runs');
  const { value, error, again } = useAnswer<Compared[]>(JSON.stringify(names), (signal) =>
    Promise.all(
      names.map(async (name) => {
        const [detail, metrics] = await Promise.all([
          get('run', [name], signal),
          get('metrics', [name, 500], signal),
        ]);
        return { detail, metrics };
      }),
    ),
  );
  const training = useMemo(() => (value ?? []).map(trainingCurve), [value]);
  const validation = useMemo(() => (value ?? []).map(validationCurve), [value]);
  return (
    <section class="comparison" aria-label={t.comparison}>
      <div class="page-head">
        <h2>{t.comparison}</h2>
        <Choice
          label={t.scale}
          value={scale}
          options={[
            ['linear', t.linear],
            ['log', t.log],
          ]}
          onChange={(chosen) => changeView('runs', { scale: chosen })}
        />
        <button type="button" onClick={() => changeView('runs', { compare: [] })}>
          {t.clear}
        </button>
      </div>
      {error && <Failure error={error} again={again} />}
      {value === undefined && !error && <p class="soft">{shell.wait}</p>}
      {value !== undefined && (
        <>
          <div class="two-plots">
            <figure class="panel">
              <figcaption>{t.trainCurve}</figcaption>
              <Curves label={t.trainCurve} axis={t.step} series={training} log={scale === 'log'} />
            </figure>
            <figure class="panel">
              <figcaption>{t.valCurve}</figcaption>
              <Curves label={t.valCurve} axis={t.step} series={validation} log={scale === 'log'} />
            </figure>
          </div>
          {value.length > 1 && <DifferenceTable runs={value.map(({ detail }) => detail)} />}
        </>
      )}
    </section>
  );
}

const colourOf = (k: number) => (k % 8) + 1;

function trainingCurve({ detail, metrics }: Compared, k: number): CurveSeries {
  const { step, mean } = metrics.loss;
  return { name: detail.name, colour: colourOf(k), steps: step, values: mean };
}

function validationCurve({ detail, metrics }: Compared, k: number): CurveSeries {
  const { step, loss } = metrics.validation;
  return { name: detail.name, colour: colourOf(k), steps: step, values: loss, points: true };
}

function DifferenceTable({ runs }: { runs: readonly RunDetail[] }) {
  const t = useText(runsText);
  const rows = differences(runs);
  if (rows.length === 0) return <p>{t.same}</p>;
  return (
    <ScrollBox label={t.differences}>
      <h3>{t.differences}</h3>
      <table>
        <thead>
          <tr>
            <th scope="col">{t.setting}</th>
            {runs.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ path, values }) => (
            <tr key={path}>
              <th scope="row" class="mono">
                {path}
              </th>
              {values.map((value, k) => (
                <td key={runs[k].name} class="mono">
                  {settingWords(value)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

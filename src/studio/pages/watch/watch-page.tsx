/** A training as it goes: its numbers, its curves, and its samples along the way. */
import { useMemo } from 'preact/hooks';
import type { Metrics } from '../../../protocol/runs.ts';
import { Choice } from '../../parts/choice.tsx';
import type { CurveSeries } from '../../parts/curve-series.ts';
import { Curves } from '../../parts/curves.tsx';
import { Link } from '../../parts/link.tsx';
import { Failure, Notice } from '../../parts/notice.tsx';
import { SettingsList } from '../../parts/settings-list.tsx';
import { useRunSummary } from '../../server/use-runs.tsx';
import { useText } from '../../text/languages.ts';
import { pageText, shellText } from '../../text/shell.ts';
import { watchText } from '../../text/watch.ts';
import { changeView } from '../../view/location.ts';
import { useViewOf } from '../../view/use-view-of.ts';
import { Controls } from './controls.tsx';
import { Figures } from './figures.tsx';
import { TimeLine } from './time-line.tsx';
import { useWatched } from './use-watched.ts';

export function WatchPage() {
  const { run: name, at, scale } = useViewOf('watch');
  const t = useText(watchText);
  const shell = useText(shellText);
  const pages = useText(pageText);
  const { metrics, detail, samples, now, error, again } = useWatched(name);
  const run = useRunSummary(name) ?? detail;
  const move = (step: number | null) => changeView('watch', { at: step });
  return (
    <>
      <div class="page-head">
        <h1>{pages.watch}</h1>
        {run && <Controls run={run} />}
      </div>
      {error && <Failure error={error} again={again} />}
      {run?.message !== undefined && (
        <Notice kind={run.state === 'broken' ? 'bad' : 'note'}>{run.message}</Notice>
      )}
      {metrics === undefined && !error && <p class="soft">{shell.wait}</p>}
      {metrics && run && (
        <>
          <Figures run={run} metrics={metrics} detail={detail} now={now} />
          <LossPanel metrics={metrics} log={scale === 'log'} at={at} onPick={move} />
          {(run.task === 'lm' || samples.length > 0) && (
            <section class="panel">
              <div class="page-head">
                <div>
                  <h2>{t.samples}</h2>
                  <p class="help">{t.samplesHelp}</p>
                </div>
                {run.bestLoss !== null && (
                  <Link class="button" to={{ page: 'play', run: name }}>
                    {t.goPlay}
                  </Link>
                )}
              </div>
              <TimeLine samples={samples} at={at} onMove={move} />
            </section>
          )}
          <SmallCurves metrics={metrics} />
          {detail && <SettingsList title={t.settings} settings={detail.settings} />}
          {detail && detail.log.length > 0 && (
            <details class="panel">
              <summary>{t.log_}</summary>
              <pre>{detail.log.join('\n')}</pre>
            </details>
          )}
        </>
      )}
    </>
  );
}

interface LossPanelProps {
  metrics: Metrics;
  log: boolean;
  at: number | null;
  onPick: (step: number) => void;
}

function LossPanel({ metrics, log, at, onPick }: LossPanelProps) {
  const t = useText(watchText);
  const { loss, validation } = metrics;
  const series = useMemo<CurveSeries[]>(
    () => [
      {
        name: t.train,
        colour: 1,
        steps: loss.step,
        values: loss.mean,
        spread: { min: loss.min, max: loss.max },
      },
      {
        name: t.validation,
        colour: 2,
        steps: validation.step,
        values: validation.loss,
        points: true,
      },
    ],
    [loss, validation, t],
  );
  return (
    <section class="panel">
      <div class="page-head">
        <div>
          <h2>{t.lossCurve}</h2>
          <p class="help">{t.lossHelp}</p>
        </div>
        <Choice
          label={t.scale}
          value={log ? 'log' : 'linear'}
          options={[
            ['linear', t.linear],
            ['log', t.log],
          ]}
          onChange={(scale) => changeView('watch', { scale })}
        />
      </div>
      {metrics.logged === 0 && <p class="soft">{t.noSteps}</p>}
      <Curves
        label={t.lossCurve}
        axis={t.step}
        series={series}
        log={log}
        height={300}
        mark={at}
        onPick={onPick}
      />
    </section>
  );
}

function SmallCurves({ metrics }: { metrics: Metrics }) {
  const t = useText(watchText);
  const { gradNorm, learningRate, tokensPerSecond } = metrics;
  const plots = useMemo(
    () =>
      [
        [t.gradNorm, gradNorm],
        [t.learningRate, learningRate],
        [t.speed, tokensPerSecond],
      ].map(([name, curve]) => {
        const { step, mean, min, max } = curve as typeof gradNorm;
        const spread = curve === gradNorm ? { min, max } : undefined;
        const one = { name: name as string, colour: 1, steps: step, values: mean, spread };
        return [one];
      }),
    [gradNorm, learningRate, tokensPerSecond, t],
  );
  return (
    <div class="small-plots">
      {plots.map((series) => (
        <figure key={series[0].name} class="panel">
          <figcaption>{series[0].name}</figcaption>
          <Curves label={series[0].name} axis={t.step} series={series} height={170} />
        </figure>
      ))}
    </div>
  );
}

/** The numbers of a run at a glance. */
import type { RunStepEvent } from '../../../protocol/events.ts';
import type { Curve, Metrics, RunDetail, RunSummary } from '../../../protocol/runs.ts';
import { count, duration, short } from '../../../util/format.ts';
import { figure } from '../../parts/numbers.ts';
import { useText } from '../../text/languages.ts';
import { watchText } from '../../text/watch.ts';

interface FiguresProps {
  run: RunSummary;
  metrics: Metrics;
  detail: RunDetail | undefined;
  now: RunStepEvent | undefined;
}

const last = ({ mean }: Curve) => mean.at(-1);

export function Figures({ run, metrics, detail, now }: FiguresProps) {
  const t = useText(watchText);
  const step = Math.max(run.steps, metrics.lastStep);
  const speed = last(metrics.tokensPerSecond);
  const { loss } = metrics.validation;
  const best = loss.length > 0 ? Math.min(...loss) : run.bestLoss;
  const left = now?.leftSeconds;
  const rows: [word: string, value: string][] = [
    [t.trainLoss, figure(last(metrics.loss))],
    [t.valLoss, figure(loss.at(-1))],
    [t.bestLoss, figure(best)],
    [t.gradNorm, figure(last(metrics.gradNorm))],
    [t.speed, speed === undefined ? '–' : short(speed)],
    [t.timeLeft, run.state === 'running' && left != null ? duration(left) : '–'],
    [t.parameters, detail?.parameters == null ? '–' : count(detail.parameters)],
  ];
  const said =
    run.totalSteps === null
      ? t.stepOnly(count(step))
      : t.stepOf(count(step), count(run.totalSteps));
  return (
    <div class="watch-figures panel">
      <div class="watch-progress">
        <span>{said}</span>
        {run.totalSteps !== null && (
          <progress aria-label={t.progress} max={run.totalSteps} value={step} />
        )}
      </div>
      <dl class="figures">
        {rows.map(([word, value]) => (
          <div key={word}>
            <dt>{word}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

import type { RunSummary } from '../../../protocol/runs.ts';
import { count } from '../../../util/format.ts';
import { Link } from '../../parts/link.tsx';
import { figure } from '../../parts/numbers.ts';
import { Sparkline } from '../../parts/sparkline.tsx';
import { StateMark } from '../../parts/state-mark.tsx';
import { ago } from '../../parts/when.ts';
import { usePreferences } from '../../prefs/preferences.ts';
import { useText } from '../../text/languages.ts';
import { runsText } from '../../text/runs.ts';
import { taskText } from '../../text/shell.ts';

interface RunRowProps {
  run: RunSummary;
  /** From 1 where it is compared; 0: it is not. */
  colour: number;
  onChoose: (chosen: boolean) => void;
}

export function RunRow({ run, colour, onChoose }: RunRowProps) {
  const t = useText(runsText);
  const tasks = useText(taskText);
  const { language } = usePreferences();
  const readable = run.state !== 'broken';
  return (
    <li class={`run-row panel ${colour > 0 ? `compared series-${((colour - 1) % 8) + 1}` : ''}`}>
      <input
        type="checkbox"
        aria-label={t.compare(run.name)}
        disabled={!readable}
        checked={colour > 0}
        onChange={(event) => onChoose(event.currentTarget.checked)}
      />
      <div class="run-title">
        {readable ? (
          <Link to={{ page: 'watch', run: run.name }}>{run.name}</Link>
        ) : (
          <strong>{run.name}</strong>
        )}
        <span class="soft">
          {run.task !== null && tasks[run.task]}
          {run.network !== null && ` · ${run.network}`}
        </span>
        {run.message !== undefined && <span class="help">{run.message}</span>}
      </div>
      <div>
        <StateMark state={run.state} />
        {run.queuePosition !== null && <div class="help">{t.place(String(run.queuePosition))}</div>}
      </div>
      <Sparkline values={run.sparkline} />
      <dl class="run-figures">
        <div>
          <dt>{t.bestLoss}</dt>
          <dd>{figure(run.bestLoss)}</dd>
        </div>
        <div>
          <dt>{t.steps}</dt>
          <dd>
            {count(run.steps)}
            {run.totalSteps !== null && <span class="soft"> / {count(run.totalSteps)}</span>}
          </dd>
        </div>
        <div>
          <dt>{t.changed}</dt>
          <dd>{ago(run.modified, Date.now(), language) ?? t.now}</dd>
        </div>
      </dl>
    </li>
  );
}

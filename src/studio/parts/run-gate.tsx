/** What is inside is shown when the run is there, of the right task, and has a model; else it is said why not. */
import type { ComponentChildren } from 'preact';
import type { RunDetail } from '../../protocol/runs.ts';
import { get } from '../server/client.ts';
import { useAnswer } from '../server/use-answer.ts';
import { useRunSummary } from '../server/use-runs.tsx';
import { useText } from '../text/languages.ts';
import { shellText, taskText } from '../text/shell.ts';
import { Failure, Notice } from './notice.tsx';

interface RunGateProps {
  run: string;
  /** For language models alone. */
  language?: boolean;
  children: (detail: RunDetail) => ComponentChildren;
}

export function RunGate({ run, language = false, children }: RunGateProps) {
  const t = useText(shellText);
  const tasks = useText(taskText);
  const summary = useRunSummary(run);
  // A run that saves its first model while one waits here is asked for again.
  const key = JSON.stringify([run, summary?.state, summary?.bestLoss === null]);
  const { value, error, again } = useAnswer(key, (signal) => get('run', [run], signal));
  if (error) return <Failure error={error} again={again} />;
  if (value === undefined) return <p class="soft">{t.wait}</p>;
  if (value.state === 'broken') return <Notice kind="bad">{value.message}</Notice>;
  if (value.task === null) return <Notice>{t.noModel}</Notice>;
  if (language && value.task !== 'lm') return <Notice>{t.notForTask(tasks[value.task])}</Notice>;
  if (value.tensors.length === 0) return <Notice>{t.noModel}</Notice>;
  return <>{children(value)}</>;
}

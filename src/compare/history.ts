/** How long a run trained, from what `metrics.jsonl` recorded. */
import { readJsonLines } from '../files/json-lines.ts';
import { type Run, runFile } from '../files/run-folder.ts';

/** Seconds over all sessions, validations included; null where nothing was recorded. */
export function trainingSeconds(run: Pick<Run, 'path'>): number | null {
  let before = 0; // of sessions that have ended
  let last: number | null = null;
  for (const { elapsed_s: elapsed } of readJsonLines(runFile(run, 'metrics'))) {
    if (typeof elapsed !== 'number') continue;
    if (last !== null && elapsed < last) before += last; // resumed: the clock began again
    last = elapsed;
  }
  return last === null ? null : before + last;
}

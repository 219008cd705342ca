/** `compare`: runs of any tasks, each task in tables of its own, beside their baselines. */
import { taskOfRun } from '../files/run-folder.ts';
import { UnrollError } from '../util/errors.ts';
import type { Comparison } from './comparison.ts';
import { compareLanguageRuns, type LanguageOptions } from './language.ts';
import { compareTaskRuns } from './tasks.ts';

/** Tables in the order of the first run of each task. Error 'usage' for options that no run reads. */
export async function compare(
  paths: readonly string[],
  options: LanguageOptions = {},
): Promise<Comparison[]> {
  if (paths.length === 0) throw new UnrollError('usage', 'there is nothing to compare: name a run');
  const twice = paths.find((path, n) => paths.indexOf(path) < n);
  if (twice !== undefined) throw new UnrollError('usage', `${twice} is named twice`);
  const byTask = new Map<string, string[]>();
  for (const path of paths) {
    const task = taskOfRun(path);
    byTask.set(task, [...(byTask.get(task) ?? []), path]);
  }
  if (!byTask.has('lm')) refuseLanguageOptions(options);
  if (options.files !== undefined && byTask.size > 1) {
    const tasks = [...byTask.keys()].join(', ');
    throw new UnrollError(
      'usage',
      `the runs are of several tasks (${tasks}), which read different files: compare each task by itself, or leave --data out`,
    );
  }
  const comparisons: Comparison[] = [];
  for (const [task, group] of byTask) {
    const tables = task === 'lm' ? compareLanguageRuns : compareTaskRuns;
    comparisons.push(...(await tables(group, options)));
  }
  return comparisons;
}

const LANGUAGE = {
  order: '--order',
  windowSteps: '--window-steps',
  arpa: '--arpa',
  arpaOut: '--arpa-out',
};

function refuseLanguageOptions(options: LanguageOptions): void {
  for (const [name, flag] of Object.entries(LANGUAGE)) {
    if (options[name as keyof typeof LANGUAGE] === undefined) continue;
    throw new UnrollError('usage', `${flag} is for language models, and none of the runs is one`);
  }
}

/** Runs of a task beside its baselines, fitted on the runs' own examples. */
import { statSync } from 'node:fs';
import type { TextEncoding } from '../data/index.ts';
import { readJsonLines } from '../files/json-lines.ts';
import { openRun, runFile } from '../files/run-folder.ts';
import type { LoadOptions } from '../generate/load.ts';
import { openTrained } from '../tasks/load.ts';
import type { Task, TaskBaseline } from '../tasks/task.ts';
import { UnrollError } from '../util/errors.ts';
import { type ComparedRow, type Comparison, concluded } from './comparison.ts';
import { trainingSeconds } from './history.ts';
import { contentKey } from './same.ts';
import { timed } from './timed.ts';

export interface CompareOptions extends LoadOptions {
  /** What is measured; absent: the runs' validation data. */
  files?: readonly string[];
  encoding?: TextEncoding;
  /** False: the runs alone. */
  baselines?: boolean;
  signal?: AbortSignal;
  /** Told what is being done, for people who wait. */
  progress?: (doing: string) => void;
}

/** One table for each set of examples that runs were measured on. */
export async function compareTaskRuns(
  paths: readonly string[],
  options: CompareOptions,
): Promise<Comparison[]> {
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    const { settings } = openRun(path);
    const measured = options.files ?? [runFile(openRun(path), 'validation')];
    const key = `${settings.task} ${options.files ? '' : contentKey(measured)}`;
    groups.set(key, [...(groups.get(key) ?? []), path]);
  }
  const comparisons: Comparison[] = [];
  for (const group of groups.values()) comparisons.push(await compareGroup(group, options));
  return comparisons;
}

async function compareGroup(
  paths: readonly string[],
  options: CompareOptions,
): Promise<Comparison> {
  const rows: ComparedRow[] = [];
  const fitted = new Map<string, string>(); // by what was learned from, the run that showed it
  let task = '';
  let examples = 0;
  for (const path of paths) {
    options.signal?.throwIfAborted();
    options.progress?.(`measuring ${path}`);
    const opened = await openTrained(path, options);
    try {
      task = opened.task.name;
      const test = await testRecords(opened.task, path, { data: opened.data, ...options });
      examples = test.length;
      rows.push(await runRow(path, opened, test, options.signal));
      const run = openRun(path);
      const files = [runFile(run, 'examples'), runFile(run, 'vocabulary')];
      const key = `${contentKey(files)} ${JSON.stringify(opened.data)}`;
      if (options.baselines === false || fitted.has(key)) continue;
      const suffix = fitted.size === 0 ? '' : `, as ${path} learns`;
      fitted.set(key, path);
      const train = readJsonLines(runFile(run, 'examples'));
      for (const baseline of opened.task.baselines?.(opened) ?? []) {
        options.signal?.throwIfAborted();
        rows.push(baselineRow(baseline, { train, test, suffix, ...options }));
      }
    } finally {
      opened.model.network.close();
      opened.close();
    }
  }
  const validation = `${examples} validation examples of the runs`;
  const measuredOn = options.files?.join(', ') ?? validation;
  const none = options.baselines !== false && rows.every(({ kind }) => kind === 'run');
  const remarks = none ? [`There are no baselines for task ${task} with these data.`] : [];
  return concluded({ task, measuredOn, rows, remarks });
}

async function testRecords(
  task: Task,
  path: string,
  { data, files, encoding = 'utf8', signal }: CompareOptions & { data: object },
): Promise<object[]> {
  if (files === undefined) {
    const records = readJsonLines(runFile(openRun(path), 'validation'));
    if (records.length > 0) return records;
    throw new UnrollError(
      'usage',
      `${path} was trained without validation examples: name a file to measure on with --data`,
    );
  }
  const records: object[] = [];
  for (const file of files) {
    for await (const record of task.read(file, data, { encoding, signal, labelled: true })) {
      records.push(record);
    }
  }
  return records;
}

async function runRow(
  name: string,
  { model }: Awaited<ReturnType<typeof openTrained>>,
  test: readonly object[],
  signal: AbortSignal | undefined,
): Promise<ComparedRow> {
  const examples = test.map((record) => model.encode(record, { labelled: true }));
  const {
    loss,
    metrics,
    goal,
    compared = goal,
  } = await model.evaluate(examples, { thorough: true, signal });
  return {
    name,
    kind: 'run',
    loss,
    metrics,
    goal: compared,
    parameters: model.network.parameters.count,
    bytes: statSync(runFile(openRun(name), 'model'), { throwIfNoEntry: false })?.size ?? 0,
    seconds: trainingSeconds(openRun(name)),
  };
}

interface Measure extends Pick<CompareOptions, 'progress'> {
  train: readonly object[];
  test: readonly object[];
  suffix: string;
}

function baselineRow(
  baseline: TaskBaseline<object>,
  { train, test, suffix, progress }: Measure,
): ComparedRow {
  progress?.('fitting a baseline');
  const { value: fitted, seconds } = timed(() => baseline.fit(train));
  const { loss, metrics, goal, compared = goal } = fitted.measure(test);
  const { name, parameterCount } = fitted.baseline;
  return {
    name: `${name}${suffix}`,
    kind: 'baseline',
    loss,
    metrics,
    goal: compared,
    parameters: parameterCount,
    bytes: JSON.stringify(fitted.baseline).length,
    seconds,
  };
}

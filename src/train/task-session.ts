/** Everything that a task's run works with, put together: for a new run, or for one that goes on. */
import type { Backend } from '../backend/backend.ts';
import { createBackend } from '../backend/select.ts';
import { loadCheckpoint } from '../files/checkpoint.ts';
import { readJsonLines, writeJsonLines } from '../files/json-lines.ts';
import { writeWeights } from '../files/model-file.ts';
import { draftRun, runFile, updateRun } from '../files/run-folder.ts';
import type { NetworkConfig } from '../models/config.ts';
import { usesDropout } from '../models/config.ts';
import { type OpenedTask, openTaskRun, reopen } from '../tasks/load.ts';
import { modelSchemaOf, parseSettings, refuseUnused, splitSettings } from '../tasks/settings.ts';
import { taskNamed } from '../tasks/table.ts';
import type { Task } from '../tasks/task.ts';
import { UnrollError } from '../util/errors.ts';
import { checkBelonging, checkCourse } from './checks.ts';
import { closer } from './closer.ts';
import { type Counters, newCounters } from './counters.ts';
import { intervals, resolveCourse } from './defaults.ts';
import { ExampleBatches } from './example-batches.ts';
import { readExamples } from './examples.ts';
import { totalSteps, withLimits } from './limits.ts';
import { OptimizerStep } from './optimizer-step.ts';
import type { ComputeOptions, ResumeOptions } from './options.ts';
import type { CourseSettings } from './settings.ts';
import { beginWith, taskStart } from './start.ts';
import { folderStore, memoryStore, type RunStore, restore } from './store.ts';
import { isCourseOption, type TaskCourseOptions } from './task-options.ts';
import { VERSION } from './version.ts';

export interface TaskSession extends OpenedTask {
  task: Task;
  backend: Backend;
  batches: ExampleBatches;
  optimizerStep: OptimizerStep;
  /** Examples to validate on; empty: none. */
  validation: unknown[];
  training: CourseSettings;
  totalSteps: number | undefined;
  counters: Counters;
  store: RunStore;
  notes: string[];
  close(): void;
}

/** Validations of a run whose length is known: about one an epoch, between these numbers. */
const FEWEST_VALIDATIONS = 10;
const MOST_VALIDATIONS = 40;

/** How the caller's users write an option: `labelColumn`, or `--label-column`. */
type NameOf = (option: string) => string;

/** Throws 'usage', 'data', 'encoding' or 'file'; then nothing is left behind. */
export async function newTaskSession(
  options: TaskCourseOptions & { task: string },
  nameOf: NameOf = (option) => option,
): Promise<TaskSession> {
  const undo: (() => void)[] = [];
  try {
    const task = taskNamed(options.task);
    const given = splitSettings(task, options);
    checkOwnership(task, given.rest, nameOf);
    const { from } = options;
    const start =
      from === undefined
        ? undefined
        : taskStart(from, task, { ...given.data, ...given.model }, nameOf);
    const data = parseSettings(task.dataSchema, { ...start?.data, ...given.data }, nameOf);
    refuseUnused(task, data, {
      given: [...Object.keys(given.data), ...Object.keys(given.model)],
      nameOf,
    });
    const settings = parseSettings(
      modelSchemaOf(task, data),
      { ...start?.model, ...given.model },
      nameOf,
    );
    const level = levelOf(data);
    const cells = 'cell' in settings ? {} : { nonlinearity: undefined }; // dense layers have one too
    checkBelonging({ ...options, ...cells, ...(level === undefined ? {} : { level }) }, nameOf);
    const resolved = resolveCourse(options, { batch: 32, ...task.training });
    checkCourse({ ...resolved, validation: 0 });
    const { seed } = resolved;
    const examples = await readExamples(task, {
      source: options.data ?? { sample: true },
      validation: options.validation,
      data,
      encoding: options.encoding ?? 'utf8',
      seed,
      signal: options.signal,
    });
    const draft = options.out === undefined ? undefined : draftRun(options.out);
    if (draft) undo.push(() => draft.discard());
    const learned = start?.encodings ?? (await task.fit(examples.train, data, start?.codec));
    const encodings = JSON.parse(JSON.stringify(learned));
    const backend = await openBackend({ ...options, precision: resolved.precision }, undo);
    const model = task.open({
      backend,
      data,
      model: settings,
      encodings,
      seed,
      cells: options.cells,
    });
    undo.push(() => model.network.close());
    const { encoding = 'utf8', signal } = options;
    const notes =
      start && from !== undefined
        ? [beginWith(model.network.parameters, start.weights, from)]
        : ((await task.begin?.(model, { data, encodings, encoding, signal })) ?? []);
    const parts = assemble({ task, model, data, settings, encodings }, examples, resolved, undo);
    const training = {
      ...resolved,
      validation: typeof examples.record.validation === 'number' ? examples.record.validation : 0,
      ...intervals(resolved, {
        totalSteps: parts.totalSteps,
        validateEvery: usualInterval(parts.totalSteps, parts.batches.stepsPerEpoch),
      }),
    };
    let store = memoryStore();
    if (draft !== undefined) {
      writeJsonLines(runFile(draft, 'examples'), examples.train);
      writeJsonLines(runFile(draft, 'validation'), examples.validation);
      const run = draft.commit(
        {
          unroll: VERSION,
          task: task.name,
          model: { ...settings },
          data: { ...data },
          training,
          corpus: { ...examples.record, ...(from === undefined ? {} : { from }) },
        },
        { format: 1, ...encodings },
      );
      store = folderStore(run, { metadata: { unroll_task: task.name } });
    }
    undo.push(() => store.close());
    return {
      ...parts,
      backend,
      training,
      counters: newCounters(),
      store,
      notes,
      close: closer(undo),
    };
  } catch (error) {
    closer(undo)();
    throw error;
  }
}

/** Throws 'file' or 'format' where the folder is no run that can go on. */
export async function resumedTaskSession(
  folder: string,
  options: ResumeOptions,
): Promise<TaskSession> {
  const undo: (() => void)[] = [];
  try {
    let run = openTaskRun(folder);
    const task = taskNamed(run.settings.task);
    const path = runFile(run, 'checkpoint');
    const restored = restore(loadCheckpoint(run), path);
    const before = run.settings.training as unknown as CourseSettings;
    const training = withLimits(before, options);
    const backend = await openBackend({ ...options, precision: training.precision }, undo);
    const opened = reopen(task, run, backend, options.cells);
    undo.push(() => opened.model.network.close());
    const examples = {
      train: readJsonLines(runFile(run, 'examples')),
      validation: readJsonLines(runFile(run, 'validation')),
    };
    if (examples.train.length !== run.settings.corpus.trainExamples) {
      throw new UnrollError(
        'format',
        `"${runFile(run, 'examples')}" holds ${examples.train.length} examples where run.json says ${run.settings.corpus.trainExamples}: it was changed, and the run cannot go on from it`,
      );
    }
    const parts = assemble({ task, ...opened }, examples, training, undo);
    writeWeights(opened.model.network.parameters, restored.weights, path);
    parts.optimizerStep.load(restored.trainer);
    parts.batches.seek(restored.counters.position);
    if (JSON.stringify(training) !== JSON.stringify(before)) {
      run = updateRun(run, { ...run.settings, training: { ...training } });
    }
    const store = folderStore(run, {
      metadata: { unroll_task: task.name },
      offsets: restored.offsets,
    });
    undo.push(() => store.close());
    const { counters } = restored;
    return { ...parts, backend, training, counters, store, notes: [], close: closer(undo) };
  } catch (error) {
    closer(undo)();
    throw error;
  }
}

async function openBackend(
  { backend: name, threads, precision }: ComputeOptions & Pick<CourseSettings, 'precision'>,
  undo: (() => void)[],
): Promise<Backend> {
  const backend = await createBackend({ backend: name, threads, precision });
  undo.push(() => backend.close());
  return backend;
}

function assemble(
  opened: OpenedTask & { task: Task },
  { train, validation }: { train: readonly object[]; validation: readonly object[] },
  training: CourseSettings,
  undo: (() => void)[],
) {
  const { model } = opened;
  const encoded = (records: readonly object[]) =>
    records.map((record) => model.encode(record, { labelled: true }));
  const spread = encoded(train).flatMap((example) => model.spread?.(example) ?? [example]);
  const batches = new ExampleBatches(model, spread, training);
  const total = totalSteps(training, batches.stepsPerEpoch);
  const drops = usesDropout(model.network.config as NetworkConfig);
  const optimizerStep = new OptimizerStep(model.network.parameters, training, {
    totalSteps: total,
    drops,
  });
  undo.push(() => optimizerStep.close());
  return {
    ...opened,
    batches,
    optimizerStep,
    totalSteps: total,
    validation: encoded(validation),
  };
}

/** Steps between validations where the user gives none. */
function usualInterval(total: number | undefined, stepsPerEpoch: number): number {
  if (total === undefined) return stepsPerEpoch;
  const most = Math.ceil(total / MOST_VALIDATIONS);
  return Math.min(
    Math.max(1, Math.round(total / FEWEST_VALIDATIONS)),
    Math.max(stepsPerEpoch, most),
  );
}

/** Throws 'usage' for an option that the task would ignore. */
function checkOwnership(task: Task, rest: object, nameOf: NameOf): void {
  const foreign = Object.keys(rest).find((name) => !isCourseOption(name));
  if (foreign === undefined) return;
  throw new UnrollError(
    'usage',
    `${nameOf(foreign)} does not belong to ${nameOf('task')} ${task.name}: leave it out`,
  );
}

/** The level that settings of words belong to: a task may have several. */
function levelOf(data: object): string | undefined {
  const { level, sourceLevel = level, targetLevel = level } = data as Record<string, string>;
  return [sourceLevel, targetLevel].includes('word') ? 'word' : level;
}

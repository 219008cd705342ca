/** Opens a trained run of a task: predictions and figures. */
import { existsSync } from 'node:fs';
import type { Backend } from '../backend/backend.ts';
import { createBackend } from '../backend/select.ts';
import type { RecordSource } from '../data/index.ts';
import { loadCheckpoint, type TensorGroup } from '../files/checkpoint.ts';
import { loadModel, writeWeights } from '../files/model-file.ts';
import type { TaskRunSettings } from '../files/run-file.ts';
import { openRun, type Run, readVocabulary, runFile } from '../files/run-folder.ts';
import type { TaskName } from '../files/task-names.ts';
import type { LoadOptions } from '../generate/load.ts';
import { UnrollError } from '../util/errors.ts';
import { modelSchemaOf, parseSettings } from './settings.ts';
import { taskNamed } from './table.ts';
import type {
  Encodings,
  EvaluateOptions,
  Pictures,
  Prediction,
  ReadOptions,
  Report,
  SettingsSchema,
  Task,
  TaskModel,
  TaskStream,
} from './task.ts';

/** What is evaluated: files, or objects and texts as `predict` takes them. */
export type EvaluationSource = { files: readonly string[] } | { records: readonly unknown[] };

/** Beside these: what answers are made with, as for `predict`, or the task's own settings of evaluation. */
export interface EvaluationOptions
  extends Omit<EvaluateOptions, 'settings' | 'answers'>,
    Partial<Pick<ReadOptions, 'encoding'>> {
  readonly [setting: string]: unknown;
}

export interface TrainedTask {
  readonly task: TaskName;
  /** Settings of the data and of the network. */
  readonly data: object;
  readonly model: object;
  readonly parameterCount: number;
  /** What computes, for people. */
  readonly backend: string;
  /** Answers in order. An input is an object as in the lines of a JSONL file, or a text where the task reads texts. */
  predict(inputs: readonly unknown[], options?: object): Prediction[];
  /** The same for data of the task's form, of which answers need not be there; batch by batch. */
  predictFrom(
    source: RecordSource,
    options?: object & Partial<Pick<ReadOptions, 'encoding' | 'signal'>>,
  ): AsyncIterable<Prediction>;
  /** Answers without delay, step by step; to be closed. Throws 'unsupported' where there can be none. */
  stream(): TaskStream;
  /** A prediction as text: a line, or several where it is a sequence or a table. */
  describe(prediction: Prediction): string;
  /** A prediction as a picture; absent: the task has none. */
  readonly pictures?: Pictures;
  evaluate(source: EvaluationSource, options?: EvaluationOptions): Promise<Report>;
  /** The network and how records become its examples, for inspection. */
  readonly inside: TaskInside;
  /** Frees memory and threads. */
  close(): void;
}

export interface TaskInside {
  readonly model: TaskModel;
  /** A record of what `predict` takes. */
  record(input: unknown): object;
  /** The records of a file, whose answers need not be there unless they are `labelled` (default false). */
  records(source: RecordSource, options?: Partial<ReadOptions>): AsyncIterable<object>;
}

/** Predictions of files are made this many at a time. */
const AT_ONCE = 256;

/** Throws 'file' if there is nothing, 'format' if it is broken, 'unsupported' for a language model. */
export async function loadTask(path: string, options: LoadOptions = {}): Promise<TrainedTask> {
  const { task, close, ...opened } = await openTrained(path, options);
  return trainedTask(task, opened, close);
}

/** The same as its parts. `close` ends the backend; the network is closed before. */
export async function openTrained(
  path: string,
  { backend: name, threads, cells, weights }: LoadOptions = {},
): Promise<OpenedTask & { task: Task; close(): void }> {
  const run = openTaskRun(path);
  const backend = await createBackend({ backend: name, threads });
  try {
    const task = taskNamed(run.settings.task);
    const opened = reopen(task, run, backend, cells);
    const { file, tensors } = weightsOf(run, weights);
    writeWeights(opened.model.network.parameters, tensors, file);
    return { task, ...opened, close: () => backend.close() };
  } catch (error) {
    backend.close();
    throw error;
  }
}

/** As `openRun`, for tasks. Throws 'unsupported' for a language model. */
export function openTaskRun(path: string): Run<TaskRunSettings> {
  const { path: folder, settings } = openRun(path);
  if (settings.task !== 'lm') return { path: folder, settings };
  throw new UnrollError(
    'unsupported',
    `"${path}" is a language model, and this needs a run of another task; use sample, next, score or eval on it`,
  );
}

export interface OpenedTask {
  model: TaskModel;
  data: object;
  settings: object;
  encodings: Encodings;
}

/** The network of a run, its weights zero, with the settings that `run.json` keeps. */
export function reopen(
  task: Task,
  run: Run<TaskRunSettings>,
  backend: Backend,
  cells?: LoadOptions['cells'],
): OpenedTask {
  const path = runFile(run, 'settings');
  const checked = (schema: SettingsSchema, part: 'data' | 'model') => {
    try {
      return parseSettings(schema, run.settings[part]);
    } catch (cause) {
      const what = `"${path}" is not a sound run file: field "${part}.${(cause as Error).message}`;
      throw new UnrollError('format', what, { cause });
    }
  };
  const data = checked(task.dataSchema, 'data');
  const settings = checked(modelSchemaOf(task, data), 'model');
  const encodings = readVocabulary(run) as Encodings;
  const model = task.open({ backend, data, model: settings, encodings, cells });
  return { model, data, settings, encodings };
}

/** Throws 'file' or 'format' where there are none. */
export function weightsOf(
  run: Run,
  wanted?: LoadOptions['weights'],
): { tensors: TensorGroup; file: string } {
  const early = !existsSync(runFile(run, 'model')) && existsSync(runFile(run, 'checkpoint'));
  if ((wanted ?? (early ? 'last' : 'best')) === 'best') {
    return { tensors: loadModel(run).weights, file: runFile(run, 'model') };
  }
  const file = runFile(run, 'checkpoint');
  const { weights } = loadCheckpoint(run).groups;
  if (weights === undefined) throw new UnrollError('format', `"${file}" holds no weights`);
  return { tensors: weights, file };
}

/** What a user gets of an open task. */
export function trainedTask(
  task: Task,
  { model, data, settings }: Omit<OpenedTask, 'encodings'>,
  onClose: () => void,
): TrainedTask {
  const { network } = model;
  const answer = (records: readonly object[], options: object, from = 0) => {
    const examples = records.map((record) => model.encode(record, { labelled: false }));
    return model.predict(examples, parseSettings(task.predictSchema, options), from);
  };
  return {
    task: task.name,
    data,
    model: settings,
    parameterCount: network.parameters.count,
    backend: network.parameters.backend.description,
    predict(inputs, options = {}) {
      const records = inputs.map((input, i) =>
        task.parse(input, { name: 'the inputs', line: i + 1 }, data),
      );
      return answer(records, options);
    },
    async *predictFrom(source, { encoding = 'utf8', signal, ...options } = {}) {
      let waiting: object[] = [];
      let from = 0;
      for await (const record of task.read(source, data, { encoding, signal, labelled: false })) {
        waiting.push(record);
        if (waiting.length < AT_ONCE) continue;
        yield* answer(waiting, options, from);
        from += waiting.length;
        waiting = [];
      }
      yield* answer(waiting, options, from);
    },
    stream() {
      if (model.stream !== undefined) return model.stream();
      throw new UnrollError(
        'unsupported',
        `task ${task.name} has one answer for a whole record, so there is nothing to say after each step; give it whole records`,
      );
    },
    describe: (prediction) => task.describe(prediction),
    pictures: task.pictures,
    async evaluate(source, { encoding = 'utf8', signal, thorough = true, ...options } = {}) {
      const parsed = parseSettings(task.evaluateSchema ?? task.predictSchema, options);
      const settings = task.evaluateSchema && parsed;
      const given = settings === undefined && Object.keys(options).length > 0;
      const examples: unknown[] = [];
      if ('records' in source) {
        for (const [i, input] of source.records.entries()) {
          const record = task.parse(input, { name: 'the records', line: i + 1 }, data);
          examples.push(model.encode(record, { labelled: true }));
        }
      } else {
        for (const file of source.files) {
          for await (const record of task.read(file, data, { encoding, signal, labelled: true })) {
            examples.push(model.encode(record, { labelled: true }));
          }
        }
      }
      return model.evaluate(examples, {
        thorough,
        signal,
        settings,
        answers: given ? options : undefined,
      });
    },
    inside: {
      model,
      record: (input) => task.parse(input, { name: 'the input', line: 1 }, data),
      records: (source, { encoding = 'utf8', signal, labelled = false } = {}) =>
        task.read(source, data, { encoding, signal, labelled }),
    },
    close() {
      network.close();
      onClose();
    },
  };
}

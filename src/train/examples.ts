/** The examples of a run, read and divided, before anything is learned from them. */
import type { TextEncoding } from '../data/index.ts';
import type { Task } from '../tasks/task.ts';
import { expected, UnrollError } from '../util/errors.ts';
import { keyFor, Rng } from '../util/rng.ts';
import { trainDefaults } from './defaults.ts';
import type { ExampleSource } from './task-options.ts';

export interface Examples {
  train: object[];
  validation: object[];
  /** What `run.json` keeps about them. */
  record: {
    files?: string[];
    sample?: string;
    validation: number | 'separate';
    trainExamples: number;
    validationExamples: number;
  };
}

export interface ReadExamplesOptions {
  source: ExampleSource;
  validation: number | ExampleSource | undefined;
  data: object;
  encoding: TextEncoding;
  seed: number;
  signal?: AbortSignal;
}

/** Throws what the task's reader throws, 'data' where nothing is left to train on. */
export async function readExamples(task: Task, options: ReadExamplesOptions): Promise<Examples> {
  const { source, validation = trainDefaults.validation, data, seed } = options;
  const told = {
    ...('files' in source ? { files: [...source.files] } : {}),
    ...('sample' in source ? { sample: task.name } : {}),
  };
  if ('sample' in source && options.validation === undefined) {
    const sample = task.sample(data, seed);
    return examples(sample.train, sample.validation, { ...told, validation: 'separate' });
  }
  const records = await readSource(task, source, options);
  if (typeof validation !== 'number') {
    const separate = await readSource(task, validation, options);
    return examples(records, separate, { ...told, validation: 'separate' });
  }
  if (!(validation >= 0 && validation < 1)) {
    throw expected('validation', 'a part of the examples from 0 to below 1', validation);
  }
  const { train, rest } =
    task.divide?.(records, validation, data) ??
    divide(records, validation, { split: task.split, group: task.group, seed });
  return examples(train, rest, { ...told, validation });
}

function examples(
  train: object[],
  validation: object[],
  told: Pick<Examples['record'], 'files' | 'sample' | 'validation'>,
): Examples {
  if (train.length === 0) {
    throw new UnrollError(
      'data',
      'no example is left to train on: give more data or a smaller --val',
    );
  }
  const record = {
    ...told,
    trainExamples: train.length,
    validationExamples: validation.length,
  };
  return { train, validation, record };
}

async function readSource(
  task: Task,
  source: ExampleSource,
  { data, encoding, seed, signal }: ReadExamplesOptions,
): Promise<object[]> {
  if ('sample' in source) return task.sample(data, seed).train;
  if ('records' in source) {
    return source.records.map((input, i) =>
      task.parse(input, { name: 'the records', line: i + 1 }, data),
    );
  }
  const records: object[] = [];
  for (const file of source.files) {
    for await (const record of task.read(file, data, { encoding, signal, labelled: true })) {
      records.push(record);
    }
  }
  return records;
}

/**
 * ⌈part · n⌉ records for validation: the last ones, or a choice that the seed decides; both in their order.
 * Where records come in groups, that part of the groups.
 */
function divide(
  records: object[],
  part: number,
  { split, group, seed }: Pick<Task, 'split' | 'group'> & { seed: number },
): { train: object[]; rest: object[] } {
  const count = part === 0 ? 0 : Math.ceil(records.length * part);
  const border = records.length - count;
  if (split === 'last') return { train: records.slice(0, border), rest: records.slice(border) };
  const numbers = new Map<string, number>();
  const groups = records.map((record, i) => {
    const name = group?.(record) ?? String(i);
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return number;
  });
  const order = Int32Array.from({ length: numbers.size }, (_, n) => n);
  new Rng(keyFor(seed, 'split')).shuffle(order);
  const chosen = new Set(order.subarray(numbers.size - Math.ceil(numbers.size * part)));
  return {
    train: records.filter((_, i) => !chosen.has(groups[i])),
    rest: records.filter((_, i) => chosen.has(groups[i])),
  };
}

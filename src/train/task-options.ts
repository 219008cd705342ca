/** What a caller of `trainTask` may say; everything but the task has a default. */
import type { TextEncoding } from '../data/index.ts';
import type { Cell } from '../nn/cells/cell.ts';
import type { DataSettings, KnownTask, ModelSettings } from '../tasks/table.ts';
import type { ComputeOptions, CourseOptions } from './options.ts';

/** Where examples come from. */
export type ExampleSource =
  | { files: readonly string[] }
  /** In memory: objects as the lines of a JSONL file hold, or texts. */
  | { records: readonly unknown[] }
  /** The built-in sample of the task: generated data whose right answer is known. */
  | { sample: true };

export interface TaskCourseOptions extends CourseOptions, ComputeOptions {
  /** Without data: the built-in sample. */
  data?: ExampleSource;
  /** A part of the examples, or examples of their own. 0: none. */
  validation?: number | ExampleSource;
  /** A run to begin with: of the same task, or a language model where the task reads text. */
  from?: string;
  /** Of text files. */
  encoding?: TextEncoding;
  /** The run folder to make; absent: nothing is written. */
  out?: string;
  /** Ends the run cleanly. */
  signal?: AbortSignal;
  /** Cells made by `defineCell` that `cell` may name. */
  cells?: readonly Cell[];
}

/** With the settings of the task's data and of its network. */
export type TaskOptions<Name extends KnownTask = KnownTask> = {
  [N in Name]: { task: N } & TaskCourseOptions &
    Partial<Omit<DataSettings<N>, keyof TaskCourseOptions>> &
    Partial<Omit<ModelSettings<N>, keyof TaskCourseOptions>>;
}[Name];

/** Names that belong to the course of training, not to the task. */
const COURSE = {
  task: true,
  data: true,
  validation: true,
  encoding: true,
  from: true,
  out: true,
  signal: true,
  cells: true,
  backend: true,
  threads: true,
  precision: true,
  batch: true,
  optimizer: true,
  lr: true,
  momentum: true,
  beta1: true,
  beta2: true,
  schedule: true,
  warmup: true,
  minLrFactor: true,
  clip: true,
  clipBy: true,
  weightDecay: true,
  decayAll: true,
  average: true,
  steps: true,
  epochs: true,
  minutes: true,
  patience: true,
  validateEvery: true,
  checkpointEvery: true,
  logEvery: true,
  seed: true,
  shards: true,
} as const satisfies { readonly [K in keyof TaskCourseOptions | 'task']: true };

export function isCourseOption(name: string): boolean {
  return Object.hasOwn(COURSE, name);
}

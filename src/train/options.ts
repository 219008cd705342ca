/** What a caller of `train` and `resume` may say; everything has a default. */
import type { ProductPrecision } from '../backend/backend.ts';
import type { LanguageModelConfig } from '../models/config.ts';
import type { Cell } from '../nn/cells/cell.ts';
import type { BuiltIn } from './built-in.ts';
import type { CourseSettings, DataSettings, TrainSettings } from './settings.ts';

/** Where the text comes from. */
export type DataSource =
  /** In memory: one text, or several; with `unit: 'document'` each begins a document and blank lines divide it further. */
  | { text: string | readonly string[] }
  /** Files, in order; together they are the text. Documents as above. */
  | { files: readonly string[] }
  /** The built-in seeded generator. */
  | { sample: BuiltIn };

/** Where computation happens; never part of a run's settings. */
export interface ComputeOptions {
  backend?: 'auto' | 'native' | 'wasm' | 'js';
  threads?: number;
}

/** Settings of any task's course of training. */
export interface CourseOptions extends Partial<Omit<CourseSettings, 'validation'>> {
  validation?: unknown;
}

export interface TrainOptions
  extends Partial<LanguageModelConfig>,
    Partial<Omit<DataSettings, 'encoding'>>,
    Partial<Omit<TrainSettings, 'task' | 'validation'>>,
    ComputeOptions {
  task?: 'lm';
  /** A run, or a model file, to begin with: its vocabulary, its network and its weights. */
  from?: string;
  /** Of text files: utf8 (default), latin1 or windows-1252. */
  encoding?: string;
  /** Cells made by `defineCell` that `cell` may name. */
  cells?: readonly Cell[];
  /** Without data: the built-in theatre sample. */
  data?: DataSource;
  /** A part of the text (its end), or a text or a file of its own. 0: none. */
  validation?: number | { text: string } | { file: string };
  /** The run folder to make; absent: nothing is written. */
  out?: string;
  /** Ends the run cleanly: it saves a checkpoint, says so and is done. */
  signal?: AbortSignal;
}

export interface ResumeOptions extends ComputeOptions {
  signal?: AbortSignal;
  cells?: readonly Cell[];
  /** New limits, counted from the very beginning of the run (minutes: of this session). */
  steps?: number;
  epochs?: number;
  minutes?: number;
  patience?: number;
  /** In place of the run's own, from here on. */
  precision?: ProductPrecision;
}

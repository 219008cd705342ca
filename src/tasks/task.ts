/**
 * What a task is to everything above it: how its records are read, what is learned from them before
 * training, the network, its figures and its predictions. One file a task under `tasks/`; adding a
 * task is such a file and one row of `table.ts`.
 *
 * A record is plain JSON (a labelled text, a tagged sentence, a pair); an example is a record made
 * into numbers; a batch is what the network reads.
 */
import type { z } from 'zod';
import type { Backend } from '../backend/backend.ts';
import type { Baseline } from '../baselines/index.ts';
import type { Place, RecordSource, TextCodec, TextEncoding } from '../data/index.ts';
import type { TaskName } from '../files/task-names.ts';
import type { Trainable, WholeBatch } from '../models/trainable.ts';
import type { Cell } from '../nn/cells/cell.ts';
import type { ExampleLosses } from './losses.ts';
import type { Question, QuestionOptions } from './question.ts';

export interface ReadOptions {
  encoding: TextEncoding;
  /** False for what is to be predicted: answers need not be there, and are not read. */
  labelled: boolean;
  signal?: AbortSignal;
}

/** What is learned from the training records, beside the weights: plain JSON, kept as `vocab.json`. */
export type Encodings = Readonly<Record<string, unknown>>;

export interface OpenOptions<Data, Model> {
  backend: Backend;
  data: Data;
  model: Model;
  encodings: Encodings;
  /** Of the first weights; absent: all zero, to be written from a file. */
  seed?: number;
  /** Cells made by `defineCell` that `model.cell` may name. */
  cells?: readonly Cell[];
}

export interface Figures {
  /** Per target that counts, in nats; or what the task's loss is. */
  loss: number;
  /** The task's metrics, by their names in events and tables. */
  metrics: Readonly<Record<string, number>>;
  /** What the best model is chosen by; lower is better. */
  goal: number;
}

/** `Figures` with everything that people and programs want to know about one evaluation. */
export interface Report extends Figures {
  /** What models are compared by, lower is better, where simple ones have no goal; absent: the goal. */
  compared?: number;
  /** Further results as JSON (confusion matrix, figures per class). */
  details: Readonly<Record<string, unknown>>;
  /** The same for people. */
  lines: readonly string[];
}

/** One answer: plain JSON. */
export type Prediction = Readonly<Record<string, unknown>>;

/** A network with the encodings that its records need. */
export interface TaskModel<R = unknown, X = unknown, B extends WholeBatch = WholeBatch> {
  readonly network: Trainable<B> & { close(): void };
  /** What the columns of the output stand for where one of them is the answer: labels, tags, symbols; absent: numbers. */
  readonly classes?: readonly string[];
  /** Errors 'data' name the record's place. `labelled`: the answer is encoded too. */
  encode(record: R, options: { labelled: boolean }): X;
  /** What training makes of one record's example, where that is several (windows of a series). */
  spread?(example: X): readonly X[];
  /** Steps of the example's sequences, one or two numbers: batches are made of like ones. */
  lengths(example: X): readonly number[];
  /** The examples in this order as one batch. */
  batch(examples: readonly X[]): B;
  /** Targets that count, for the speed that is shown and for the loss per target. */
  tokens(example: X): number;
  evaluate(examples: readonly X[], options?: EvaluateOptions): Promise<Report>;
  /**
   * Answers in the order of the examples; options are those of `predictSchema`. `from`: the number of the
   * first example, where they are a part of more and something is drawn.
   */
  predict(examples: readonly X[], options?: object, from?: number): Prediction[];
  /** One number of the example's answer, for asking what it depends on. Error 'usage' for one that there is not. */
  question(example: X, options?: QuestionOptions): Question;
  /**
   * The losses of the example's answer, or where it has none of the network's own. Error 'data' for a number,
   * which nobody but the record knows.
   */
  losses(example: X): ExampleLosses<B>;
  /** Absent: the task has one answer for a whole record. Throws 'unsupported' for a network that needs all of it. */
  stream?(): TaskStream;
}

/** Answers step by step, while the rest is still to come. */
export interface TaskStream {
  /** The answer to the next step of the sequence: a line of text, or what stands for one. */
  step(input: unknown, place?: Place): Prediction;
  /** The sequence has ended: the next step begins another one. */
  end(): void;
  close(): void;
}

export interface EvaluateOptions {
  /** Figures that validation needs often; without `thorough` what is slow (beam search) may be left out. */
  thorough?: boolean;
  /** Options of `predictSchema` for the answers that figures are made of; absent: as `predict` has them. */
  answers?: object;
  signal?: AbortSignal;
  /** Those of the task's `evaluateSchema`. */
  settings?: object;
}

export interface Pictures {
  /** For a terminal of so many columns. */
  text(prediction: Prediction, columns: number): string;
  /** One SVG file. */
  svg(prediction: Prediction): string;
}

/** Settings of training that suit the task better than those of language models. */
export interface TrainingDefaults {
  batch?: number;
  lr?: number;
  epochs?: number;
  patience?: number;
}

/** Settings that some choice of another setting has no use for. */
export interface Unused {
  readonly settings: readonly string[];
  /** `['input', 'table']`: what they do not go with; a setting by itself: what they need. */
  readonly because: readonly [setting: string, value: string] | readonly [needed: string];
}

/** What the settings of the data say about the others. */
export interface Variant<Model extends object = object> {
  /** In place of the task's, which names the settings of all variants. */
  readonly modelSchema?: SettingsSchema<Model>;
  readonly unused: readonly Unused[];
}

/** A simple model that runs are measured against. */
export interface TaskBaseline<R> {
  fit(train: readonly R[]): FittedBaseline<R>;
}

/** A baseline that has learned, with what measures it by the task's own metrics. */
export interface FittedBaseline<R> {
  readonly baseline: Baseline;
  measure(records: readonly R[]): Report;
}

/** Settings of the data, and what was learned from the training records. */
export interface Learned<Data> {
  data: Data;
  encodings: Encodings;
}

export interface Samples<R> {
  train: R[];
  validation: R[];
}

export interface Task<
  Data extends object = object,
  Model extends object = object,
  R extends object = object,
  X = unknown,
  B extends WholeBatch = WholeBatch,
> {
  readonly name: TaskName;
  /** For `--help` and errors: what files of data hold. */
  readonly dataHelp: string;
  /** Settings with their defaults; `parse({})` gives all of them. Errors name the setting. */
  readonly dataSchema: SettingsSchema<Data>;
  readonly modelSchema: SettingsSchema<Model>;
  readonly predictSchema: SettingsSchema;
  /** Of what `evaluate` may be told; absent: nothing. */
  readonly evaluateSchema?: SettingsSchema;
  readonly training: TrainingDefaults;
  /** Streams the records of a file or a text. Errors name it, the line and the remedy. */
  read(source: RecordSource, data: Data, options: ReadOptions): AsyncIterable<R>;
  /** One record from what `predict` is given: an object of JSON, or a line of text. */
  parse(input: unknown, place: Place, data: Data): R;
  /** The built-in sample: data whose right answer is known. */
  sample(data: Data, seed: number): Samples<R>;
  /** How a part for validation is taken from the records: at random, or the last ones. */
  readonly split: 'random' | 'last';
  /** Records of one group stay together when a part for validation is taken at random; absent: each by itself. */
  group?(record: R): string;
  /** In its place, where a part of every record is for validation; `part` is from 0 to below 1. */
  divide?(records: readonly R[], part: number, data: Data): { train: R[]; rest: R[] };
  /**
   * Learns vocabularies, labels, scales from the training records. `codec`: of the language model that the
   * run begins with, in place of one of these texts (`readsAsLanguage`).
   */
  fit(records: readonly R[], data: Data, codec?: TextCodec): Encodings | Promise<Encodings>;
  /** A run may begin with the embedding and the recurrent layers of a language model. */
  readonly readsAsLanguage?: boolean;
  /** Throws 'format' when encodings or settings do not fit. */
  open(options: OpenOptions<Data, Model>): TaskModel<R, X, B>;
  /** What a new run begins with beside random weights, written into the network; notes for people. */
  begin?(model: TaskModel<R, X, B>, options: BeginOptions<Data>): Promise<string[]>;
  /** A prediction as text: a line, or several where it is a sequence or a table. */
  describe(prediction: Prediction): string;
  /** A prediction as a picture; absent: the task has none. */
  readonly pictures?: Pictures;
  /** Where not all settings go with all data: settings given that are unused are refused by name. */
  variant?(data: Data): Variant<Model>;
  /** What runs are measured against, learned anew from their training records. */
  baselines?(learned: Learned<Data>): readonly TaskBaseline<R>[];
}

export interface BeginOptions<Data> extends Learned<Data> {
  encoding: TextEncoding;
  signal?: AbortSignal;
}

/** The parts of a zod object schema that the layers above use. */
export interface SettingsSchema<Settings extends object = object> {
  readonly shape: Readonly<Record<string, unknown>>;
  safeParse(value: unknown): z.ZodSafeParseResult<Settings>;
}

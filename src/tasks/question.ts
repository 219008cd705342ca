/**
 * One number of an answer (the log-probability of a label, of a symbol, of a whole transcription; a value)
 * as something that can be differentiated, with the names of what the network reads for it.
 */
import type { InputKind } from '../models/input-probe.ts';
import { add, scale } from '../tensor/ops/arithmetic.ts';
import { logSoftmax } from '../tensor/ops/log-softmax.ts';
import { sliceColumns, sliceRows } from '../tensor/ops/slice.ts';
import type { Tape } from '../tensor/tape.ts';
import { reshape, type Tensor } from '../tensor/tensor.ts';
import { expected, UnrollError } from '../util/errors.ts';

/** Which number. */
export interface QuestionOptions {
  /**
   * `tag`: the step, `translate`, `caption`: the symbol of the answer, `forecast`: the step ahead, from 1.
   * Absent: the whole answer; the first step ahead.
   */
  at?: number;
  /** The label, tag or text whose probability is asked for. Absent: the one predicted. */
  answer?: string;
  /** `forecast`: the column. Absent: the first. */
  target?: string;
}

export interface Question {
  /** In words: `ln P(good)`. */
  asks: string;
  /** The number, (). The same network reads the same inputs at each call. */
  score(tape: Tape): Tensor;
  inputs: readonly QuestionInput[];
}

/** A part of what the network reads; together with `of` and `kinds` it says which of its tensors. */
export interface QuestionInput {
  /** For people: `text`, `source`, `written`, `row`. */
  name: string;
  kinds: readonly InputKind[];
  of: string;
  positions: readonly string[];
  /** Positions are rows of the tensors (steps), columns (by `groups`, if several are one), or all of them is one. */
  by: 'rows' | 'columns' | 'all';
  /** Of each column, the number of its position. */
  groups?: readonly number[];
  /** By rows: names of the columns, where each number means something. */
  columns?: readonly string[];
  /** Row of the embedding that stands for unknown symbols. */
  unknown?: number;
}

/** logits (…, V) → ln P of class `id` in row `row`, (). */
export function logProbability(tape: Tape, logits: Tensor, row: number, id: number): Tensor {
  const V = logits.shape[logits.shape.length - 1];
  const rows = reshape(logits, [logits.data.length / V, V]);
  return entry(tape, logSoftmax(tape, sliceRows(tape, rows, row, 1)), id);
}

/** The number in column `id` of one row, (). */
export function entry(tape: Tape, row: Tensor, id: number): Tensor {
  return reshape(sliceColumns(tape, row, id, 1), []);
}

/** ln P of the symbols `ids` from number `from` on, one for each row of logits (T, 1, V), or of symbol `at` alone; (). */
export function sequenceLogProbability(
  tape: Tape,
  logits: Tensor,
  ids: ArrayLike<number>,
  { at, from = 0 }: { at?: number; from?: number } = {},
): Tensor {
  if (at !== undefined) return logProbability(tape, logits, at - 1, ids[at - 1]);
  let sum = logProbability(tape, logits, from, ids[from]);
  for (let t = from + 1; t < ids.length; t++) {
    sum = add(tape, sum, logProbability(tape, logits, t, ids[t]));
  }
  return sum;
}

/** Error 'usage' unless `at` is absent or from 1 to `count`. */
export function checkAt(at: number | undefined, count: number, what: string): void {
  if (at === undefined || (Number.isInteger(at) && at >= 1 && at <= count)) return;
  throw expected('at', `a whole number from 1 to ${count}, ${what}`, at);
}

/** Error 'usage' for options that the task has no use for. */
export function refuse(
  task: string,
  options: QuestionOptions,
  unused: readonly (keyof QuestionOptions)[],
): void {
  const given = unused.find((name) => options[name] !== undefined);
  if (given === undefined) return;
  throw new UnrollError('usage', `task ${task} has no use for ${given}: leave it out`);
}

/** x·factor + offset, (). */
export function affine(tape: Tape, x: Tensor, factor: number, offset: number): Tensor {
  return add(tape, scale(tape, x, factor), tape.scalar(offset));
}

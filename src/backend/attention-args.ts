/**
 * Arguments of the operations that attention is made of: T steps of B sequences look at S steps of
 * the same sequences. Everything is time-major, (T, B, …) and (S, B, …); `lengths` (B) says how many
 * of the S steps count for each sequence, at most S; absent: all.
 */
import type { Block, IntBlock } from './backend.ts';

/** One matrix for each sequence, row-major: matrix i starts at i·step, its rows are `ld` apart. */
export interface BatchMatrix {
  block: Block;
  ld: number;
  step: number;
  /** Stored with its axes exchanged. */
  transposed?: boolean;
}

/** C_i (M, N) = A_i (M, K) · B_i (K, N), plus C_i if `accumulate`, for i < count. */
export interface BatchProductArgs {
  count: number;
  M: number;
  N: number;
  K: number;
  a: BatchMatrix;
  b: BatchMatrix;
  /** Not transposed. */
  c: BatchMatrix;
  accumulate?: boolean;
  /** The axis of matrix i that is cut to lengths[i]; what is cut off of C is left as it was. */
  limit?: { axis: 'M' | 'N' | 'K'; lengths: IntBlock };
}

/** Row r belongs to sequence r mod period. */
export interface SoftmaxLengths {
  lengths: IntBlock;
  period: number;
}

export interface SoftmaxArgs {
  rows: number;
  V: number;
  limit?: SoftmaxLengths;
  /** More than 0. */
  scale: number;
  /** (rows, V) */
  x: Block;
  /** (rows, V) softmax of scale·x over the columns that count, 0 in the others; may be x. */
  y: Block;
}

export interface SoftmaxBackwardArgs {
  rows: number;
  V: number;
  limit?: SoftmaxLengths;
  scale: number;
  y: Block;
  dy: Block;
  /** Added to: scale·y ⊙ (dy − Σ y·dy). */
  dx: Block;
}

/** scores[t, b, s] = v · tanh(q[t, b] + k[s, b]), 0 where s does not count. */
export interface AdditiveScoresArgs {
  T: number;
  S: number;
  B: number;
  A: number;
  /** (T, B, A) */
  q: Block;
  /** (S, B, A) */
  k: Block;
  /** (A) */
  v: Block;
  lengths?: IntBlock;
  /** (T, B, S) */
  scores: Block;
}

export interface AdditiveScoresBackwardArgs extends Omit<AdditiveScoresArgs, 'scores'> {
  /** (T, B, S) */
  dScores: Block;
  /** These three are added to. */
  dq: Block;
  dk: Block;
  dv: Block;
}

/**
 * Linear scores of classes and their softmax: score_k = b_k + Σ_j W_jk·x_j. What multinomial logistic
 * regression and the tagger learn; two classes are no special case.
 */
import { exp, log } from '../../util/maths.ts';
import { float32FromBase64, toBase64 } from '../base64.ts';
import type { SparseRow } from './sparse-rows.ts';

export interface SoftmaxWeights {
  classes: number;
  /** (columns, classes): the weights of a feature stand together. */
  weights: Float32Array;
  /** (classes) */
  bias: Float32Array;
}

export interface SoftmaxData {
  classes: number;
  weights: string;
  bias: string;
}

export function softmaxToJSON({ classes, weights, bias }: SoftmaxWeights): SoftmaxData {
  return { classes, weights: toBase64(weights), bias: toBase64(bias) };
}

export function softmaxFromJSON({ classes, weights, bias }: SoftmaxData): SoftmaxWeights {
  return { classes, weights: float32FromBase64(weights), bias: float32FromBase64(bias) };
}

/** (classes): what each class gets of the row. */
export function probabilitiesOf(
  { classes, weights, bias }: SoftmaxWeights,
  { indices, values }: SparseRow,
): Float64Array {
  const scores = Float64Array.from(bias);
  for (let k = 0; k < indices.length; k++) {
    const at = indices[k] * classes;
    for (let c = 0; c < classes; c++) scores[c] += weights[at + c] * values[k];
  }
  softmaxInPlace(scores, 0, classes);
  return scores;
}

/** Scores [start, start + length) become probabilities; returns log Σ eˢ. */
export function softmaxInPlace(scores: Float64Array, start: number, length: number): number {
  let most = scores[start];
  for (let c = start + 1; c < start + length; c++) most = Math.max(most, scores[c]);
  let sum = 0;
  for (let c = start; c < start + length; c++) {
    scores[c] = exp(scores[c] - most);
    sum += scores[c];
  }
  for (let c = start; c < start + length; c++) scores[c] /= sum;
  return most + log(sum);
}

/** The most probable class, the first of equal ones. */
export function mostProbable(probabilities: ArrayLike<number>): number {
  let best = 0;
  for (let c = 1; c < probabilities.length; c++) {
    if (probabilities[c] > probabilities[best]) best = c;
  }
  return best;
}

/**
 * How well classes were predicted. Classes are numbers from 0; names are the caller's.
 *
 * Precision of a class is the share of its predictions that are right, recall the share of its
 * examples that were found, F1 their harmonic mean; a share of nothing (0/0) is 0, as in
 * scikit-learn. Averages go over the classes that occur, in truth or among the predictions.
 */
import { expected, UnrollError } from '../util/errors.ts';
import { log } from '../util/maths.ts';
import { expectPairs, share } from './check.ts';

/** The share of predictions that are right, of classes or of any labels. */
export function accuracy<Label>(truth: ArrayLike<Label>, predicted: ArrayLike<Label>): number {
  expectPairs('true labels', truth, predicted);
  let right = 0;
  for (let n = 0; n < truth.length; n++) if (truth[n] === predicted[n]) right++;
  return right / truth.length;
}

export interface ConfusionMatrix {
  classes: number;
  /** (classes, classes): row is the true class, column the predicted one. */
  counts: Float64Array;
}

/** Error 'data' for a class that is none of 0 … classes − 1. */
export function confusionMatrix(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): ConfusionMatrix {
  expectPairs('true classes', truth, predicted);
  const counts = new Float64Array(classes * classes);
  for (let n = 0; n < truth.length; n++) {
    expectClass(truth[n], classes, n);
    expectClass(predicted[n], classes, n);
    counts[truth[n] * classes + predicted[n]]++;
  }
  return { classes, counts };
}

function expectClass(label: number, classes: number, n: number): void {
  if (Number.isInteger(label) && label >= 0 && label < classes) return;
  throw new UnrollError(
    'data',
    `expected classes from 0 to ${classes - 1} but received ${label} at position ${n}`,
  );
}

export interface ClassScore {
  precision: number;
  recall: number;
  f1: number;
  /** Examples of this class. */
  support: number;
  /** How often it was predicted. */
  predicted: number;
}

/** Precision, recall and F1 of counts: `right` of `predicted`, `right` of `support`. */
export function scoreOfCounts(right: number, predicted: number, support: number): ClassScore {
  const precision = share(right, predicted);
  const recall = share(right, support);
  return { precision, recall, f1: share(2 * right, predicted + support), support, predicted };
}

/** One score for each class. */
export function classScores({ classes, counts }: ConfusionMatrix): ClassScore[] {
  const scores: ClassScore[] = [];
  for (let k = 0; k < classes; k++) {
    let predicted = 0;
    let support = 0;
    for (let other = 0; other < classes; other++) {
      predicted += counts[other * classes + k];
      support += counts[k * classes + other];
    }
    scores.push(scoreOfCounts(counts[k * classes + k], predicted, support));
  }
  return scores;
}

export interface AverageScore {
  precision: number;
  recall: number;
  f1: number;
}

/** The plain mean over the classes that occur. */
export function macroAverage(scores: readonly ClassScore[]): AverageScore {
  return average(scores, ({ support, predicted }) => (support + predicted > 0 ? 1 : 0));
}

/** The mean in which each class weighs as much as it has examples. */
export function weightedAverage(scores: readonly ClassScore[]): AverageScore {
  return average(scores, ({ support }) => support);
}

function average(
  scores: readonly ClassScore[],
  weightOf: (score: ClassScore) => number,
): AverageScore {
  const sum = { precision: 0, recall: 0, f1: 0 };
  let total = 0;
  for (const score of scores) {
    const weight = weightOf(score);
    total += weight;
    sum.precision += weight * score.precision;
    sum.recall += weight * score.recall;
    sum.f1 += weight * score.f1;
  }
  return {
    precision: share(sum.precision, total),
    recall: share(sum.recall, total),
    f1: share(sum.f1, total),
  };
}

export interface LogLossOptions {
  /** Probabilities below this count as it, so that one sure mistake leaves a finite figure. Default 2⁻⁵². */
  floor?: number;
}

/** Nats: the mean of −log p of the true class. `probabilities` has one row of classes per example. */
export function logLoss(
  truth: ArrayLike<number>,
  probabilities: readonly ArrayLike<number>[],
  { floor = 2 ** -52 }: LogLossOptions = {},
): number {
  if (!(floor >= 0 && floor < 1)) throw expected('floor', 'at least 0 and less than 1', floor);
  expectPairs('true classes', truth, probabilities);
  let sum = 0;
  for (let n = 0; n < truth.length; n++) {
    expectClass(truth[n], probabilities[n].length, n);
    sum -= log(Math.max(probabilities[n][truth[n]], floor));
  }
  return sum / truth.length;
}

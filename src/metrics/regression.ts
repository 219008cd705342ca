/** How far predicted numbers are from true ones. */
import { expected, UnrollError } from '../util/errors.ts';
import { expectPairs } from './check.ts';

type Numbers = ArrayLike<number>;

/** Mean squared error. */
export function meanSquaredError(truth: Numbers, predicted: Numbers): number {
  return meanOver(truth, predicted, (y, f) => (y - f) ** 2);
}

export function rootMeanSquaredError(truth: Numbers, predicted: Numbers): number {
  return Math.sqrt(meanSquaredError(truth, predicted));
}

export function meanAbsoluteError(truth: Numbers, predicted: Numbers): number {
  return meanOver(truth, predicted, (y, f) => Math.abs(y - f));
}

/**
 * R² = 1 − Σ(y − f)² / Σ(y − ȳ)², at most 1; 0 is what the mean of the truth would get. For a truth
 * that does not vary it is 1 where every prediction is right and 0 else, as in scikit-learn.
 */
export function rSquared(truth: Numbers, predicted: Numbers): number {
  const left = meanSquaredError(truth, predicted);
  const mean = meanOver(truth, truth, (y) => y);
  const variance = meanOver(truth, truth, (y) => (y - mean) ** 2);
  if (variance === 0) return left === 0 ? 1 : 0;
  return 1 - left / variance;
}

/**
 * The scale of MASE: the mean absolute error of the seasonal naive forecast within the training
 * series, 1/(n − m)·Σ |y_t − y_{t−m}|. Error 'data' for a series of m values or fewer, or one that
 * repeats itself exactly, of which no error can be a multiple.
 */
export function seasonalNaiveError(training: Numbers, period = 1): number {
  if (!Number.isSafeInteger(period) || period < 1) {
    throw expected('period', 'a positive integer', period);
  }
  const pairs = training.length - period;
  if (pairs < 1) {
    throw new UnrollError(
      'data',
      `scaling errors by a season of ${period} needs a training series of more than ${period} values, received ${training.length}; give a shorter period`,
    );
  }
  let sum = 0;
  for (let t = period; t < training.length; t++)
    sum += Math.abs(training[t] - training[t - period]);
  if (sum === 0) {
    throw new UnrollError(
      'data',
      `the training series repeats itself exactly every ${period} values, so errors cannot be scaled by its naive forecast`,
    );
  }
  return sum / pairs;
}

/**
 * Mean absolute scaled error (Hyndman and Koehler 2006): below 1 is better than the seasonal naive
 * forecast was within the training series, one step (`period` 1) or one season ahead.
 */
export function meanAbsoluteScaledError(
  truth: Numbers,
  predicted: Numbers,
  { training, period = 1 }: { training: Numbers; period?: number },
): number {
  return meanAbsoluteError(truth, predicted) / seasonalNaiveError(training, period);
}

/** Mean pinball (quantile) loss of forecasts of the quantile q: q·(y − f) above them, (1 − q)·(f − y) below. */
export function pinballLoss(truth: Numbers, predicted: Numbers, quantile: number): number {
  if (!(quantile > 0 && quantile < 1)) throw expected('quantile', 'between 0 and 1', quantile);
  return meanOver(truth, predicted, (y, f) => (y >= f ? quantile : quantile - 1) * (y - f));
}

/** The share of true values at or below the forecast: for the quantile q it should be q. */
export function quantileCoverage(truth: Numbers, predicted: Numbers): number {
  return meanOver(truth, predicted, (y, f) => (y <= f ? 1 : 0));
}

/** The share of true values within [lower, upper]. */
export function intervalCoverage(truth: Numbers, lower: Numbers, upper: Numbers): number {
  expectPairs('upper bounds', upper, truth);
  return meanOver(truth, lower, (y, bound, n) => (y >= bound && y <= upper[n] ? 1 : 0));
}

function meanOver(
  truth: Numbers,
  predicted: Numbers,
  value: (y: number, f: number, n: number) => number,
): number {
  expectPairs('true values', truth, predicted);
  let sum = 0;
  for (let n = 0; n < truth.length; n++) sum += value(truth[n], predicted[n], n);
  return sum / truth.length;
}

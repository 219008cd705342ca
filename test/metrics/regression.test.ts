/** Expected values: the examples in scikit-learn's documentation of each function, or by hand. */
import { describe, expect, it } from 'vitest';
import {
  intervalCoverage,
  meanAbsoluteError,
  meanAbsoluteScaledError,
  meanSquaredError,
  pinballLoss,
  quantileCoverage,
  rootMeanSquaredError,
  rSquared,
  seasonalNaiveError,
} from '../../src/metrics/index.ts';

const truth = [3, -0.5, 2, 7];
const predicted = [2.5, 0, 2, 8];

describe('regression metrics', () => {
  it('measure squared and absolute errors', () => {
    expect(meanSquaredError(truth, predicted)).toBe(0.375);
    expect(rootMeanSquaredError(truth, predicted)).toBeCloseTo(0.6123724356957945, 14);
    expect(meanAbsoluteError(truth, predicted)).toBe(0.5);
  });

  it('measure the share of the variance explained', () => {
    expect(rSquared(truth, predicted)).toBeCloseTo(0.9486081370449679, 14);
    expect(rSquared([1, 2, 3], [2, 2, 2])).toBe(0);
    expect(rSquared([1, 2, 3], [3, 2, 1])).toBe(-3);
    expect(rSquared([-2, -2, -2], [-2, -2, -2])).toBe(1);
    expect(rSquared([-2, -2, -2], [-2, -2, -2 + 1e-8])).toBe(0);
  });

  it('scale errors by the seasonal naive forecast of the training series', () => {
    const training = [1, 3, 2, 6, 4];
    expect(seasonalNaiveError(training)).toBe((2 + 1 + 4 + 2) / 4);
    expect(seasonalNaiveError(training, 2)).toBe((1 + 3 + 2) / 3);
    expect(meanAbsoluteScaledError([5, 5], [4, 8], { training, period: 2 })).toBe(1);
    const short = { training: [1, 2], period: 2 };
    expect(() => meanAbsoluteScaledError([1], [1], short)).toThrow('more than 2 values');
    expect(() => seasonalNaiveError([1, 2, 1, 2], 2)).toThrow('repeats itself exactly every 2');
    expect(() => seasonalNaiveError([1, 2], 0)).toThrow('period');
  });

  it('measure forecasts of quantiles', () => {
    expect(pinballLoss([1, 2, 3], [0, 2, 3], 0.1)).toBeCloseTo(0.1 / 3, 14);
    expect(pinballLoss([1, 2, 3], [1, 2, 4], 0.1)).toBeCloseTo(0.3, 14);
    expect(pinballLoss([1, 2, 3], [0, 2, 3], 0.9)).toBeCloseTo(0.3, 14);
    expect(() => pinballLoss([1], [1], 1)).toThrow('quantile');
    expect(quantileCoverage([1, 2, 3, 4], [1, 1, 5, 6])).toBe(0.75);
    expect(intervalCoverage([1, 2, 3, 4], [1, 3, 0, 0], [2, 4, 3, 3])).toBe(0.5);
    expect(() => intervalCoverage([1, 2], [0, 0], [1])).toThrow('upper bounds');
  });

  it('refuse what does not fit together', () => {
    expect(() => meanSquaredError([1], [])).toThrow('received 0 for 1');
    expect(() => rSquared([], [])).toThrow('received none');
  });
});

/** Expected values: the examples in scikit-learn's documentation of each function, or counted by hand. */
import { describe, expect, it } from 'vitest';
import {
  accuracy,
  classScores,
  confusionMatrix,
  logLoss,
  macroAverage,
  weightedAverage,
} from '../../src/metrics/index.ts';

describe('classification metrics', () => {
  const truth = [0, 1, 2, 0, 1, 2];
  const predicted = [0, 2, 1, 0, 0, 1];
  const scores = classScores(confusionMatrix(truth, predicted, 3));

  it('count rows of truth and columns of predictions', () => {
    // confusion_matrix([2, 0, 2, 2, 0, 1], [0, 0, 2, 2, 0, 2])
    const { counts } = confusionMatrix([2, 0, 2, 2, 0, 1], [0, 0, 2, 2, 0, 2], 3);
    expect([...counts]).toEqual([2, 0, 0, 0, 0, 1, 1, 0, 2]);
  });

  it('score each class, with 0 for a share of nothing', () => {
    expect(scores[0]).toEqual({ precision: 2 / 3, recall: 1, f1: 0.8, support: 2, predicted: 3 });
    expect(scores[1]).toEqual({ precision: 0, recall: 0, f1: 0, support: 2, predicted: 2 });
    const [never] = classScores(confusionMatrix([1, 1], [1, 1], 2));
    expect(never).toEqual({ precision: 0, recall: 0, f1: 0, support: 0, predicted: 0 });
  });

  it('average over classes evenly and by their examples', () => {
    // precision_recall_fscore_support(y_true, y_pred, average='macro'): 0.222, 0.333, 0.266
    const { precision, recall, f1 } = macroAverage(scores);
    expect(precision).toBeCloseTo(2 / 9, 12);
    expect(recall).toBeCloseTo(1 / 3, 12);
    expect(f1).toBeCloseTo(0.8 / 3, 12);
    // four examples of class 0 (F1 6/7), one each of 1 and 2, whose F1 are 0 and 1
    const uneven = classScores(confusionMatrix([0, 0, 0, 0, 1, 2], [0, 0, 0, 2, 0, 2], 3));
    const f = [(2 * 3) / (4 + 4), 0, (2 * 1) / (2 + 1)];
    expect(weightedAverage(uneven).f1).toBeCloseTo((4 * f[0] + f[1] + f[2]) / 6, 12);
    expect(macroAverage(uneven).f1).toBeCloseTo((f[0] + f[1] + f[2]) / 3, 12);
  });

  it('leave a class that never occurs out of the macro average', () => {
    expect(macroAverage(classScores(confusionMatrix([0, 2], [0, 2], 4))).f1).toBe(1);
    const guessedOnce = classScores(confusionMatrix([0, 2], [0, 1], 4));
    expect(macroAverage(guessedOnce).f1).toBeCloseTo(1 / 3, 12);
  });

  it('measure accuracy of any labels', () => {
    expect(accuracy(['a', 'b', 'c', 'c'], ['a', 'c', 'c', 'b'])).toBe(0.5);
  });

  it('measure log loss in nats', () => {
    // log_loss(['spam', 'ham', 'ham', 'spam'], [[.1, .9], [.9, .1], [.8, .2], [.35, .65]]) = 0.21616
    const rows = [
      [0.1, 0.9],
      [0.9, 0.1],
      [0.8, 0.2],
      [0.35, 0.65],
    ];
    expect(logLoss([1, 0, 0, 1], rows)).toBeCloseTo(0.21616, 5);
    expect(logLoss([1], [[1, 0]])).toBeCloseTo(52 * Math.LN2, 10);
    expect(logLoss([1], [[1, 0]], { floor: 0.25 })).toBeCloseTo(2 * Math.LN2, 12);
  });

  it('refuse what does not fit together', () => {
    expect(() => accuracy([1, 2], [1])).toThrow(
      'expected as many predictions as true labels but received 1 for 2',
    );
    expect(() => accuracy([], [])).toThrow('received none');
    expect(() => confusionMatrix([0, 3], [0, 1], 3)).toThrow(
      'expected classes from 0 to 2 but received 3 at position 1',
    );
    expect(() => confusionMatrix([0, 1], [0, -1], 3)).toThrow('received -1');
    expect(() => logLoss([2], [[0.5, 0.5]])).toThrow('received 2');
    expect(() => logLoss([0], [[0.5, 0.5]], { floor: 1 })).toThrow('floor');
  });
});

import { describe, expect, it } from 'vitest';
import {
  LinearRegression,
  LinearTextRegression,
  LinearVectorClassifier,
  MeanValue,
  NormalEquations,
} from '../../../src/baselines/index.ts';

const vectors = Array.from({ length: 40 }, (_, n) => [
  Math.sin(3 * n),
  Math.cos(5 * n + 1),
  (n % 7) / 3 - 1,
]);
const numbers = vectors.map(([a, b, c], n) => 4 + 2 * a - b + 0.5 * c + Math.sin(n * n));

describe('linear regression', () => {
  it('finds the minimum that the normal equations have', () => {
    const l2 = 0.01;
    const equations = new NormalEquations({ inputs: 3, outputs: 1 });
    vectors.forEach((x, n) => {
      equations.add(x, [numbers[n]]);
    });
    const exact = equations.solve(l2);
    const options = { of: 'columns', l2, tolerance: 1e-9 };
    const model = LinearRegression.fit(vectors, numbers, options);
    for (const [j, weight] of model.weights.entries()) expect(weight).toBeCloseTo(exact[j], 6);
    expect(model.bias).toBeCloseTo(exact[3], 6);
    const again = LinearRegression.fromJSON(JSON.parse(JSON.stringify(model)));
    expect(again.predict(vectors[5])).toBe(model.predict(vectors[5]));
  });

  it('weighs words of texts', () => {
    const texts = ['up up', 'down', 'up', 'down down up', 'down up'];
    const values = texts.map((text) => (text.includes('up') ? 5 : -5));
    const model = LinearTextRegression.fit(texts, values, { words: [1, 1], l2: 1e-6 });
    expect(model.predict('up')).toBeGreaterThan(3);
    expect(model.predict('down')).toBeLessThan(-3);
    const again = LinearTextRegression.fromJSON(JSON.parse(JSON.stringify(model)));
    expect(again.predict('up down')).toBe(model.predict('up down'));
  });

  it('refuses numbers that do not pair with vectors', () => {
    expect(() => LinearRegression.fit(vectors, [1], { of: 'columns' })).toThrow(
      'received 40 examples and 1 numbers',
    );
  });
});

it('the mean of the numbers is their mean', () => {
  expect(MeanValue.fit([1, 2, 6]).predict()).toBe(3);
  expect(() => MeanValue.fit([])).toThrow('no numbers');
});

it('logistic regression on vectors tells what a line divides', () => {
  const labels = vectors.map(([a, b]) => (a + b > 0 ? 1 : 0));
  const model = LinearVectorClassifier.fit(vectors, labels, { classes: 2, of: 'columns' });
  const right = vectors.filter((x, n) => model.predict(x) === labels[n]).length;
  expect(right).toBeGreaterThanOrEqual(39);
  const again = LinearVectorClassifier.fromJSON(JSON.parse(JSON.stringify(model)));
  expect(again.probabilities(vectors[1])).toEqual(model.probabilities(vectors[1]));
});

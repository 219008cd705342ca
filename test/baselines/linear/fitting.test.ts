/** L-BFGS against minima that are known, logistic regression against its conditions, Adagrad against the plain formula. */
import { describe, expect, it } from 'vitest';
import { fitAdagrad } from '../../../src/baselines/linear/adagrad.ts';
import { lbfgs } from '../../../src/baselines/linear/lbfgs.ts';
import { fitLogisticRegression } from '../../../src/baselines/linear/logistic-regression.ts';
import { MajorityClass } from '../../../src/baselines/linear/majority.ts';
import { probabilitiesOf, type SoftmaxWeights } from '../../../src/baselines/linear/softmax.ts';
import { denseRows, type SparseRows } from '../../../src/baselines/linear/sparse-rows.ts';
import { keyFor, Rng } from '../../../src/util/rng.ts';
import { source } from '../../support/numbers.ts';

const random = source(8);
const vectors = Array.from({ length: 40 }, () => random.values(3, 2));
const labels = vectors.map(([a, b, c]) => (a + b > 0.5 ? 2 : c + a * b > 0 ? 1 : 0));
const rows: SparseRows = denseRows(vectors);
const row = (n: number) => ({ indices: [0, 1, 2], values: vectors[n] });

describe('L-BFGS', () => {
  it('finds the minimum of a quadratic of very unequal curvature', () => {
    const curvature = [1, 10, 100, 1000, 0.1];
    const x = new Float64Array(5);
    const result = lbfgs(
      (at, gradient) => {
        let value = 0;
        for (let i = 0; i < 5; i++) {
          gradient[i] = curvature[i] * (at[i] - i);
          value += (curvature[i] * (at[i] - i) ** 2) / 2;
        }
        return value;
      },
      x,
      { tolerance: 1e-9 },
    );
    expect(result.converged).toBe(true);
    for (let i = 0; i < 5; i++) expect(x[i]).toBeCloseTo(i, 7);
  });

  it("finds the minimum of Rosenbrock's valley at (1, 1)", () => {
    const x = Float64Array.of(-1.2, 1);
    lbfgs(
      ([a, b], gradient) => {
        gradient[0] = -400 * a * (b - a * a) - 2 * (1 - a);
        gradient[1] = 200 * (b - a * a);
        return 100 * (b - a * a) ** 2 + (1 - a) ** 2;
      },
      x,
      { tolerance: 1e-10 },
    );
    expect(x[0]).toBeCloseTo(1, 8);
    expect(x[1]).toBeCloseTo(1, 8);
  });

  it('says when it had to stop before', () => {
    const square = ([a]: Float64Array, gradient: Float64Array) => {
      gradient[0] = 4 * a ** 3;
      return a ** 4;
    };
    const result = lbfgs(square, Float64Array.of(3), { maxIterations: 2, tolerance: 1e-12 });
    expect(result).toMatchObject({ converged: false, iterations: 2 });
  });
});

describe('logistic regression', () => {
  /** dJ/dW and dJ/db, written out without sparse rows. */
  function gradient(softmax: SoftmaxWeights, l2: number): number[] {
    const g: number[] = [];
    for (let k = 0; k < 3; k++) {
      for (let j = 0; j < 4; j++) {
        let sum = j < 3 ? l2 * softmax.weights[j * 3 + k] : 0;
        for (let n = 0; n < vectors.length; n++) {
          const scores = [0, 1, 2].map((c) =>
            vectors[n].reduce((s, v, i) => s + v * softmax.weights[i * 3 + c], softmax.bias[c]),
          );
          const total = scores.reduce((s, v) => s + Math.exp(v), 0);
          const error = Math.exp(scores[k]) / total - (labels[n] === k ? 1 : 0);
          sum += (error * (j < 3 ? vectors[n][j] : 1)) / vectors.length;
        }
        g.push(sum);
      }
    }
    return g;
  }

  it.each([1, 0.01, 0.001])('is where the gradient of its loss is 0: l2 %d', (l2) => {
    const softmax = fitLogisticRegression(rows, labels, 3, { l2, tolerance: 1e-9 });
    for (const g of gradient(softmax, l2)) expect(Math.abs(g)).toBeLessThan(2e-7);
  });

  it('gives two classes without features the log odds of their counts', () => {
    const empty = denseRows([[], [], [], [], []]);
    const { bias } = fitLogisticRegression(empty, [1, 0, 1, 1, 1], 2, { tolerance: 1e-10 });
    expect(bias[1] - bias[0]).toBeCloseTo(Math.log(4), 6);
  });

  it('gives probabilities', () => {
    const softmax = fitLogisticRegression(rows, labels, 3);
    for (let n = 0; n < 5; n++) {
      const p = probabilitiesOf(softmax, row(n));
      expect(p.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
      expect(p[labels[n]]).toBeGreaterThan(0.5);
    }
  });

  it('refuses labels that are no classes', () => {
    expect(() => fitLogisticRegression(rows, labels, 2)).toThrow('from 0 to 1 but received 2');
    expect(() => fitLogisticRegression(rows, [1], 2)).toThrow('40 examples and 1 labels');
    expect(() => fitLogisticRegression(denseRows([]), [], 2)).toThrow('0 examples');
    expect(() => fitLogisticRegression(rows, labels, 3, { l2: 0 })).toThrow('l2');
  });
});

describe('Adagrad', () => {
  it('is the plain formula, averaged over all steps', () => {
    const options = { epochs: 3, rate: 0.2, seed: 6 };
    const softmax = fitAdagrad(rows, labels, 3, options);
    // 4 inputs (the last always 1) × 3 classes
    const w = new Array<number>(12).fill(0);
    const g2 = new Array<number>(12).fill(0);
    const sum = new Array<number>(12).fill(0);
    const order = Int32Array.from({ length: 40 }, (_, n) => n);
    for (let epoch = 0; epoch < 3; epoch++) {
      new Rng(keyFor(6, 'order', epoch)).shuffle(order);
      for (const n of order) {
        // The average is that of the weights after each step, each counted until the next.
        const x = [...vectors[n], 1];
        const scores = [0, 1, 2].map((c) => x.reduce((s, v, j) => s + v * w[j * 3 + c], 0));
        const total = scores.reduce((s, v) => s + Math.exp(v), 0);
        for (let j = 0; j < 4; j++) {
          for (let c = 0; c < 3; c++) {
            const g = x[j] * (Math.exp(scores[c]) / total - (labels[n] === c ? 1 : 0));
            g2[j * 3 + c] += g * g;
            w[j * 3 + c] -= (0.2 * g) / Math.sqrt(g2[j * 3 + c]);
          }
        }
        for (let i = 0; i < 12; i++) sum[i] += w[i];
      }
    }
    const learned = [...softmax.weights, ...softmax.bias];
    for (let i = 0; i < 12; i++) expect(learned[i]).toBeCloseTo(sum[i] / 120, 5);
  });

  it('is the same for the same seed, and another for another', () => {
    const once = fitAdagrad(rows, labels, 3, { seed: 2 });
    expect(fitAdagrad(rows, labels, 3, { seed: 2 })).toEqual(once);
    expect(fitAdagrad(rows, labels, 3, { seed: 3 })).not.toEqual(once);
    expect(() => fitAdagrad(rows, labels, 3, { epochs: 0 })).toThrow('epochs');
    expect(() => fitAdagrad(rows, labels, 3, { rate: 0 })).toThrow('rate');
  });
});

describe('the majority class', () => {
  it('is the most frequent one, as probable as it was', () => {
    const majority = MajorityClass.fit([2, 1, 2, 0, 1, 2], { classes: 4 });
    expect(majority.predict()).toBe(2);
    const shares = [1 / 6, 2 / 6, 3 / 6, 0];
    for (const [c, p] of majority.probabilities().entries()) expect(p).toBeCloseTo(shares[c], 12);
    const copy = MajorityClass.fromJSON(JSON.parse(JSON.stringify(majority)));
    expect(copy.probabilities()).toEqual(majority.probabilities());
    expect(() => MajorityClass.fit([], { classes: 2 })).toThrow('0 examples');
  });
});

/** Expected values: mpmath 1.3.0 with 40 digits, from `erfc`, `betainc`, `loggamma`, `digamma` and bisection. */
import { describe, expect, it } from 'vitest';
import { digammaHalfStep, logGammaHalfStep } from '../../src/util/maths-gamma.ts';
import {
  normalCdf,
  normalQuantile,
  studentCdf,
  studentLogDensity,
  studentQuantile,
} from '../../src/util/quantiles.ts';

function expectRelative(actual: number, wanted: number, tolerance: number): void {
  expect(Math.abs(actual - wanted), `${actual} for ${wanted}`).toBeLessThanOrEqual(
    tolerance * Math.abs(wanted),
  );
}

describe('half a step of the gamma function', () => {
  const values = [
    [0.5, -0.5723649429247001, 1.3862943611198906],
    [1, -0.12078223763524522, 0.6137056388801094],
    [1.05, -0.09095307214223425, 0.5800675588395147],
    [2.5, 0.40846431008702616, 0.21962769445322394],
    [7.25, 0.9732729455774445, 0.07133803581060957],
    [15.9, 1.3752992135687592, 0.03194073935531931],
    [16, 1.378483131199923, 0.03173804329516313],
    [40, 1.8413148084219249, 0.012578118898390458],
    [1000, 3.453752639496277, 0.000500124999984375],
    [5e7, 8.86376677919621, 1.000000005e-8],
  ];
  it.each(values)('at %d', (a, step, slope) => {
    expect(Math.abs(logGammaHalfStep(a) - step)).toBeLessThan(4e-15);
    expectRelative(digammaHalfStep(a), slope, 2e-14);
  });
});

describe('the normal distribution', () => {
  it.each([
    [-30, 4.906713927148187e-198],
    [-8, 6.220960574271784e-16],
    [-3, 0.0013498980316300946],
    [-2.5, 0.006209665325776135],
    [-1, 0.15865525393145705],
    [-0.1, 0.460172162722971],
    [0, 0.5],
    [0.5, 0.6914624612740131],
    [2, 0.9772498680518208],
    [4, 0.9999683287581669],
  ])('has P(X ≤ %d)', (x, p) => expectRelative(normalCdf(x), p, 1e-13));

  it.each([
    [1e-300, -37.0470962993612],
    [1e-20, -9.262340089798407],
    [1e-5, -4.264890793922825],
    [0.001, -3.0902323061678136],
    [0.025, -1.9599639845400543],
    [0.25, -0.6744897501960817],
    [0.49999, -2.5066282748960008e-5],
    [0.6, 0.2533471031357997],
    [0.9, 1.2815515655446006],
    [0.975, 1.9599639845400538],
    [0.999, 3.090232306167813],
  ])('has the quantile of %d', (p, x) => {
    expect(Math.abs(normalQuantile(p) - x)).toBeLessThanOrEqual(1e-14 + 1e-13 * Math.abs(x));
  });
});

describe("Student's t distribution", () => {
  it.each([
    [-0.1, 2.5, 0.4639032720312448],
    [-1, 1, 0.25],
    [-3, 2.1, 0.044995143355413526],
    [-12, 5, 3.544746258580761e-5],
    [2, 30, 0.9726874775185085],
    [-4, 1000, 3.400495960439079e-5],
    [-1.5, 1e7, 0.06680721705381472],
    [-50, 3, 8.808576020635988e-6],
  ])('has P(T ≤ %d) with %d degrees of freedom', (t, degrees, p) => {
    expectRelative(studentCdf(t, degrees), p, 1e-12);
  });

  it.each([
    [0.975, 1, 12.706204736174692],
    [0.975, 3, 3.182446305283708],
    [0.95, 10, 1.8124611228116758],
    [0.995, 30, 2.749995653567225],
    [0.1, 2.1, -1.8466955277798158],
    [0.025, 5.5, -2.50185861758924],
    [1e-8, 4, -131.59473694062356],
    [0.4, 200, -0.25368437919014764],
    [0.3, 100000, -0.5244021842335458],
    [0.001, 2.0001, -22.324375495821744],
    [0.499, 3, -0.002720703521734023],
  ])('has the quantile of %d with %d degrees of freedom', (p, degrees, t) => {
    expectRelative(studentQuantile(p, degrees), t, 2e-12);
  });

  it('agrees with printed tables', () => {
    // Two-sided 95 % and 99 % columns (Fisher and Yates), and the last line, which is the normal's.
    expect(studentQuantile(0.975, 5).toFixed(3)).toBe('2.571');
    expect(studentQuantile(0.995, 5).toFixed(3)).toBe('4.032');
    expect(studentQuantile(0.975, 120).toFixed(3)).toBe('1.980');
    expect(normalQuantile(0.995).toFixed(3)).toBe('2.576');
  });

  it('has a density that is the slope of P(T ≤ t)', () => {
    for (const [t, degrees] of [
      [-2, 2.2],
      [-0.3, 7],
      [-4, 90],
    ]) {
      const slope = (studentCdf(t + 1e-6, degrees) - studentCdf(t - 1e-6, degrees)) / 2e-6;
      expectRelative(Math.exp(studentLogDensity(t, degrees)), slope, 1e-7);
    }
  });
});

describe('quantiles at the edges', () => {
  it('are infinite at 0 and 1, 0 at one half, and nothing outside', () => {
    for (const quantile of [normalQuantile, (p: number) => studentQuantile(p, 4)]) {
      expect(quantile(0)).toBe(Number.NEGATIVE_INFINITY);
      expect(quantile(1)).toBe(Number.POSITIVE_INFINITY);
      expect(quantile(0.5)).toBe(0);
      expect(quantile(1.5)).toBeNaN();
      expect(quantile(Number.NaN)).toBeNaN();
    }
    expect(normalCdf(Number.POSITIVE_INFINITY)).toBe(1);
    expect(studentCdf(Number.NEGATIVE_INFINITY, 3)).toBe(0);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  cos,
  exp,
  expm1,
  log,
  log1p,
  logSumExp,
  pow,
  sigmoid,
  sin,
  tanh,
} from '../../src/util/maths.ts';

const functions = { exp, expm1, log, log1p, sigmoid, tanh, sin, cos };

// Values of mpmath with 60 digits as pairs of doubles; see make-py beside the file.
const fixture = JSON.parse(
  readFileSync(new URL('../fixtures/maths.json', import.meta.url), 'utf8'),
) as { values: Record<string, number[][]> };

/** The distance of neighbouring doubles at x. */
function ulp(x: number): number {
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(x) || 1e-320)), -1022);
  return 2 ** Math.max(exponent - 52, -1074);
}

const limits = {
  exp: 1,
  expm1: 1,
  log: 1,
  log1p: 1,
  sigmoid: 2,
  tanh: 1.5,
  sin: 1,
  cos: 1,
} as const;

describe('maths against values of 60 digits', () => {
  for (const [name, limit] of Object.entries(limits)) {
    it(`${name} is within ${limit} ulp`, () => {
      const f = functions[name as keyof typeof limits];
      for (const [x, high, low] of fixture.values[name]) {
        const error = Math.abs(f(x) - high - low) / ulp(high);
        expect(error, `${name}(${x}) = ${f(x)}, expected ${high}`).toBeLessThanOrEqual(limit);
      }
    });
  }

  it('pow is within 1 ulp', () => {
    for (const [x, y, high, low] of fixture.values.pow) {
      const error = Math.abs(pow(x, y) - high - low) / ulp(high);
      expect(error, `pow(${x}, ${y}) = ${pow(x, y)}, expected ${high}`).toBeLessThanOrEqual(1);
    }
  });
});

describe('maths at the edges', () => {
  const edges = [
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    0,
    -0,
    1,
    -1,
    Number.MIN_VALUE,
    -Number.MIN_VALUE,
    Number.MAX_VALUE,
    -Number.MAX_VALUE,
    2.2250738585072014e-308,
    746,
    -746,
  ];

  for (const name of ['exp', 'expm1', 'log', 'log1p', 'tanh'] as const) {
    it(`${name} has the limits of ECMAScript`, () => {
      for (const x of edges) {
        const exact = Math[name](x);
        // Engines differ in the last bit of ordinary values; limits, zeros and NaN are the same.
        if (Math.abs(x) === 1 && Math.abs(exact) < 10) {
          expect(Math.abs(functions[name](x) - exact)).toBeLessThanOrEqual(ulp(exact));
        } else {
          expect(functions[name](x), `${name}(${x})`).toBe(exact);
        }
      }
    });
  }

  it('pow has the special cases of ECMAScript', () => {
    const values = [...edges, 2, -2, 3, -3, 0.5, -0.5, 1.5, 2 ** 53, 1e300];
    for (const x of values) {
      for (const y of values) {
        const exact = x ** y;
        const special =
          !Number.isFinite(exact) || exact === 0 || Number.isInteger(Math.log2(exact));
        if (special) expect(pow(x, y), `pow(${x}, ${y})`).toBe(exact);
      }
    }
  });

  it('sigmoid keeps tiny probabilities and ends at 0 and 1', () => {
    expect(sigmoid(Number.NEGATIVE_INFINITY)).toBe(0);
    expect(sigmoid(Number.POSITIVE_INFINITY)).toBe(1);
    expect(sigmoid(Number.NaN)).toBeNaN();
    expect(sigmoid(-740)).toBeGreaterThan(0);
    expect(sigmoid(0)).toBe(0.5);
  });

  it('sin and cos of what is no angle are NaN', () => {
    for (const x of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(sin(x)).toBeNaN();
      expect(cos(x)).toBeNaN();
    }
  });
});

describe('logSumExp', () => {
  it('does not overflow on huge terms', () => {
    expect(logSumExp([1000, 1000])).toBeCloseTo(1000 + Math.LN2, 12);
    expect(logSumExp([-1000, -1000])).toBeCloseTo(-1000 + Math.LN2, 12);
  });

  it('sums only the part that is asked for', () => {
    expect(logSumExp([9, 1, 2, 9], 1, 2)).toBeCloseTo(Math.log(Math.E + Math.E ** 2), 14);
  });

  it('is −∞ for impossible terms and NaN when a term is NaN', () => {
    expect(logSumExp([Number.NEGATIVE_INFINITY])).toBe(Number.NEGATIVE_INFINITY);
    expect(logSumExp([])).toBe(Number.NEGATIVE_INFINITY);
    expect(logSumExp([1, Number.NaN, 2])).toBeNaN();
    expect(logSumExp([Number.NaN, 2, 1])).toBeNaN();
  });
});

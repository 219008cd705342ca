import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../src/backend/backend.ts';
import { exp, log, sigmoid, tanh } from '../../src/util/maths.ts';
import { backends } from '../support/backends.ts';
import { put } from '../support/numbers.ts';

const LIMIT = 2.5; // ulp

/** Exact to far below one ulp of single precision (see test/util/maths.test.ts). */
const exact = { exp, sigmoid, tanh, log };

/** Every 6151st of all 2^32 single-precision numbers, denormals and both signs included, and a dense middle. */
function sweep(): Float32Array {
  const bits = new Uint32Array(Math.ceil(2 ** 32 / 6151));
  for (let i = 0; i < bits.length; i++) bits[i] = i * 6151;
  const everywhere = [...new Float32Array(bits.buffer)].filter(Number.isFinite);
  const middle = Array.from({ length: 200_001 }, (_, i) => (i - 100_000) / 1000);
  const small = Array.from({ length: 100_001 }, (_, i) => (i - 50_000) / 30_000);
  return Float32Array.from([...everywhere, ...middle, ...small]);
}

/** The distance of neighbouring single-precision numbers at x (of the denormals below 2^−126). */
const spacing = new Float32Array(1);
const spacingBits = new Uint32Array(spacing.buffer);
function ulp(x: number): number {
  spacing[0] = Math.abs(x);
  const exponent = Math.max(spacingBits[0] >>> 23, 1);
  return 2 ** (Math.min(exponent, 254) - 150);
}

const points = sweep();
const wanted = Object.fromEntries(
  Object.entries(exact).map(([op, f]) => [op, Float64Array.from(points, f)]),
);

describe.each(await backends())('vector maths on $name', ({ create }) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await create();
  });
  afterAll(() => backend.close());

  const run = (op: keyof typeof exact, values: ArrayLike<number>) => {
    const x = put(backend, values);
    const y = backend.floats(values.length);
    backend.map(op, values.length, x, y);
    const result = y.array().slice();
    backend.free(x);
    backend.free(y);
    return result;
  };

  for (const op of ['exp', 'sigmoid', 'tanh', 'log'] as const) {
    it(`${op} is within ${LIMIT} ulp from the smallest denormal to the largest number`, () => {
      const actual = run(op, points);
      let worst = 0;
      let where = 0;
      for (let i = 0; i < points.length; i++) {
        const right = wanted[op][i];
        if (actual[i] === Math.fround(right) || Object.is(actual[i], right)) continue;
        const error = Math.abs(actual[i] - right) / ulp(right);
        if (!(error <= worst)) {
          worst = error;
          where = points[i];
        }
      }
      expect(worst, `worst at ${op}(${where})`).toBeLessThanOrEqual(LIMIT);
    });
  }

  it('has the limits of the functions at ±∞ and ±0, and NaN stays NaN', () => {
    const { POSITIVE_INFINITY: inf, NaN: nan } = Number;
    const x = [inf, -inf, nan, 0, -0];
    expect([...run('exp', x)]).toEqual([inf, 0, nan, 1, 1]);
    expect([...run('sigmoid', x)]).toEqual([1, 0, nan, 0.5, 0.5]);
    // The sign of a zero is not kept by every backend.
    expect([...run('tanh', x)].map((y) => y + 0)).toEqual([1, -1, nan, 0, 0]);
    expect([...run('log', x)]).toEqual([inf, nan, nan, -inf, -inf]);
    expect([...run('log', [-1, 1])]).toEqual([nan, 0]);
  });

  it('sigmoid and tanh never leave their ranges and never turn back', () => {
    const ascending = Float64Array.from({ length: 40_001 }, (_, i) => (i - 20_000) / 1000);
    for (const [op, low] of [
      ['sigmoid', 0],
      ['tanh', -1],
    ] as const) {
      const y = run(op, ascending);
      const slack = backend.precision === 'single' ? 2 ** -22 : 2 ** -50;
      const wrong = ascending.filter(
        (_, i) => !(y[i] >= low && y[i] <= 1) || (i > 0 && !(y[i] - y[i - 1] >= -slack)),
      );
      expect([...wrong], op).toEqual([]);
    }
  });

  it('gives an element the same bits wherever it stands', () => {
    const values = [...points.subarray(350_000, 350_037), Number.NaN, 1e30];
    for (const op of ['exp', 'sigmoid', 'tanh', 'log'] as const) {
      const together = run(op, values);
      const alone = values.map((v) => run(op, [v])[0]);
      expect([...together]).toEqual(alone);
    }
  });
});

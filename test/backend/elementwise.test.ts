import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend, MapOp, ZipOp } from '../../src/backend/backend.ts';
import { backends } from '../support/backends.ts';
import { range } from '../support/naive-scan.ts';
import { expectClose, expectSame, fresh, put, source } from '../support/numbers.ts';

const sizes = [1, 3, 17, 33, 65, 130, 5000];
const GUARD = 7;

type Function1 = (x: number) => number;

const maps: { [K in MapOp]: [Function1, Function1] } = {
  sigmoid: [(x) => 1 / (1 + Math.exp(-x)), (x) => 1 / (2 + Math.exp(x) + Math.exp(-x))],
  tanh: [Math.tanh, (x) => 1 / Math.cosh(x) ** 2],
  relu: [(x) => Math.max(x, 0), (x) => (x > 0 ? 1 : 0)],
  exp: [Math.exp, Math.exp],
  log: [Math.log, (x) => 1 / x],
  square: [(x) => x * x, (x) => 2 * x],
  abs: [Math.abs, Math.sign],
  negate: [(x) => -x, () => -1],
  'one-minus': [(x) => 1 - x, () => -1],
};
const zips: { [K in ZipOp]: (a: number, b: number) => number } = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
};

describe.each(await backends())('elementwise operations on $name', ({ create, tolerance }) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await create();
  });
  afterAll(() => backend.close());

  /** A result block with elements after its end that must stay as they are. */
  const guarded = (values: number[]) => put(backend, [...values, GUARD, GUARD, GUARD]);
  const guard = [GUARD, GUARD, GUARD];

  for (const op of Object.keys(maps) as MapOp[]) {
    it(`${op} and its gradient equal the definition up to the last element and no further`, () => {
      const [f, slope] = maps[op];
      for (const n of sizes) {
        const from = source(n);
        const x = from
          .values(n, 3)
          .map((v) => (op === 'log' ? Math.fround(Math.abs(v) + 0.25) : v));
        const dy = from.values(n);
        const dx = from.values(n);
        const y = guarded(x.map(() => Number.NaN));
        const input = put(backend, x);
        backend.map(op, n, input, y);
        expectClose(y.array(), [...x.map(f), ...guard], tolerance, op);
        const out = guarded(dx);
        backend.mapBackward(op, n, input, y, put(backend, dy), out);
        const wanted = x.map((v, i) => dx[i] + dy[i] * slope(v));
        expectClose(out.array(), [...wanted, ...guard], tolerance, `slope of ${op}`);
      }
    });

    it(`${op} of NaN is NaN`, () => {
      const y = fresh(backend, 20, 0);
      backend.map(op, 20, fresh(backend, 20), y);
      expect([...y.array()].every(Number.isNaN)).toBe(true);
    });
  }

  it('add, subtract and multiply two blocks', () => {
    for (const op of Object.keys(zips) as ZipOp[]) {
      for (const n of sizes) {
        const from = source(n);
        const [a, b] = [from.values(n), from.values(n)];
        const y = guarded(a.map(() => Number.NaN));
        backend.zip(op, n, put(backend, a), put(backend, b), y);
        const wanted = a.map((v, i) => zips[op](v, b[i]));
        expectClose(y.array(), [...wanted, ...guard], tolerance, op);
      }
    }
  });

  it('multiplyAdd, axpy, scale and fill change n elements', () => {
    for (const n of sizes) {
      const from = source(n);
      const [a, b, c] = [from.values(n), from.values(n), from.values(n)];
      const [blockA, blockB] = [put(backend, a), put(backend, b)];
      const y = guarded(c);
      backend.multiplyAdd(n, blockA, blockB, y);
      const product = c.map((v, i) => v + a[i] * b[i]);
      expectClose(y.array(), [...product, ...guard], tolerance, 'multiplyAdd');
      backend.axpy(n, -0.75, blockA, y);
      const moved = product.map((v, i) => v - 0.75 * a[i]);
      expectClose(y.array(), [...moved, ...guard], tolerance, 'axpy');
      backend.scale(n, 3, y);
      expectClose(y.array(), [...moved.map((v) => v * 3), ...guard], tolerance, 'scale');
      backend.fill(n, -2.5, y);
      expectSame(y.array(), [...moved.map(() => -2.5), ...guard], 'fill');
    }
  });

  it('clamp limits both signs and keeps NaN', () => {
    for (const n of sizes) {
      const x = source(n).values(n, 2);
      x[n - 1] = Number.NaN;
      if (n > 2) [x[0], x[1]] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      const y = guarded(x);
      backend.clamp(n, 0.5, y);
      const wanted = x.map((v) => Math.max(-0.5, Math.min(0.5, v)));
      expectSame(y.array(), [...wanted, ...guard]);
    }
  });

  it('copies and adds rows between different row distances', () => {
    for (const [rows, columns, ldx, ldy] of [
      [1, 1, 1, 1],
      [3, 17, 20, 17],
      [17, 33, 33, 40],
      [5, 65, 130, 65],
    ]) {
      for (const accumulate of [false, true]) {
        const from = source(columns);
        const x = from.values(rows * ldx);
        const y = from.values(rows * ldy);
        const wanted = [...y];
        for (let r = 0; r < rows; r++) {
          for (let j = 0; j < columns; j++) {
            wanted[r * ldy + j] = x[r * ldx + j] + (accumulate ? y[r * ldy + j] : 0);
          }
        }
        const out = put(backend, y);
        backend.copy({ rows, columns, x: put(backend, x), ldx, y: out, ldy, accumulate });
        expectClose(out.array(), wanted, accumulate ? tolerance : 0, `copy ${rows}×${columns}`);
      }
    }
  });

  it('columnSums adds the sums of columns, or of products of two matrices', () => {
    for (const [rows, columns, ldx, ldy] of [
      [1, 1, 1, 1],
      [3, 17, 20, 17],
      [17, 33, 33, 40],
      [130, 65, 67, 65],
      [33, 130, 130, 131],
    ]) {
      const from = source(columns);
      const x = from.values(rows * ldx);
      const y = from.values(rows * ldy);
      const before = from.values(columns);
      for (const withY of [false, true]) {
        const wanted = before.map((value, j) =>
          range(rows).reduce((s, r) => s + x[r * ldx + j] * (withY ? y[r * ldy + j] : 1), value),
        );
        const out = guarded(before);
        const second = withY ? { y: put(backend, y), ldy } : {};
        backend.columnSums({ rows, columns, x: put(backend, x), ldx, ...second, out });
        expectClose(out.array(), [...wanted, ...guard], tolerance, `${rows}×${columns}`);
      }
    }
  });

  it('sum and sumSquares add in double precision', () => {
    for (const n of [...sizes, 100_003]) {
      const x = source(1).values(n);
      // One large element: single-precision sums would lose the others.
      x[0] = 2 ** 20;
      const block = put(backend, [...x, GUARD]);
      const total = x.reduce((s, v) => s + v, 0);
      const squares = x.reduce((s, v) => s + v * v, 0);
      expectClose([backend.sum(n, block)], [total], 1e-13, 'sum');
      expectClose([backend.sumSquares(n, block)], [squares], 1e-13, 'sumSquares');
    }
    expect(backend.sum(2, put(backend, [1, Number.NaN]))).toBeNaN();
    expect(backend.sumSquares(2, put(backend, [1, Number.NaN]))).toBeNaN();
  });
});

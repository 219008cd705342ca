import { afterAll, beforeAll, describe, it } from 'vitest';
import type { Backend } from '../../src/backend/backend.ts';
import { backends } from '../support/backends.ts';
import { expectClose, expectSame, fresh, put, putInts, source } from '../support/numbers.ts';

const sizes = [1, 3, 17, 33, 65, 130];
/** (M, K, N): every size at every place, not every triple. */
const shapes: [number, number, number][] = [
  ...sizes.map((s): [number, number, number] => [s, s, s]),
  ...sizes.flatMap((s): [number, number, number][] => [
    [s, 33, 17],
    [3, s, 65],
    [17, 3, s],
    [1, s, 130],
  ]),
];

describe.each(await backends())('products on $name', ({ create, tolerance }) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await create();
  });
  afterAll(() => backend.close());

  for (const aTransposed of [false, true]) {
    for (const bTransposed of [false, true]) {
      const name = `C = A${aTransposed ? 'ᵀ' : ''}·B${bTransposed ? 'ᵀ' : ''}`;
      it(`${name} equals three loops, with bias, accumulation and padded rows`, () => {
        for (const [index, [M, K, N]] of shapes.entries()) {
          const from = source(index);
          const lda = (aTransposed ? M : K) + (index % 3);
          const ldb = (bTransposed ? K : N) + (index % 2);
          const ldc = N + (index % 4);
          const a = from.values((aTransposed ? K : M) * lda);
          const b = from.values((bTransposed ? N : K) * ldb);
          const bias = from.values(N);
          const c = from.values(M * ldc);
          const accumulate = index % 2 === 1;
          const biased = index % 3 !== 0;

          const wanted = [...c];
          for (let m = 0; m < M; m++) {
            for (let n = 0; n < N; n++) {
              let sum = (accumulate ? c[m * ldc + n] : 0) + (biased ? bias[n] : 0);
              for (let k = 0; k < K; k++) {
                const x = aTransposed ? a[k * lda + m] : a[m * lda + k];
                sum += x * (bTransposed ? b[n * ldb + k] : b[k * ldb + n]);
              }
              wanted[m * ldc + n] = sum;
            }
          }

          const packed = backend.pack({
            K,
            N,
            source: put(backend, b),
            ld: ldb,
            transposed: bTransposed,
            into: fresh(backend, backend.packedLength(K, N)),
          });
          const out = put(backend, c);
          backend.product({
            M,
            a: put(backend, a),
            lda,
            aTransposed,
            b: packed,
            c: out,
            ldc,
            accumulate,
            bias: biased ? put(backend, bias) : undefined,
          });
          expectClose(out.array(), wanted, tolerance, `${name} ${M}×${K}×${N}`);
        }
      });
    }
  }

  it('overwrites what was in C, NaN too, when it does not accumulate', () => {
    const packed = backend.pack({
      K: 2,
      N: 3,
      source: put(backend, [1, 2, 3, 4, 5, 6]),
      ld: 3,
      into: fresh(backend, backend.packedLength(2, 3)),
    });
    const c = fresh(backend, 3);
    backend.product({ M: 1, a: put(backend, [1, 10]), lda: 2, b: packed, c, ldc: 3 });
    expectSame(c.array(), [41, 52, 63]);
  });

  it('carries NaN and infinity through a product', () => {
    const packed = backend.pack({
      K: 2,
      N: 2,
      source: put(backend, [Number.NaN, 1, 1, Number.POSITIVE_INFINITY]),
      ld: 2,
      into: fresh(backend, backend.packedLength(2, 2)),
    });
    const c = fresh(backend, 2, 0);
    backend.product({ M: 1, a: put(backend, [0, 1]), lda: 2, b: packed, c, ldc: 2 });
    expectSame(c.array(), [Number.NaN, Number.POSITIVE_INFINITY]);
  });

  it('packs and multiplies parts of larger blocks', () => {
    const values = source(1).values(40);
    const block = put(backend, values);
    const packed = backend.pack({
      K: 3,
      N: 2,
      source: block.slice(5, 6),
      ld: 2,
      into: fresh(backend, 100).slice(7, backend.packedLength(3, 2)),
    });
    const out = fresh(backend, 9, 7);
    backend.product({ M: 2, a: block.slice(20, 6), lda: 3, b: packed, c: out.slice(3, 4), ldc: 2 });
    const entry = (m: number, n: number) =>
      [0, 1, 2].reduce((sum, k) => sum + values[20 + m * 3 + k] * values[5 + k * 2 + n], 0);
    const wanted = [7, 7, 7, entry(0, 0), entry(0, 1), entry(1, 0), entry(1, 1), 7, 7];
    expectClose(out.array(), wanted, tolerance);
  });

  it('gather takes rows of a table and gives zeros for negative ids', () => {
    for (const columns of sizes) {
      const table = source(columns).values(5 * columns);
      const ids = [4, 0, -1, 4, 2];
      const ldy = columns + 2;
      const y = fresh(backend, 5 * ldy, 7);
      backend.gather({
        rows: 5,
        columns,
        table: put(backend, table),
        ids: putInts(backend, ids),
        y,
        ldy,
      });
      const wanted = ids.flatMap((id) => [
        ...Array.from({ length: columns }, (_, j) => (id < 0 ? 0 : table[id * columns + j])),
        7,
        7,
      ]);
      expectSame(y.array(), wanted);
    }
  });

  it('gathers columns of a matrix and adds to them, an id at a time', () => {
    // (3, 4), of which 3 columns are a part of rows of 4
    const matrix = put(backend, [1, 2, 3, 99, 4, 5, 6, 99, 7, 8, 9, 99]);
    const ids = putInts(backend, [2, -1, 0, 2]);
    const y = put(backend, [10, 20, 30, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0.5, 0.5, 0.5, 0]);
    const args = { rows: 4, columns: 3, matrix, ld: 4, ids, y, ldy: 4 };
    backend.gatherColumns(args);
    expectSame([...y.array()], [13, 26, 39, 0, 1, 1, 1, 0, 1, 4, 7, 0, 3.5, 6.5, 9.5, 0]);
    backend.scatterAddColumns(args);
    expectSame([...matrix.array()], [2, 2, 19.5, 99, 8, 5, 38.5, 99, 14, 8, 57.5, 99]);
  });

  it('scatterAdd adds every row of a repeated id and skips negative ids', () => {
    for (const columns of sizes) {
      const from = source(columns);
      const table = from.values(5 * columns);
      const ldy = columns + 3;
      const dy = from.values(6 * ldy);
      const ids = [3, 1, -1, 3, 0, 3];
      const wanted = [...table];
      ids.forEach((id, r) => {
        if (id < 0) return;
        for (let j = 0; j < columns; j++) wanted[id * columns + j] += dy[r * ldy + j];
      });
      const block = put(backend, table);
      backend.scatterAdd({
        rows: 6,
        columns,
        table: block,
        ids: putInts(backend, ids),
        dy: put(backend, dy),
        ldy,
      });
      expectClose(block.array(), wanted, tolerance);
    }
  });
});

/** Products over the batch, softmax over lengths and additive scores against loops over single numbers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../src/backend/backend.ts';
import { backends } from '../support/backends.ts';
import { range } from '../support/naive-scan.ts';
import { expectClose, expectSame, fresh, put, putInts, source } from '../support/numbers.ts';

type Axis = 'M' | 'N' | 'K';
const flags = [false, true];

describe.each(await backends())('attention on $name', ({ create, tolerance }) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await create();
  });
  afterAll(() => backend.close());

  /** Matrices stand between numbers that belong to nobody, which must stay as they are. */
  function batchProduct(
    sizes: { count: number; M: number; N: number; K: number },
    { aTransposed, bTransposed, accumulate }: Record<string, boolean>,
    limit?: { axis: Axis; lengths: number[] },
  ) {
    const { count, M, N, K } = sizes;
    const from = source(M + 10 * N + 100 * K);
    const matrix = (rows: number, columns: number, transposed: boolean) => {
      const [outer, inner] = transposed ? [columns, rows] : [rows, columns];
      const step = inner + 1;
      const ld = count * step + 2;
      const values = from.values(outer * ld);
      const at = (i: number, r: number, c: number) =>
        i * step + (transposed ? c * ld + r : r * ld + c);
      return { values, at, args: { block: put(backend, values), ld, step, transposed } };
    };
    const a = matrix(M, K, aTransposed);
    const b = matrix(K, N, bTransposed);
    const c = matrix(M, N, false);
    const wanted = [...c.values];
    for (let i = 0; i < count; i++) {
      const size = (axis: Axis) =>
        limit?.axis === axis ? Math.min(limit.lengths[i], sizes[axis]) : sizes[axis];
      for (const m of range(size('M'))) {
        for (const n of range(size('N'))) {
          const sum = range(size('K')).reduce(
            (total, k) => total + a.values[a.at(i, m, k)] * b.values[b.at(i, k, n)],
            0,
          );
          wanted[c.at(i, m, n)] = sum + (accumulate ? c.values[c.at(i, m, n)] : 0);
        }
      }
    }
    backend.batchProduct({
      ...sizes,
      a: a.args,
      b: b.args,
      c: c.args,
      accumulate,
      limit: limit && { axis: limit.axis, lengths: putInts(backend, limit.lengths) },
    });
    return { found: c.args.block.array(), wanted };
  }

  it('multiplies the matrices of each sequence', () => {
    for (const [count, M, N, K] of [
      [1, 1, 1, 1],
      [3, 2, 5, 4],
      [2, 13, 33, 17],
      [5, 1, 70, 40],
      [4, 12, 12, 300],
      [2, 90, 20, 3],
      [3, 2, 3, 0],
    ]) {
      for (const aTransposed of flags) {
        for (const bTransposed of flags) {
          for (const accumulate of flags) {
            const options = { aTransposed, bTransposed, accumulate };
            const { found, wanted } = batchProduct({ count, M, N, K }, options);
            expectClose(
              found,
              wanted,
              tolerance * Math.max(1, K / 50),
              `${M}×${K}×${N} ${JSON.stringify(options)}`,
            );
          }
        }
      }
    }
  });

  it.each(['M', 'N', 'K'] as const)(
    'cuts axis %s to each length and writes nothing else',
    (axis) => {
      for (const accumulate of flags) {
        for (const aTransposed of flags) {
          const options = { aTransposed, bTransposed: !aTransposed, accumulate };
          const sizes = { count: 5, M: 7, N: 35, K: 9 };
          const limit = { axis, lengths: [3, 0, 40, 1, 6] };
          const { found, wanted } = batchProduct(sizes, options, limit);
          expectClose(found, wanted, tolerance, `${axis} ${JSON.stringify(options)}`);
        }
      }
    },
  );

  it('takes the softmax over the columns that count', () => {
    const lengths = [5, 0, 37, 1];
    for (const V of [1, 5, 8, 37]) {
      const counts = lengths.map((n) => Math.min(n, V));
      const rows = 3 * counts.length;
      const from = source(V);
      const x = from.values(rows * V, 9).map((value, k) => {
        return k % V < counts[Math.floor(k / V) % counts.length] ? value : Number.NaN;
      });
      const dy = from.values(rows * V);
      const scale = 0.375;
      const wanted = { y: new Array(rows * V).fill(0), dx: new Array(rows * V).fill(0.5) };
      for (const r of range(rows)) {
        const at = range(counts[r % counts.length]).map((v) => r * V + v);
        const e = at.map((k) => Math.exp(scale * x[k]));
        const total = e.reduce((sum, value) => sum + value, 0);
        at.forEach((k, v) => {
          wanted.y[k] = e[v] / total;
        });
        const mean = at.reduce((sum, k) => sum + wanted.y[k] * dy[k], 0);
        for (const k of at) wanted.dx[k] += scale * wanted.y[k] * (dy[k] - mean);
      }
      const limit = { lengths: putInts(backend, counts), period: counts.length };
      const y = fresh(backend, rows * V);
      backend.softmax({ rows, V, limit, scale, x: put(backend, x), y });
      expectClose(y.array(), wanted.y, tolerance, 'y');
      const dx = fresh(backend, rows * V, 0.5);
      backend.softmaxBackward({ rows, V, limit, scale, y, dy: put(backend, dy), dx });
      expectClose(dx.array(), wanted.dx, tolerance, 'dx');
    }
  });

  it('has a softmax that huge numbers do not break', () => {
    const y = fresh(backend, 3);
    backend.softmax({ rows: 1, V: 3, scale: 2, x: put(backend, [3e4, -3e4, 3e4]), y });
    expect([...y.array()]).toEqual([0.5, 0, 0.5]);
  });

  it('scores additively, and hands its gradient to queries, keys and v', () => {
    for (const [T, S, B, A] of [
      [1, 1, 1, 1],
      [3, 4, 2, 17],
      [2, 6, 5, 40],
    ]) {
      const from = source(A);
      const [q, k, v] = [T * B * A, S * B * A, A].map((n) => from.values(n, 2));
      const dScores = from.values(T * B * S);
      const lengths = from.integers(B, 0, S + 1);
      const wanted = {
        scores: new Array(T * B * S).fill(0),
        dq: new Array(q.length).fill(1),
        dk: new Array(k.length).fill(1),
        dv: new Array(A).fill(1),
      };
      for (const t of range(T)) {
        for (const b of range(B)) {
          for (const s of range(lengths[b])) {
            const at = (t * B + b) * S + s;
            for (const j of range(A)) {
              const [query, key] = [(t * B + b) * A + j, (s * B + b) * A + j];
              const y = Math.tanh(q[query] + k[key]);
              wanted.scores[at] += v[j] * y;
              wanted.dv[j] += dScores[at] * y;
              wanted.dq[query] += dScores[at] * v[j] * (1 - y * y);
              wanted.dk[key] += dScores[at] * v[j] * (1 - y * y);
            }
          }
        }
      }
      const blocks = { q: put(backend, q), k: put(backend, k), v: put(backend, v) };
      const args = { T, S, B, A, ...blocks, lengths: putInts(backend, lengths) };
      const scores = fresh(backend, T * B * S);
      backend.additiveScores({ ...args, scores });
      expectClose(scores.array(), wanted.scores, 4 * tolerance, 'scores');
      const gradients = {
        dq: fresh(backend, q.length, 1),
        dk: fresh(backend, k.length, 1),
        dv: fresh(backend, A, 1),
      };
      backend.additiveScoresBackward({ ...args, dScores: put(backend, dScores), ...gradients });
      for (const name of ['dq', 'dk', 'dv'] as const) {
        expectClose(gradients[name].array(), wanted[name], 4 * tolerance, name);
      }
    }
  });

  it('has the same bits for a sequence whatever stands beside it', () => {
    const sizes = { M: 12, N: 20, K: 64 };
    const q = source(1).values(9 * 12 * 64);
    const k = source(2).values(9 * 20 * 64);
    const products = (first: number, count: number) => {
      const c = fresh(backend, count * 12 * 20);
      const part = (values: number[], rows: number) => ({
        block: put(backend, values.slice(first * rows * 64, (first + count) * rows * 64)),
        ld: 64,
        step: rows * 64,
      });
      const b = { ...part(k, 20), transposed: true };
      backend.batchProduct({
        count,
        ...sizes,
        a: part(q, 12),
        b,
        c: { block: c, ld: 20, step: 240 },
      });
      return [...c.array()];
    };
    const all = products(0, 9);
    for (const [first, count] of [
      [0, 1],
      [4, 1],
      [3, 5],
    ]) {
      expectSame(products(first, count), all.slice(first * 240, (first + count) * 240));
    }
  });
});

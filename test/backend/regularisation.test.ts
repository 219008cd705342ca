import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../src/backend/backend.ts';
import { dropoutUniform, type Key } from '../../src/util/rng.ts';
import { backends } from '../support/backends.ts';
import { range } from '../support/naive-scan.ts';
import { expectClose, expectSame, fresh, put, source } from '../support/numbers.ts';

const sizes = [1, 3, 17, 33, 65, 130];
const key: Key = [0x9e3779b9, 0xfedcba98];

describe.each(await backends())('dropout and layer norm on $name', ({ create, tolerance }) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await create();
  });
  afterAll(() => backend.close());

  it('drops exactly the units whose uniform is below p and scales the others', () => {
    for (const [index, columns] of sizes.entries()) {
      const [streams, steps, firstStream] = [1 + index, 3, index * 1_000_003];
      const rows = streams * steps;
      for (const p of [0, 0.1, 0.5, 0.9]) {
        const x = source(index).values(rows * columns);
        const y = fresh(backend, rows * columns);
        backend.dropout({
          rows,
          columns,
          streams,
          firstStream,
          x: put(backend, x),
          y,
          p,
          key,
        });
        const single = backend.precision === 'single';
        const factor = single ? Math.fround(1 / (1 - p)) : 1 / (1 - p);
        const wanted = x.map((v, i) => {
          const row = Math.floor(i / columns);
          const [time, stream] = [Math.floor(row / streams), firstStream + (row % streams)];
          const kept = dropoutUniform(key, time, stream, i % columns, columns) >= p;
          const scaled = single ? Math.fround(v * factor) : v * factor;
          return kept ? scaled : 0;
        });
        expectSame(y.array(), wanted, `p ${p}, ${columns} columns`);
      }
    }
  });

  it('keeps a unit whose uniform is exactly p, and drops it when p is the least bit higher', () => {
    const columns = 33;
    for (const j of range(columns)) {
      const uniform = dropoutUniform(key, 0, 0, j, columns);
      for (const p of [uniform, uniform + 2 ** -40]) {
        const y = fresh(backend, columns);
        const x = fresh(backend, columns, 1);
        backend.dropout({ rows: 1, columns, streams: 1, firstStream: 0, x, y, p, key });
        expect(y.array()[j] !== 0, `unit ${j}, p ${p}`).toBe(p === uniform);
      }
    }
  });

  it('drops the share p of the units', () => {
    const y = fresh(backend, 40_000);
    const x = fresh(backend, 40_000, 1);
    backend.dropout({ rows: 100, columns: 400, streams: 10, firstStream: 0, x, y, p: 0.3, key });
    const dropped = [...y.array()].filter((v) => v === 0).length;
    expect(Math.abs(dropped - 12_000)).toBeLessThan(350); // 3.8 standard deviations
  });

  it('gives a stream the same mask whatever the batch around it', () => {
    const run = (streams: number, firstStream: number) => {
      const n = 4 * streams * 19;
      const y = fresh(backend, n);
      const x = fresh(backend, n, 1);
      backend.dropout({ rows: 4 * streams, columns: 19, streams, firstStream, x, y, p: 0.5, key });
      return [...y.array()];
    };
    const all = run(5, 0);
    const third = range(4).flatMap((t) => all.slice((t * 5 + 2) * 19, (t * 5 + 3) * 19));
    expect(run(1, 2)).toEqual(third);
  });

  it('adds to y when it accumulates', () => {
    const from = source(2);
    const [x, before] = [from.values(51), from.values(51)];
    const args = { rows: 3, columns: 17, streams: 1, firstStream: 4, p: 0.5, key };
    const y = fresh(backend, 51);
    backend.dropout({ ...args, x: put(backend, x), y });
    const wanted = [...y.array()].map((v, i) => v + before[i]);
    const sum = put(backend, before);
    backend.dropout({ ...args, x: put(backend, x), y: sum, accumulate: true });
    expectClose(sum.array(), wanted, tolerance);
  });

  /** Layer norm in doubles: rows of x̂·gamma + beta. */
  function normalized(
    x: number[],
    columns: number,
    eps: number,
    gamma?: number[],
    beta?: number[],
  ) {
    return range(x.length / columns).flatMap((r) => {
      const row = x.slice(r * columns, (r + 1) * columns);
      const mean = row.reduce((s, v) => s + v, 0) / columns;
      const variance = row.reduce((s, v) => s + (v - mean) ** 2, 0) / columns;
      return row.map(
        (v, j) => ((v - mean) / Math.sqrt(variance + eps)) * (gamma?.[j] ?? 1) + (beta?.[j] ?? 0),
      );
    });
  }

  for (const affine of [false, true]) {
    it(`normalises rows ${affine ? 'with' : 'without'} gamma and beta, and back`, () => {
      for (const [index, columns] of sizes.entries()) {
        const rows = 2 * index + 1;
        const from = source(index);
        const eps = columns < 4 ? 0.1 : 1e-5;
        const x = from.values(rows * columns).map((v) => Math.fround(v + 3));
        const gamma = affine ? from.values(columns).map((v) => v + 2) : undefined;
        const beta = affine ? from.values(columns) : undefined;
        const dy = from.values(rows * columns);
        const before = from.values(rows * columns);
        const [xBlock, mean, rstd] = [put(backend, x), fresh(backend, rows), fresh(backend, rows)];
        const gammaBlock = gamma && put(backend, gamma);
        const y = fresh(backend, rows * columns);
        backend.layerNorm({
          rows,
          columns,
          eps,
          x: xBlock,
          gamma: gammaBlock,
          beta: beta && put(backend, beta),
          y,
          mean,
          rstd,
        });
        const wanted = normalized(x, columns, eps, gamma, beta);
        expectClose(y.array(), wanted, 4 * tolerance, `y of ${rows}×${columns}`);

        const dx = put(backend, before);
        const dGamma = fresh(backend, columns, 0.5);
        const dBeta = fresh(backend, columns, 0.25);
        backend.layerNormBackward({
          rows,
          columns,
          x: xBlock,
          gamma: gammaBlock,
          mean,
          rstd,
          dy: put(backend, dy),
          dx,
          ...(affine ? { dGamma, dBeta } : {}),
        });
        // Σ y·dy by central differences in doubles
        const loss = (xs: number[]) =>
          normalized(xs, columns, eps, gamma, beta).reduce((s, v, i) => s + v * dy[i], 0);
        const h = 1e-5;
        for (const i of range(x.length).filter((i) => i % 7 === 0)) {
          const moved = (d: number) => loss(x.map((v, k) => (k === i ? v + d : v)));
          const slope = (moved(h) - moved(-h)) / (2 * h);
          const limit = Math.max(8 * tolerance, 1e-6);
          expectClose(
            [dx.array()[i]],
            [before[i] + slope],
            limit,
            `dx[${i}] of ${rows}×${columns}`,
          );
        }
        if (!affine) continue;
        const plain = normalized(x, columns, eps);
        const total = (f: (i: number) => number) =>
          range(columns).map((j) => range(rows).reduce((s, r) => s + f(r * columns + j), 0));
        const gammas = total((i) => dy[i] * plain[i]).map((v) => v + 0.5);
        const betas = total((i) => dy[i]).map((v) => v + 0.25);
        expectClose(dGamma.array(), gammas, 8 * tolerance, 'dgamma');
        expectClose(dBeta.array(), betas, 8 * tolerance, 'dbeta');
      }
    });
  }
});

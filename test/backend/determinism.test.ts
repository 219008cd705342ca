import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../src/backend/backend.ts';
import { createBackend } from '../../src/backend/select.ts';
import { backends } from '../support/backends.ts';
import { gatesOf, hasCellState, kinds, range, type ScanCase } from '../support/naive-scan.ts';
import { expectSame, fresh, put, putInts, source } from '../support/numbers.ts';
import {
  describeCase,
  randomCotangents,
  randomData,
  resultOf,
  runScan,
  runScanBackward,
} from '../support/scan.ts';

/** Rows of sequence b from a (T, B, columns) array. */
function ofSequence(values: number[], T: number, B: number, b: number, columns: number): number[] {
  return range(T).flatMap((t) => values.slice((t * B + b) * columns, (t * B + b + 1) * columns));
}

describe.each(await backends())('results on $name', ({ create }) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await create();
  });
  afterAll(() => backend.close());

  it('a row of a product has the same bits whatever the other rows', () => {
    for (const [K, N] of [
      [1, 1],
      [17, 33],
      [65, 130],
      [130, 17],
      [600, 40],
    ]) {
      const from = source(K);
      const a = from.values(37 * K);
      const packed = backend.pack({
        K,
        N,
        source: put(backend, from.values(K * N)),
        ld: N,
        into: fresh(backend, backend.packedLength(K, N)),
      });
      const bias = put(backend, from.values(N));
      const rowsOf = (first: number, M: number) => {
        const c = fresh(backend, M * N);
        const part = put(backend, a.slice(first * K, (first + M) * K));
        backend.product({ M, a: part, lda: K, b: packed, c, ldc: N, bias });
        return [...c.array()];
      };
      const all = rowsOf(0, 37);
      for (const [first, M] of [
        [0, 1],
        [36, 1],
        [5, 2],
        [3, 7],
        [20, 17],
      ]) {
        expectSame(rowsOf(first, M), all.slice(first * N, (first + M) * N), `${M} of ${K}×${N}`);
      }
    }
  });

  for (const kind of kinds) {
    it(`${kind}: a sequence has the same bits alone and among others`, () => {
      const G = gatesOf[kind];
      for (const [B, H] of [
        [5, 17],
        [19, 33],
      ]) {
        const T = 3;
        for (const reverse of [false, true]) {
          const scan: ScanCase = { kind, T, B, H, reverse };
          const data = randomData(scan, 1);
          const cotangents = randomCotangents(scan, 1);
          const blocks = runScan(backend, scan, data);
          const together = resultOf(scan, blocks);
          const back = runScanBackward(backend, scan, data, blocks, cotangents);
          for (const b of [0, 3, B - 1]) {
            const row = (values: number[]) => values.slice(b * H, (b + 1) * H);
            const alone: ScanCase = { ...scan, B: 1 };
            const own = {
              ...data,
              gates: ofSequence(data.gates, T, B, b, G * H),
              h0: row(data.h0),
              c0: row(data.c0),
            };
            const ownBlocks = runScan(backend, alone, own);
            const result = resultOf(alone, ownBlocks);
            const what = `${describeCase(scan)} sequence ${b}`;
            expectSame(result.h, ofSequence(together.h, T + 1, B, b, H), what);
            expectSame(result.gates, ofSequence(together.gates, T, B, b, G * H), what);
            const ownBack = runScanBackward(backend, alone, own, ownBlocks, {
              output: ofSequence(cotangents.output, T, B, b, H),
              h: row(cotangents.h),
              c: row(cotangents.c),
            });
            expectSame(ownBack.gates, ofSequence(back.gates, T, B, b, G * H), `${what}: dgates`);
            expectSame(ownBack.h0, row(back.h0), `${what}: dh0`);
            expectSame(ownBack.c0, row(back.c0), `${what}: dc0`);
          }
        }
      }
    });

    it(`${kind}: a sequence in pieces has the same bits as whole`, () => {
      const [T, B, H] = [7, 3, 17];
      const G = gatesOf[kind];
      for (const reverse of [false, true]) {
        const scan: ScanCase = { kind, T, B, H, reverse };
        const data = randomData(scan, 2);
        const whole = resultOf(scan, runScan(backend, scan, data));
        // Steps 0–2 and 3–6, in the order of the walk.
        const pieces = [
          { start: 0, length: 3 },
          { start: 3, length: 4 },
        ];
        let state = { h0: data.h0, c0: data.c0 };
        for (const { start, length } of reverse ? pieces.reverse() : pieces) {
          const piece: ScanCase = { ...scan, T: length };
          const gates = data.gates.slice(start * B * G * H, (start + length) * B * G * H);
          const result = resultOf(piece, runScan(backend, piece, { ...data, ...state, gates }));
          const wanted = whole.output.slice(start * B * H, (start + length) * B * H);
          expectSame(result.output, wanted, describeCase(scan));
          const last = (reverse ? 0 : length) * B * H;
          state = {
            h0: result.h.slice(last, last + B * H),
            c0: result.c.slice(last, last + B * H),
          };
        }
        const last = (reverse ? 0 : T) * B * H;
        expectSame(state.h0, whole.h.slice(last, last + B * H));
        if (hasCellState(kind)) expectSame(state.c0, whole.c.slice(last, last + B * H));
      }
    });
  }

  it('a row of cross-entropy has the same bits whatever the other rows', () => {
    const [N, V] = [23, 65];
    const from = source(5);
    const logits = from.values(N * V, 3);
    const targets = from.integers(N, 0, V);
    const rowsOf = (first: number, count: number) => {
      const losses = fresh(backend, count);
      const gradient = fresh(backend, count * V);
      backend.crossEntropy({
        N: count,
        V,
        logits: put(backend, logits.slice(first * V, (first + count) * V)),
        targets: putInts(backend, targets.slice(first, first + count)),
        ignoreIndex: -1,
        smoothing: 0,
        losses,
        gradient,
        scale: 0.1,
      });
      return { losses: [...losses.array()], gradient: [...gradient.array()] };
    };
    const all = rowsOf(0, N);
    for (const n of [0, 7, 22]) {
      const one = rowsOf(n, 1);
      expectSame(one.losses, all.losses.slice(n, n + 1));
      expectSame(one.gradient, all.gradient.slice(n * V, (n + 1) * V));
    }
  });
});

/** Null where the backend does not start: said aloud by `backends()`. */
const start = (backend: 'native' | 'wasm', threads: number) =>
  createBackend({ backend, threads }).catch(() => null);

describe.each(['native', 'wasm'] as const)('threads of %s', (name) => {
  /** Everything that may be split over threads, with sizes that do not divide evenly. */
  function results(backend: Backend): Record<string, number[]> {
    const out: Record<string, number[]> = {};
    // One sequence of wide layers, where threads share the units: in whole panels of weights, and not.
    const single = kinds.flatMap((kind) => [
      [kind, false, 1, 384] as const,
      [kind, true, 1, 390] as const,
    ]);
    for (const [kind, reverse, B, H] of [
      ...single,
      ['lstm', false, 19, 65],
      ['lstm-peephole', true, 2, 130],
      ['gru', false, 1, 130],
      ['gru', true, 33, 17],
      ['gru-torch', true, 7, 96],
      ['rnn-tanh', false, 64, 65],
      ['gru-simple', false, 3, 200],
    ] as const) {
      const scan: ScanCase = {
        kind,
        T: 4,
        B,
        H,
        reverse,
        lengths: range(B).map((b) => (b + 4) % 5),
      };
      const data = randomData(scan, 1);
      const blocks = runScan(backend, scan, data);
      const forward = resultOf(scan, blocks);
      const back = runScanBackward(backend, scan, data, blocks, randomCotangents(scan, 1));
      const name = describeCase(scan);
      out[`${name} h`] = forward.h;
      out[`${name} dgates`] = back.gates;
      out[`${name} dh0`] = back.h0;
    }
    const from = source(8);
    for (const [M, K, N] of [
      [130, 130, 257],
      [1, 600, 1030],
      [513, 65, 3],
      [300, 7, 40],
    ]) {
      for (const aTransposed of [false, true]) {
        const packed = backend.pack({
          K,
          N,
          source: put(backend, from.values(K * N)),
          ld: N,
          into: fresh(backend, backend.packedLength(K, N)),
        });
        const c = fresh(backend, M * N);
        const a = put(backend, from.values(M * K));
        backend.product({ M, a, lda: aTransposed ? M : K, aTransposed, b: packed, c, ldc: N });
        out[`product ${M}×${K}×${N} ${aTransposed}`] = [...c.array()];
      }
    }
    const n = 70_001;
    const x = put(backend, from.values(n));
    const y = put(backend, from.values(n));
    out.sums = [backend.sum(n, x), backend.sumSquares(n, x)];
    const columns = fresh(backend, 70, 0);
    backend.columnSums({ rows: 1000, columns: 70, x, ldx: 70, y, ldy: 70, out: columns });
    out.columnSums = [...columns.array()];
    const table = fresh(backend, 40 * 70, 0);
    const ids = putInts(backend, from.integers(1000, -1, 40));
    backend.scatterAdd({ rows: 1000, columns: 70, table, ids, dy: x, ldy: 70 });
    out.scatterAdd = [...table.array()];
    const matrix = fresh(backend, 70 * 40, 0);
    const ofMatrix = { rows: 1000, columns: 70, matrix, ld: 40, ids, ldy: 70 };
    backend.scatterAddColumns({ ...ofMatrix, y: x });
    const gathered = fresh(backend, 70_000, 0);
    backend.gatherColumns({ ...ofMatrix, y: gathered });
    out.columns = [...matrix.array(), ...gathered.array()];
    const [mean, rstd] = [fresh(backend, 1000), fresh(backend, 1000)];
    backend.layerNorm({ rows: 1000, columns: 70, eps: 1e-5, x, y, mean, rstd });
    const [dx, dGamma, dBeta] = [
      fresh(backend, n, 0),
      fresh(backend, 70, 0),
      fresh(backend, 70, 0),
    ];
    backend.layerNormBackward({ rows: 1000, columns: 70, x, mean, rstd, dy: y, dx, dGamma, dBeta });
    const [T, S, B, A] = [21, 33, 19, 70];
    const lengths = putInts(backend, from.integers(B, 0, S + 1));
    const [q, k] = [put(backend, from.values(T * B * A)), put(backend, from.values(S * B * A))];
    const v = put(backend, from.values(A));
    const scores = fresh(backend, T * B * S, 0);
    backend.batchProduct({
      count: B,
      M: T,
      N: S,
      K: A,
      a: { block: q, ld: B * A, step: A },
      b: { block: k, ld: B * A, step: A, transposed: true },
      c: { block: scores, ld: B * S, step: S },
      limit: { axis: 'N', lengths },
    });
    out.batchProduct = [...scores.array()];
    const weights = fresh(backend, T * B * S);
    const limit = { lengths, period: B };
    backend.softmax({ rows: T * B, V: S, limit, scale: 0.5, x: scores, y: weights });
    out.softmax = [...weights.array()];
    const additive = { T, S, B, A, q, k, v, lengths };
    backend.additiveScores({ ...additive, scores });
    out.additiveScores = [...scores.array()];
    const [dq, dk, dv] = [q, k, v].map((block) => fresh(backend, block.length, 0));
    backend.additiveScoresBackward({ ...additive, dScores: weights, dq, dk, dv });
    out.additiveScoresBackward = [...dq.array(), ...dk.array(), ...dv.array()];
    out.layerNorm = [...dx.array(), ...dGamma.array(), ...dBeta.array()];
    return out;
  }

  it('in any number give the same bits', async ({ skip }) => {
    const one = await start(name, 1);
    if (!one) return skip(`${name} does not start`);
    const wanted = results(one);
    one.close();
    for (const threads of [2, 3]) {
      const backend = await start(name, threads);
      if (!backend) continue;
      if (name === 'native') expect(backend.threads).toBe(threads);
      const actual = results(backend);
      backend.close();
      for (const [what, values] of Object.entries(wanted)) {
        expectSame(actual[what], values, `${what} on ${threads} threads`);
      }
    }
  });
});

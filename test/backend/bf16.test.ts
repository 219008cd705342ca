/** The kernels whose products are in bf16: against rounded inputs summed in double precision, and against f32. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../src/backend/backend.ts';
import { type BackendOptions, createBackend } from '../../src/backend/select.ts';
import { bf16Options, nearestBf16 } from '../support/bf16.ts';
import { kinds, range, type ScanCase } from '../support/naive-scan.ts';
import { expectSame, fresh, put, putInts, source } from '../support/numbers.ts';
import {
  describeCase,
  randomCotangents,
  randomData,
  resultOf,
  runScan,
  runScanBackward,
} from '../support/scan.ts';

/** What rounding the sums to f32 explains, in parts of Σ|a·b|; an input not rounded to bf16 is 1000 times that. */
const SUMS = 4e-7;

/** √(Σ(a − b)² / Σb²) */
function relativeError(actual: ArrayLike<number>, wanted: ArrayLike<number>): number {
  let [difference, size] = [0, 0];
  for (let i = 0; i < wanted.length; i++) {
    difference += (actual[i] - wanted[i]) ** 2;
    size += wanted[i] ** 2;
  }
  return Math.sqrt(difference / size);
}

const found = await bf16Options();

describe('rounding to bf16 in these tests', () => {
  it('takes the nearest of the numbers with 8 bits, ties to even', () => {
    // 2⁻⁷ is the distance of bf16 numbers from 1 to 2; worked out by hand.
    expect(nearestBf16(1 + 0.4 / 128)).toBe(1);
    expect(nearestBf16(1 + 0.5 / 128)).toBe(1);
    expect(nearestBf16(1 + 0.6 / 128)).toBe(1 + 1 / 128);
    expect(nearestBf16(-(1 + 1.5 / 128))).toBe(-(1 + 2 / 128));
    expect(nearestBf16(1.9999)).toBe(2);
  });
});

describe.skipIf(found === undefined)('products in bf16', () => {
  const options: BackendOptions = { ...found };
  let backend: Backend;
  let single: Backend;
  beforeAll(async () => {
    backend = await createBackend({ ...options, threads: 2 });
    single = await createBackend({ ...options, precision: 'f32', threads: 1 });
  });
  afterAll(() => {
    backend.close();
    single.close();
  });

  const packed = (
    on: Backend,
    b: number[],
    K: number,
    N: number,
    transposed = false,
    ld?: number,
  ) =>
    on.pack({
      K,
      N,
      source: put(on, b),
      ld: ld ?? (transposed ? K : N),
      transposed,
      into: fresh(on, on.packedLength(K, N)),
    });

  for (const aTransposed of [false, true]) {
    for (const bTransposed of [false, true]) {
      const name = `C = A${aTransposed ? 'ᵀ' : ''}·B${bTransposed ? 'ᵀ' : ''}`;
      it(`${name} sums what both sides are when rounded`, () => {
        // Odd and even K, one word and several blocks of them, parts of vectors and of panels
        const shapes = [
          [1, 1, 1],
          [2, 2, 2],
          [3, 17, 5],
          [17, 3, 33],
          [7, 32, 16],
          [65, 65, 65],
          [1, 33, 130],
          [1, 1101, 300],
          [130, 130, 130],
          [9, 2051, 70],
        ];
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
          const out = put(backend, c);
          backend.product({
            M,
            a: put(backend, a),
            lda,
            aTransposed,
            b: packed(backend, b, K, N, bTransposed, ldb),
            c: out,
            ldc,
            accumulate,
            bias: biased ? put(backend, bias) : undefined,
          });
          const result = out.array();
          for (let m = 0; m < M; m++) {
            for (let n = 0; n < N; n++) {
              const place = m * ldc + n;
              let sum = (accumulate ? c[place] : 0) + (biased ? bias[n] : 0);
              let size = Math.abs(sum);
              for (let k = 0; k < K; k++) {
                const x = nearestBf16(aTransposed ? a[k * lda + m] : a[m * lda + k]);
                const product = x * nearestBf16(bTransposed ? b[n * ldb + k] : b[k * ldb + n]);
                sum += product;
                size += Math.abs(product);
              }
              const error = Math.abs(result[place] - sum) / size;
              if (!(error <= SUMS)) {
                expect.fail(`${M}×${K}×${N} at ${m}, ${n}: ${result[place]}, not ${sum}`);
              }
            }
            for (let n = N; n < ldc; n++) expect(result[m * ldc + n]).toBe(c[m * ldc + n]);
          }
        }
      });
    }
  }

  it('carry NaN and infinity', () => {
    const b = packed(backend, [Number.NaN, 1, 1, Number.POSITIVE_INFINITY], 2, 2);
    const c = fresh(backend, 2, 0);
    backend.product({ M: 1, a: put(backend, [0, 1]), lda: 2, b, c, ldc: 2 });
    expectSame(c.array(), [Number.NaN, Number.POSITIVE_INFINITY]);
  });

  it('have the same bits whatever the other rows', () => {
    for (const [K, N] of [
      [17, 33],
      [65, 130],
      [1301, 140],
    ]) {
      const from = source(K);
      const a = from.values(37 * K);
      const b = packed(backend, from.values(K * N), K, N);
      const rowsOf = (first: number, M: number) => {
        const c = fresh(backend, M * N);
        const part = put(backend, a.slice(first * K, (first + M) * K));
        backend.product({ M, a: part, lda: K, b, c, ldc: N });
        return [...c.array()];
      };
      const all = rowsOf(0, 37);
      for (const [first, M] of [
        [36, 1],
        [5, 2],
        [20, 17],
      ]) {
        expectSame(rowsOf(first, M), all.slice(first * N, (first + M) * N), `${M} of ${K}×${N}`);
      }
    }
  });

  // A rounded input is off by at most 2⁻⁹ of itself, in both directions; some times that adds up over the
  // steps. Where rounding moves a unit of relu across 0 its gradient comes or goes as a whole: such walks
  // have no gradients to compare.
  for (const kind of kinds) {
    it(`walk a ${kind} layer close to f32, forward and backward`, () => {
      let compared = 0;
      for (const [B, H] of [
        [1, 17],
        [5, 33],
        [3, 64],
        [19, 65],
      ]) {
        for (const reverse of [false, true]) {
          const scan: ScanCase = { kind, T: 5, B, H, reverse };
          const data = randomData(scan, 1);
          const cotangents = randomCotangents(scan, 1);
          const on = (each: Backend) => {
            const blocks = runScan(each, scan, data);
            const forward = resultOf(scan, blocks);
            return { forward, back: runScanBackward(each, scan, data, blocks, cotangents) };
          };
          const [coarse, fine] = [on(backend), on(single)];
          const what = describeCase(scan);
          const states = relativeError(coarse.forward.h, fine.forward.h);
          expect(states, what).toBeLessThan(0.01);
          expect(states, `${what}: rounded at all`).toBeGreaterThan(1e-5);
          const sameActive = fine.forward.h.every((h, i) => h > 0 === coarse.forward.h[i] > 0);
          if (kind === 'rnn-relu' && !sameActive) continue;
          compared++;
          expect(relativeError(coarse.back.gates, fine.back.gates), what).toBeLessThan(0.03);
          expect(relativeError(coarse.back.h0, fine.back.h0), what).toBeLessThan(0.03);
        }
      }
      expect(compared).toBeGreaterThan(0);
    });
  }

  it('make an output layer, its loss and its gradients close to f32', () => {
    for (const [N, V, I] of [
      [7, 5, 3],
      [75, 65, 33],
      [41, 1100, 21],
      [601, 130, 40],
    ]) {
      const from = source(V);
      const [x, weight, bias] = [from.values(N * I), from.values(V * I), from.values(V)];
      const targets = from.integers(N, 0, V);
      const on = (each: Backend) => {
        const ids = putInts(each, targets);
        const kept = fresh(each, each.outputKept(N, V));
        const losses = fresh(each, N);
        each.outputLoss({
          N,
          V,
          I,
          x: put(each, x),
          weight: packed(each, weight, I, V, true),
          bias: put(each, bias),
          targets: ids,
          ignoreIndex: -1,
          losses,
          scale: 1 / N,
          kept,
        });
        const shared = { N, V, I, targets: ids, kept, factors: fresh(each, N, 1) };
        const dx = fresh(each, N * I, 0);
        each.outputInputGradient({ ...shared, weight: packed(each, weight, V, I), dx });
        const dWeight = fresh(each, V * I, 0);
        const dBias = fresh(each, V, 0);
        each.outputWeightGradient({ ...shared, x: packed(each, x, N, I), dWeight, dBias });
        return { losses, dx, dWeight, dBias };
      };
      const [coarse, fine] = [on(backend), on(single)];
      for (const name of ['losses', 'dx', 'dWeight', 'dBias'] as const) {
        const error = relativeError(coarse[name].array(), fine[name].array());
        expect(error, `${name} ${N}×${V}×${I}`).toBeLessThan(0.01);
        expect(error, `${name} ${N}×${V}×${I}: rounded at all`).toBeGreaterThan(1e-5);
      }
    }
  });

  it('have the same bits on any number of threads', async () => {
    const results = (each: Backend): Record<string, number[]> => {
      const out: Record<string, number[]> = {};
      for (const [kind, reverse, B, H] of [
        ['lstm', false, 19, 65],
        ['lstm', false, 1, 384],
        ['gru', true, 33, 17],
        ['gru-torch', false, 1, 390],
      ] as const) {
        const lengths = range(B).map((b) => (b + 4) % 5);
        const scan: ScanCase = { kind, T: 4, B, H, reverse, lengths };
        const data = randomData(scan, 1);
        const blocks = runScan(each, scan, data);
        out[`${kind} h`] = resultOf(scan, blocks).h;
        const back = runScanBackward(each, scan, data, blocks, randomCotangents(scan, 1));
        out[`${kind} gates`] = back.gates;
        out[`${kind} h0`] = back.h0;
      }
      const from = source(8);
      for (const [M, K, N] of [
        [130, 131, 257],
        [1, 600, 1030],
        [513, 65, 3],
      ]) {
        for (const aTransposed of [false, true]) {
          const b = packed(each, from.values(K * N), K, N);
          const c = fresh(each, M * N);
          const a = put(each, from.values(M * K));
          each.product({ M, a, lda: aTransposed ? M : K, aTransposed, b, c, ldc: N });
          out[`product ${M}×${K}×${N} ${aTransposed}`] = [...c.array()];
        }
      }
      return out;
    };
    const wanted = results(backend);
    for (const threads of [1, 3]) {
      const other = await createBackend({ ...options, threads });
      const actual = results(other);
      other.close();
      for (const [what, values] of Object.entries(wanted)) {
        expectSame(actual[what], values, `${what} on ${threads} threads`);
      }
    }
  });
});

/**
 * The benchmark's data and limits against the scripts of the peers, which compute both on their own (in Python): their
 * streams' checksums, and their limits on a machine of 534.9 GFLOP/s with the bandwidths below.
 */
import { describe, expect, it } from 'vitest';

const bench = (name: string) => import(new URL(`../../bench/${name}.mjs`, import.meta.url).href);
const { conventions, workload, workloadNames } = await bench('workloads');
const { classifierBatches, languageModelBatches, scoringTokens, translationBatches } =
  await bench('data');
const { limit } = await bench('floors');

/** a ← (31·a + token) mod 1000003 */
const checksum = (tokens: Iterable<number>) =>
  Array.from(tokens).reduce((a, token) => (a * 31 + token) % 1000003, 0);

/** The rows (B) of 8·T+1 tokens that batches were cut from. */
function rowsOf(batches: { inputs: Int32Array; targets: Int32Array; T: number; B: number }[]) {
  const { B } = batches[0];
  const row = (b: number, values: Int32Array) => [...values].filter((_, i) => i % B === b);
  return Array.from({ length: B }, (_, b) => [
    ...batches.flatMap(({ inputs }) => row(b, inputs)),
    row(b, batches[batches.length - 1].targets).at(-1) as number,
  ]);
}

describe('data', () => {
  it.each([
    ['W1', 352684],
    ['W3', 38634],
  ])('gives %s the tokens that the peers read', (name, expected) => {
    const rows = rowsOf(languageModelBatches(workload(name), conventions.data));
    expect(checksum(rows.flat())).toBe(expected);
  });

  it('gives W6 the lengths, tokens and labels that the peers read', () => {
    const read: number[] = [];
    for (const { inputs, lengths, targets, B } of classifierBatches(
      workload('W6'),
      conventions.data,
    )) {
      const sequence = (length: number, b: number) =>
        Array.from({ length }, (_, t) => inputs[t * B + b]);
      read.push(...lengths, ...[...lengths].flatMap(sequence), ...targets);
    }
    expect(checksum(read)).toBe(706117);
  });

  it('gives W8 the sources and targets that the peers read', () => {
    const read: number[] = [];
    for (const batch of translationBatches(workload('W8'), conventions.data)) {
      const { B, T, inputs, decoder, targets } = batch;
      const row = (values: Int32Array, b: number) => [...values].filter((_, i) => i % B === b);
      for (let b = 0; b < B; b++) read.push(...row(inputs, b));
      for (let b = 0; b < B; b++) {
        read.push(...row(decoder.inputs, b), targets[(decoder.T - 1) * B + b]);
        expect(row(targets, b).slice(0, -1)).toEqual(row(decoder.inputs, b).slice(1));
      }
      expect(T).toBe(12);
    }
    expect(checksum(read)).toBe(968077);
  });

  it('shifts targets by one step', () => {
    const { seq: T, batch: B } = workload('W1');
    for (const { inputs, targets } of languageModelBatches(workload('W1'), conventions.data)) {
      expect(targets.subarray(0, (T - 1) * B)).toEqual(inputs.subarray(B));
    }
  });

  it('gives S1 the tokens that the peers score', () => {
    const tokens = scoringTokens(workload('S1'), conventions.data);
    expect(tokens).toHaveLength(1001);
    expect(checksum(tokens)).toBe(441601);
  });
});

describe('limits', () => {
  const kib = [32, 512, 1024, 2048, 4096, 8192, 12288, 16384, 24576, 32768, 65536, 1048576];
  const gbs = [1022.9, 391.2, 456.8, 317.4, 232.7, 220.1, 237.1, 237.3, 246.2, 229.6, 169.4, 83.5];
  const machine = {
    gflops: { 16: { 2: 534.9 } },
    read_gbs: Object.fromEntries(kib.map((size, k) => [size, { 2: gbs[k] }])),
  };
  const peers: Record<string, [number, string]> = {
    W1: [329618.729, 'flops'],
    W2: [14095.45, 'flops'],
    W3: [12219.694, 'flops'],
    W4: [5403030.303, 'flops'],
    W5: [111011.217, 'flops'],
    W6: [340060.4222, 'flops'],
    W7: [6723.2278, 'flops'],
    W8: [88566.1718, 'flops'],
    G1: [416429.043, 'bytes'],
    G2: [9719.5983, 'bytes'],
    G3: [42286.35, 'flops'],
    S1: [18823.9919, 'bytes'],
  };

  it.each(Object.entries(peers))('are those of the peers for %s', (name, [tokens, bound]) => {
    const found = limit(workload(name), machine, { vector: 'AVX-512', threads: 2 });
    expect(found.bound).toBe(bound);
    expect(found.limit_tokens_per_s / tokens).toBeCloseTo(1, 6);
  });

  it('are left out for vectors that were not measured', () => {
    const task = workload('W1');
    expect(limit(task, machine, { vector: 'AVX2', threads: 2 })).toBeUndefined();
    expect(limit(task, undefined, { vector: 'AVX-512', threads: 2 })).toBeUndefined();
  });
});

describe('names', () => {
  it('are those of workloads.json', () => {
    const all = 'G1 G2 G3 S1 W1 W2 W3 W4 W5 W6 W7 W8';
    expect([...workloadNames].sort().join(' ')).toBe(all);
    expect(() => workload('W9')).toThrow(/no workload "W9"/);
  });
});

import { expect, it } from 'vitest';
import { decodeTrace, encodeTrace } from '../../src/protocol/trace-bytes.ts';

it('gives back every number, whatever the length of the head', () => {
  for (const what of [['h'], ['h', 'c'], ['surprise', 'h', 'f']]) {
    const columns = what.map((_, n) => Float32Array.of(n + 0.5, -1e-20, Number.NaN, 3e38));
    const ends = Uint32Array.of(1, 3, 3, 4_000_000);
    const { buffer } = encodeTrace({ what, columns, ends });
    expect(decodeTrace(buffer)).toEqual({ what, columns, ends });
  }
});

it('notices bytes that are missing', () => {
  const trace = { what: ['h'], columns: [Float32Array.of(1, 2)], ends: Uint32Array.of(1, 2) };
  const { buffer } = encodeTrace(trace);
  expect(() => decodeTrace(buffer.slice(0, -1))).toThrow(RangeError);
});

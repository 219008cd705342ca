import { describe, expect, it } from 'vitest';
import { memorySource, splitSource, streams, type TokenBatch } from '../../src/data/index.ts';

const count = (n: number) => memorySource(Int32Array.from({ length: n }, (_, i) => i));
const column = (values: Int32Array, { B }: TokenBatch, b: number) =>
  [...values].filter((_, i) => i % B === b);

describe('parallel streams', () => {
  it('gives stream b the b-th contiguous part, time-major, targets one on', () => {
    const reader = streams(count(21), { batch: 2, bptt: 3 }); // 20 targets, parts of 10
    const first = reader.next();
    expect([first.T, first.B, first.epoch, first.step]).toEqual([3, 2, 0, 0]);
    expect([...first.inputs]).toEqual([0, 10, 1, 11, 2, 12]);
    expect([...first.targets]).toEqual([1, 11, 2, 12, 3, 13]);
    const second = reader.next();
    expect(column(second.inputs, second, 0)).toEqual([3, 4, 5]);
    expect(column(second.inputs, second, 1)).toEqual([13, 14, 15]);
  });

  it('starts again from the beginning after the last whole window', () => {
    const reader = streams(count(21), { batch: 2, bptt: 3 });
    expect(reader.stepsPerEpoch).toBe(3);
    for (let i = 0; i < 3; i++) reader.next();
    expect(reader.position).toEqual({ epoch: 1, step: 0 });
    const again = reader.next();
    expect(again.epoch).toBe(1);
    expect([...again.inputs]).toEqual([0, 10, 1, 11, 2, 12]);
  });

  it('goes on exactly from a stored position', () => {
    const a = streams(count(101), { batch: 4, bptt: 5 });
    for (let i = 0; i < 7; i++) a.next();
    const stored = JSON.parse(JSON.stringify(a.position));
    const b = streams(count(101), { batch: 4, bptt: 5 });
    b.seek(stored);
    expect(b.next()).toEqual(a.next());
    expect(() => b.seek({ epoch: 0, step: 5 })).toThrow(/from 0 to 4/);
  });

  it.each([
    [23, 3, 4],
    [24, 5, 7],
    [7, 5, 2],
    [100, 1, 30],
  ])('keeps every target once when told to (%i symbols, batch %i, bptt %i)', (n, batch, bptt) => {
    const reader = streams(count(n), { batch, bptt, remainder: 'keep' });
    const seen: number[] = [];
    for (let step = 0; step < reader.stepsPerEpoch; step++) {
      const { inputs, targets } = reader.next();
      targets.forEach((target, i) => {
        if (target < 0) return;
        expect(target).toBe(inputs[i] + 1);
        seen.push(target);
      });
    }
    expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: n - 1 }, (_, i) => i + 1));
    expect(reader.tokensPerEpoch).toBe(n - 1);
  });

  it('shrinks the window to a short text and reports it', () => {
    const reader = streams(count(5), { batch: 1, bptt: 50 });
    expect(reader.shrunk).toEqual({ requested: 50, used: 4 });
    expect([...reader.next().targets]).toEqual([1, 2, 3, 4]);
    expect(streams(count(51), { batch: 1, bptt: 50 }).shrunk).toBeUndefined();
  });

  it('names the number to change when the text cannot fill the streams', () => {
    expect(() => streams(count(5), { batch: 50, bptt: 10 })).toThrow(
      '5 symbols are too few for 50 parallel streams; use --batch 4 or less, or more text',
    );
    expect(() => streams(count(1), { batch: 1, bptt: 10 })).toThrow(/needs at least 2/);
    expect(() => streams(count(9), { batch: 0, bptt: 10 })).toThrow(/positive integer/);
  });
});

describe('validation split', () => {
  it('takes the last part of the text', () => {
    const { train, validation } = splitSource(count(1_115_394), 0.1);
    expect([train.length, validation?.length]).toEqual([1_003_854, 111_540]);
    const first = new Int32Array(1);
    validation?.read(0, first);
    expect(first[0]).toBe(1_003_854);
    expect(splitSource(count(5), 0).validation).toBeUndefined();
  });

  it('refuses a part of fewer than two symbols', () => {
    expect(() => splitSource(count(5), 0.1)).toThrow(/--val 0/);
    expect(() => splitSource(count(5), 1)).toThrow(/less than 1/);
  });
});

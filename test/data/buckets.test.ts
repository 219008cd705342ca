import { describe, expect, it } from 'vitest';
import { type BucketsOptions, buckets, type Lengths } from '../../src/data/buckets.ts';
import { keyFor, Rng } from '../../src/util/rng.ts';
import { failure } from './files.ts';

const rng = new Rng(keyFor(11, 'data'));
const someLengths = (count: number) =>
  Int32Array.from({ length: count }, () => 1 + rng.below(1 + rng.below(100)));

/** The batches of one epoch from its start. */
function epochOf(lengths: Lengths, options: BucketsOptions, epoch = 0): number[][] {
  const order = buckets(lengths, options);
  order.seek({ epoch, step: 0 });
  return Array.from({ length: order.stepsPerEpoch }, () => [...order.next().indices]);
}

describe('batches of whole examples', () => {
  it('hold every example once in every epoch, full but for one of them', () => {
    for (let round = 0; round < 60; round++) {
      const count = 1 + rng.below(200);
      const batch = 1 + rng.below(20);
      const options = { batch, key: keyFor(round, 'order'), pool: 1 + rng.below(8) };
      const lengths = someLengths(count);
      for (const epoch of [0, 1, 7]) {
        const batches = epochOf(lengths, options, epoch);
        const seen = batches.flat().sort((a, b) => a - b);
        expect(seen).toEqual(Array.from({ length: count }, (_, i) => i));
        expect(batches.filter(({ length }) => length !== batch).length).toBeLessThanOrEqual(1);
      }
    }
  });

  it('come in the same order from the same key, in others from other keys and epochs', () => {
    const lengths = someLengths(100);
    const options = { batch: 8, key: keyFor(5, 'order') };
    expect(epochOf(lengths, options, 3)).toEqual(epochOf(lengths, options, 3));
    expect(epochOf(lengths, options, 3)).not.toEqual(epochOf(lengths, options, 4));
    const other = { batch: 8, key: keyFor(6, 'order') };
    expect(epochOf(lengths, options)).not.toEqual(epochOf(lengths, other));
  });

  it('come as they stand without a key', () => {
    expect(epochOf(someLengths(5), { batch: 2 }, 9)).toEqual([[0, 1], [2, 3], [4]]);
  });

  it('go on exactly from a position, across epochs', () => {
    const lengths = someLengths(50);
    const options = { batch: 8, key: keyFor(2, 'order') };
    const a = buckets(lengths, options);
    for (let step = 0; step < 10; step++) a.next();
    const b = buckets(lengths, options);
    b.seek(JSON.parse(JSON.stringify(a.position)));
    expect(a.position).toEqual({ epoch: 1, step: 3 });
    for (let step = 0; step < 10; step++) expect(b.next()).toEqual(a.next());
  });
});

describe('padding', () => {
  it('is the share of steps that belong to no example', () => {
    const order = buckets(Int32Array.of(1, 3, 2, 2, 5), { batch: 2 });
    expect(order.padding(0)).toBeCloseTo(1 - 13 / (6 + 4 + 5), 15);
  });

  it('counts both lengths of an example', () => {
    const order = buckets([Int32Array.of(1, 3), Int32Array.of(4, 2)], { batch: 2 });
    expect(order.padding(0)).toBeCloseTo(1 - 10 / 14, 15);
  });

  it('is that of the batches that come, and asking for it changes nothing', () => {
    const lengths = someLengths(90);
    const order = buckets(lengths, { batch: 7, key: keyFor(1, 'order') });
    const padding = [order.padding(1), order.padding(0)][1];
    const batches = Array.from({ length: order.stepsPerEpoch }, () => [...order.next().indices]);
    const held = batches.map((b) => b.length * Math.max(...b.map((i) => lengths[i])));
    const used = lengths.reduce((a, b) => a + b);
    expect(padding).toBeCloseTo(1 - used / held.reduce((a, b) => a + b), 12);
  });

  it('is far less among examples of like length', () => {
    const both: Lengths = [someLengths(2000), someLengths(2000)];
    const padding = (lengths: Lengths, pool: number) =>
      buckets(lengths, { batch: 16, key: keyFor(1, 'order'), pool }).padding(0);
    expect(padding(both[0], 16)).toBeLessThan(padding(both[0], 1) / 5);
    expect(padding(both, 16)).toBeLessThan(padding(both, 1));
  });

  it('of examples without steps is 0', () => {
    expect(buckets(Int32Array.of(0, 0), { batch: 2 }).padding(0)).toBe(0);
  });
});

describe('what cannot be batched', () => {
  const lengths = Int32Array.of(1, 2, 3);
  it.each<[string, () => unknown, RegExp]>([
    ['a batch of 0', () => buckets(lengths, { batch: 0 }), /batch to be a positive integer/],
    ['a pool of 0', () => buckets(lengths, { batch: 1, pool: 0 }), /pool to be/],
    ['no examples', () => buckets(new Int32Array(0), { batch: 1 }), /examples to be at least one/],
    [
      'an epoch below 0',
      () => buckets(lengths, { batch: 1 }).seek({ epoch: -1, step: 0 }),
      /epoch/,
    ],
    [
      'a step too far',
      () => buckets(lengths, { batch: 2 }).seek({ epoch: 0, step: 2 }),
      /from 0 to 1/,
    ],
  ])('is refused: %s', async (_, action, message) => {
    const error = await failure(action);
    expect([error.code, error.message]).toEqual(['usage', expect.stringMatching(message)]);
  });
});

import { describe, expect, it } from 'vitest';
import { TURN, withTurns } from '../../src/generate/turns.ts';

function* numbers(closed: () => void = () => {}) {
  try {
    yield 1;
    yield TURN;
    yield 2;
    yield 3;
    yield TURN;
  } finally {
    closed();
  }
}

describe('an iterator with turns', () => {
  it('gives the values and leaves the turns out', async () => {
    const seen: number[] = [];
    for await (const value of withTurns(numbers())) seen.push(value);
    expect(seen).toEqual([1, 2, 3]);
  });

  it('serves in order who does not wait', async () => {
    const iterator = withTurns(numbers());
    const results = await Promise.all([0, 1, 2, 3, 4].map(() => iterator.next()));
    expect(results.map(({ value }) => value)).toEqual([1, 2, 3, undefined, undefined]);
    expect(results.map(({ done }) => done)).toEqual([false, false, false, true, true]);
  });

  it('lets the event loop have its turn', async () => {
    let turned = false;
    setImmediate(() => {
      turned = true;
    });
    const iterator = withTurns(numbers());
    await iterator.next();
    expect(turned).toBe(false);
    await iterator.next();
    expect(turned).toBe(true);
  });

  it('ends the work of a loop that is left, and hands its errors over', async () => {
    let closed = false;
    const work = numbers(() => {
      closed = true;
    });
    for await (const _ of withTurns(work)) break;
    expect(closed).toBe(true);
    const failing = withTurns(
      // biome-ignore lint/correctness/useYield: fails at once
      (function* (): Generator<number, void, void> {
        throw new Error('no');
      })(),
    );
    await expect(failing.next()).rejects.toThrow('no');
  });
});

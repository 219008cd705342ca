import { describe, expect, it } from 'vitest';
import { ThreadChoice } from '../../src/backend/thread-choice.ts';

/** How many of `runs` were shared, where they cost what is said. */
function sharedOf(choice: ThreadChoice, runs: number, costs: { shared: number; alone: number }) {
  let shared = 0;
  for (let i = 0; i < runs; i++) {
    if (choice.shared) shared++;
    choice.took(choice.shared ? costs.shared : costs.alone);
  }
  return shared;
}

describe('the choice of threads', () => {
  it('is for sharing where that is faster, and for one thread where it is not', () => {
    expect(sharedOf(new ThreadChoice(), 10_000, { shared: 6, alone: 10 })).toBeGreaterThan(9600);
    expect(sharedOf(new ThreadChoice(), 10_000, { shared: 12, alone: 10 })).toBeLessThan(400);
  });

  it('judges runs that are told many at a time as often as single ones', () => {
    const choice = new ThreadChoice({ shared: true, window: 256 });
    const ways: boolean[] = [];
    for (let n = 0; n < 60; n++) {
      ways.push(choice.shared);
      choice.took(1000 * (choice.shared ? 0.06 : 0.1), 1000);
    }
    // Each way once, then the faster one.
    expect(ways.slice(0, 2)).toEqual([true, false]);
    expect(ways.slice(2)).not.toContain(false);
  });

  it('tries the other way more and more rarely where the two are near each other', () => {
    const choice = new ThreadChoice({ shared: true, window: 256 });
    const ways: boolean[] = [];
    for (let n = 0; n < 60; n++) {
      ways.push(choice.shared);
      choice.took(1000 * (choice.shared ? 0.09 : 0.1), 1000);
    }
    // After 8 windows, 16 and 32.
    expect(ways.flatMap((shared, n) => (shared ? [] : [n]))).toEqual([1, 10, 27]);
  });

  it('does not count the run that wakes threads', () => {
    const choice = new ThreadChoice();
    let before = choice.shared;
    const took = () => {
      const waking = choice.shared && !before;
      before = choice.shared;
      choice.took(choice.shared ? (waking ? 90 : 7) : 10);
    };
    for (let n = 0; n < 200; n++) took();
    expect(choice.shared).toBe(true);
  });

  it('is not changed by one slow run, and not for long by a slow beginning', () => {
    const choice = new ThreadChoice();
    sharedOf(choice, 2000, { shared: 6, alone: 10 });
    sharedOf(choice, 1, { shared: 1000, alone: 10 });
    expect(sharedOf(choice, 16, { shared: 6, alone: 10 })).toBe(16);
    const cold = new ThreadChoice({ shared: true });
    sharedOf(cold, 16, { shared: 60, alone: 10 });
    expect(sharedOf(cold, 320, { shared: 6, alone: 10 })).toBeGreaterThan(200);
  });

  it('follows a machine that becomes busy and is free again', () => {
    const choice = new ThreadChoice();
    sharedOf(choice, 2000, { shared: 6, alone: 10 });
    // A shared run that costs a hundred times as much is hardly ever tried.
    expect(sharedOf(choice, 10_000, { shared: 1000, alone: 10 })).toBeLessThan(40);
    expect(sharedOf(choice, 10_000, { shared: 6, alone: 10 })).toBeGreaterThan(7000);
  });
});

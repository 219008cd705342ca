import { describe, expect, it } from 'vitest';
import { SymbolCounts } from '../../src/data/symbol-counts.ts';
import { keyFor, Rng } from '../../src/util/rng.ts';

describe('symbol counts', () => {
  it('are those of a Map, in the order of first sight', () => {
    const rng = new Rng(keyFor(4, 'data'));
    const counts = new SymbolCounts();
    const wanted = new Map<string, number>();
    for (let i = 0; i < 60_000; i++) {
      const n = Math.floor(20_000 * rng.uniform() ** 3);
      const token = n % 3 === 0 ? `말${n}` : n % 3 === 1 ? `${n}\ud83d` : n.toString(36);
      counts.add(token);
      wanted.set(token, (wanted.get(token) ?? 0) + 1);
    }
    expect([...counts.atLeast(1)]).toEqual([...wanted]);
    expect([counts.size, counts.total]).toEqual([wanted.size, 60_000]);
    for (const [token, count] of wanted) expect(counts.count(token)).toBe(count);
    const falling = [...wanted.values()].sort((a, b) => b - a);
    for (const n of [1, 2, 100, wanted.size]) expect(counts.rankCount(n)).toBe(falling[n - 1]);
    expect(counts.rankCount(wanted.size + 1)).toBe(0);
    expect([...counts.atLeast(5)]).toEqual([...wanted].filter(([, count]) => count >= 5));
    expect(counts.count('never')).toBe(0);
  });

  it('hold symbols of any length, also none', () => {
    const counts = new SymbolCounts();
    for (const token of ['', 'a'.repeat(10_000), '', 'a']) counts.add(token);
    counts.add('a', 4);
    expect([...counts.atLeast(2)]).toEqual([
      ['', 2],
      ['a', 5],
    ]);
    expect(counts.count('a'.repeat(10_000))).toBe(1);
  });
});

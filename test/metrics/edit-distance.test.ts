/** Distances of known words are in every textbook; the rest is checked against the recursion that defines them. */
import { describe, expect, it } from 'vitest';
import {
  characterErrorRate,
  editDistance,
  errorRate,
  exactMatch,
  wordErrorRate,
} from '../../src/metrics/index.ts';
import { keyFor, Rng } from '../../src/util/rng.ts';

function byDefinition(a: readonly number[], b: readonly number[]): number {
  if (a.length === 0 || b.length === 0) return a.length + b.length;
  const [i, j] = [a.slice(1), b.slice(1)];
  return Math.min(
    byDefinition(i, j) + (a[0] === b[0] ? 0 : 1),
    byDefinition(i, b) + 1,
    byDefinition(a, j) + 1,
  );
}

describe('edit distance', () => {
  it('is that of textbooks', () => {
    expect(editDistance('kitten', 'sitting')).toBe(3);
    expect(editDistance('intention', 'execution')).toBe(5);
    expect(editDistance('', 'abc')).toBe(3);
    expect(editDistance('abc', '')).toBe(3);
    expect(editDistance('', '')).toBe(0);
  });

  it('is the least number of edits', () => {
    const rng = new Rng(keyFor(5, 'data'));
    const random = () => Array.from({ length: rng.below(7) }, () => rng.below(3));
    for (let round = 0; round < 100; round++) {
      const [a, b] = [random(), random()];
      expect(editDistance(a, b)).toBe(byDefinition(a, b));
    }
  });
});

describe('error rates', () => {
  it('divide all edits by all reference symbols', () => {
    // 1 edit in 3 characters, 4 insertions into none, 1 substitution in 5
    expect(characterErrorRate(['abc', '', 'hello'], ['ab', 'wxyz', 'hallo'])).toBe(6 / 8);
    expect(wordErrorRate(['the cat  sat', 'a dog'], ['the sat', 'a dog\n'])).toBe(1 / 5);
    expect(errorRate([[1, 2, 3]], [[3]])).toBe(2 / 3);
  });

  it('count a character outside the basic plane once', () => {
    expect(characterErrorRate(['😀b'], ['😁b'])).toBe(0.5);
  });

  it('stay finite without a reference symbol', () => {
    expect(characterErrorRate([''], [''])).toBe(0);
    expect(characterErrorRate([''], ['ab'])).toBe(2);
  });

  it('match exactly or not', () => {
    expect(exactMatch(['ab', 'ab', ''], ['ab', 'abc', ''])).toBe(2 / 3);
    expect(exactMatch([[1, 2]], [[1, 3]])).toBe(0);
    expect(() => exactMatch(['a'], [])).toThrow('references');
  });
});

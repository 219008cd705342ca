import { describe, expect, it } from 'vitest';
import { bucketOf, hashStart, hashText } from '../../../src/baselines/linear/hashing.ts';
import { columnsOf, denseRows } from '../../../src/baselines/linear/sparse-rows.ts';
import {
  checkTextFeatures,
  textFeatureDefaults,
  textFeatures,
  wordsOf,
} from '../../../src/baselines/linear/text-features.ts';
import { shapeOf, windowFeatures } from '../../../src/baselines/linear/window-features.ts';

describe('feature hashing', () => {
  it('is FNV-1a (vectors published with it), mixed and cut to the bits', () => {
    const fnv = (text: string) => hashText(0x811c9dc5, text) >>> 0;
    expect(fnv('')).toBe(0x811c9dc5);
    expect(fnv('a')).toBe(0xe40c292c);
    expect(fnv('foobar')).toBe(0xbf9cf968);
    expect(hashStart(1)).not.toBe(hashStart(2));
    const buckets = new Set<number>();
    for (let k = 0; k < 1000; k++) buckets.add(bucketOf(hashText(hashStart(1), `w${k}`), 6));
    expect(buckets.size).toBe(64);
    expect(Math.max(...buckets)).toBe(63);
  });
});

describe('the features of a text', () => {
  const only = (words: [number, number], characters: [number, number]) => ({
    ...textFeatureDefaults,
    words,
    characters,
  });

  it('are n-grams of words, 1 + log of how often, scaled to length 1', () => {
    const row = textFeatures('The cat, the THE', textFeatureDefaults);
    // the ×3, cat, comma; the cat, cat ","; ", the"; the the
    expect(row.indices).toHaveLength(7);
    const three = 1 + Math.log(3);
    const length = Math.sqrt(three ** 2 + 6);
    expect(row.values[0]).toBeCloseTo(three / length, 12);
    expect(row.values[1]).toBeCloseTo(1 / length, 12);
  });

  it('do not depend on the order of words, except by bigrams', () => {
    const sorted = (text: string, options = textFeatureDefaults) =>
      [...(textFeatures(text, options).indices as number[])].sort();
    expect(sorted('dog bites man', only([1, 1], [0, 0]))).toEqual(
      sorted('man bites dog', only([1, 1], [0, 0])),
    );
    expect(sorted('dog bites man')).not.toEqual(sorted('man bites dog'));
    expect(sorted('Dog')).toEqual(sorted('dog'));
    expect(sorted('Dog', { ...textFeatureDefaults, keepCase: true })).not.toEqual(sorted('dog'));
  });

  it('are n-grams of code points and borders', () => {
    const count = (text: string, n: number) =>
      textFeatures(text, only([0, 0], [n, n])).indices.length;
    expect(count('ab😀', 1)).toBe(4); // border, a, b, one face
    expect(count('ab😀', 2)).toBe(4);
    expect(count('ab😀', 5)).toBe(1);
    expect(count('ab😀', 6)).toBe(0);
  });

  it('are none of an empty text', () => {
    expect(textFeatures('', textFeatureDefaults)).toEqual({ indices: [], values: [] });
  });

  it('cut words at what is no letter, digit or mark', () => {
    expect(wordsOf("don't stop-2nd 한국어 e\u0301")).toEqual([
      ...['don', "'", 't', 'stop', '-', '2nd', '한국어', 'e\u0301'],
    ]);
  });

  it('refuse ranges that cannot be', () => {
    expect(() => checkTextFeatures(only([2, 1], [0, 0]))).toThrow('words');
    expect(() => checkTextFeatures(only([1, 1], [0, 3]))).toThrow('characters');
    expect(() => checkTextFeatures(only([0, 0], [0, 0]))).toThrow('none of both');
    expect(() => checkTextFeatures({ ...textFeatureDefaults, bits: 30 })).toThrow('bits');
  });
});

describe('the features of a token', () => {
  it('tell words, places and shapes apart', () => {
    const rows = windowFeatures(['Time', 'flies', 'like', 'time'], 20);
    expect(rows).toHaveLength(4);
    const shared = (a: number, b: number) => {
      const other = new Set(rows[b].indices as number[]);
      return (rows[a].indices as number[]).filter((bucket) => other.has(bucket)).length;
    };
    // lower word, 3 prefixes, 3 suffixes, and the whole word as affix of 4 twice
    expect(shared(0, 3)).toBeGreaterThanOrEqual(9);
    expect(shared(0, 3)).toBeLessThan(rows[0].indices.length);
    expect(shared(0, 1)).toBeLessThan(4);
  });

  it('have shapes of runs', () => {
    expect(['London', 'U.S.', '3.14', 'x2-Ä', '말'].map(shapeOf)).toEqual([
      ...['Xx', 'X.X.', 'd.d', 'xd-X', 'x'],
    ]);
  });
});

describe('columns', () => {
  it('are given to buckets seen often enough, and only those', () => {
    const rows = [
      { indices: [5, 2], values: [1, 2] },
      { indices: [2, 7], values: [3, 4] },
      { indices: [5, 2], values: [5, 6] },
    ];
    const { columns, rows: kept } = columnsOf(rows, { bits: 3, minCount: 2 });
    expect([...columns.buckets]).toEqual([5, 2]);
    expect(kept.count).toBe(3);
    expect([...(kept.starts as number[])]).toEqual([0, 2, 3, 5]);
    expect([...kept.indices]).toEqual([0, 1, 1, 0, 1]);
    expect([...kept.values]).toEqual([1, 2, 3, 5, 6]);
    expect(columns.row({ indices: [7, 2], values: [8, 9] })).toEqual({ indices: [1], values: [9] });
  });

  it('are the positions of dense vectors', () => {
    const rows = denseRows([
      [1, 2],
      [3, 4],
    ]);
    expect([...rows.indices]).toEqual([0, 1, 0, 1]);
    expect([...(rows.starts as Float64Array)]).toEqual([0, 2, 4]);
    expect(() => denseRows([[1, 2], [3]])).toThrow('vector 1 has 1 numbers');
  });
});

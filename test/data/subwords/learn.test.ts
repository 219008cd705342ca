import { describe, expect, it } from 'vitest';
import { type CountedWord, learnMerges } from '../../../src/data/subwords/learn.ts';
import { keyFor, Rng } from '../../../src/util/rng.ts';
import { naiveMerges } from './naive.ts';

/** The example of Sennrich et al. 2016, with its end-of-word sign. */
const paper: CountedWord[] = [
  { symbols: [...'low', '</w>'], count: 5 },
  { symbols: [...'lower', '</w>'], count: 2 },
  { symbols: [...'newest', '</w>'], count: 6 },
  { symbols: [...'widest', '</w>'], count: 3 },
];

describe('merges', () => {
  it('are those computed by hand for low, lower, newest, widest', () => {
    // es 9 (= st, t</w>; first by code points), es·t 9, est·</w> 9, lo 7 (= ow), lo·w 7, then
    // ew 6 (= ne, w·est</w>), ew·est</w> 6 (= n·ew), n·ewest</w> 6, low·</w> 5, then of 3:
    // de·st is d·est</w> (= id, wi), i·dest</w>, w·idest</w>; of 2: er (= low·e, r</w>), er·</w>, low·er</w>.
    const { merges, counts } = learnMerges(paper, { limit: 100 });
    expect(merges.map((pair) => pair.join(' '))).toEqual([
      'e s',
      'es t',
      'est </w>',
      'l o',
      'lo w',
      'e w',
      'ew est</w>',
      'n ewest</w>',
      'low </w>',
      'd est</w>',
      'i dest</w>',
      'w idest</w>',
      'e r',
      'er </w>',
      'low er</w>',
    ]);
    const left = [...counts].filter(([, count]) => count > 0);
    expect(left.sort()).toEqual([
      ['low</w>', 5],
      ['lower</w>', 2],
      ['newest</w>', 6],
      ['widest</w>', 3],
    ]);
  });

  it('end at the limit and at pairs that are too rare', () => {
    expect(learnMerges(paper, { limit: 4 }).merges).toHaveLength(4);
    expect(learnMerges(paper, { limit: 100, minCount: 6 }).merges).toHaveLength(8);
    expect(learnMerges(paper, { limit: 0 }).merges).toEqual([]);
    expect(learnMerges([], { limit: 5 }).merges).toEqual([]);
  });

  it('of repeated signs go from left to right', () => {
    const { merges, counts } = learnMerges([{ symbols: [...'aaaaa'], count: 2 }], { limit: 9 });
    expect(merges).toEqual([
      ['a', 'a'],
      ['aa', 'a'],
      ['aa', 'aaa'],
    ]);
    expect(counts.get('aaaaa')).toBe(2);
  });

  it('are those of counting all pairs anew each time', () => {
    const rng = new Rng(keyFor(21, 'data'));
    for (let round = 0; round < 150; round++) {
      const signs = [...'abcdef'].slice(0, 1 + rng.below(6));
      const words = Array.from({ length: 1 + rng.below(30) }, () => ({
        symbols: Array.from({ length: 1 + rng.below(14) }, () => signs[rng.below(signs.length)]),
        count: 1 + rng.below(6),
      }));
      const options = { limit: rng.below(40), minCount: 1 + rng.below(4) };
      const naive = naiveMerges(words, options);
      const { merges, counts } = learnMerges(words, options);
      expect(merges).toEqual(naive.merges);
      const wanted = new Map<string, number>();
      for (const { symbols, count } of naive.words) {
        for (const symbol of symbols) wanted.set(symbol, (wanted.get(symbol) ?? 0) + count);
      }
      expect(new Map([...counts].filter(([, count]) => count > 0))).toEqual(wanted);
    }
  });
});

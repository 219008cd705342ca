import { describe, expect, it } from 'vitest';
import { generateTeddy, type TeddyItem, teddyConll } from '../../../src/data/generators/teddy.ts';

const items = generateTeddy({ seed: 1, items: 20_000 });
const isName = (item: TeddyItem) => item.tags[item.doubtful] === 'B-PER';
const upTo = ({ tokens, doubtful }: TeddyItem) => tokens.slice(0, doubtful + 1).join(' ');

describe('sentences of names and things', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(generateTeddy({ items: 20 })).toEqual(items.slice(0, 20));
    expect(generateTeddy({ seed: 2, items: 20 })).not.toEqual(items.slice(0, 20));
  });

  it('have a tag for each token, in BIO order', () => {
    for (const { tokens, tags } of items) {
      expect(tags.length).toBe(tokens.length);
      expect(tokens.every((token) => /^(\w+|[.,:])$/.test(token))).toBe(true);
      tags.forEach((tag, t) => {
        if (tag === 'I-PER') expect(tags[t - 1]).toBe('B-PER');
      });
    }
  });

  it('never come twice', () => {
    expect(new Set(items.map(({ tokens }) => tokens.join(' '))).size).toBe(items.length);
  });

  it('have, for each left context, exactly as many names as things', () => {
    const names = new Map<string, number>();
    for (const item of items) {
      names.set(upTo(item), (names.get(upTo(item)) ?? 0) + (isName(item) ? 1 : -1));
    }
    expect(names.size).toBeGreaterThan(1000);
    expect([...names.values()].every((difference) => difference === 0)).toBe(true);
  });

  it('stand in pairs, so that any even part is balanced', () => {
    for (let n = 0; n < items.length; n += 2) {
      expect(upTo(items[n])).toBe(upTo(items[n + 1]));
      expect(isName(items[n])).not.toBe(isName(items[n + 1]));
    }
    const first = items.filter((item, n) => n % 2 === 0 && isName(item)).length;
    expect(Math.abs(first - 5000)).toBeLessThan(250);
  });

  it('can be told apart by what follows: no ending is of both kinds', () => {
    const kinds = new Map<string, Set<boolean>>();
    for (const item of items) {
      const ending = item.tokens.slice(-3).join(' ');
      kinds.set(ending, (kinds.get(ending) ?? new Set()).add(isName(item)));
    }
    expect([...kinds.values()].every((kind) => kind.size === 1)).toBe(true);
  });

  it('leave the doubt for several words in a good share of the sentences', () => {
    const late = items.filter(({ tokens, doubtful }) => tokens[doubtful + 1] === ',');
    expect(late.length / items.length).toBeGreaterThan(0.4);
    // Even after the aside, up to its last comma, nothing is decided.
    const names = new Map<string, number>();
    for (const item of late) {
      const end = item.tokens.indexOf(',', item.doubtful + 2);
      const left = item.tokens.slice(0, end + 1).join(' ');
      names.set(left, (names.get(left) ?? 0) + (isName(item) ? 1 : -1));
    }
    expect([...names.values()].every((difference) => difference === 0)).toBe(true);
  });

  it('hold bears and presidents', () => {
    const texts = items.map(({ tokens }) => tokens.join(' '));
    expect(texts.some((text) => text.endsWith('Teddy bears are on sale .'))).toBe(true);
    expect(texts.some((text) => text.includes('Teddy Roosevelt '))).toBe(true);
    expect(texts.some((text) => text.endsWith('was a great president .'))).toBe(true);
  });

  it('are written as CoNLL', () => {
    const { tokens, tags } = items[0];
    const [sentence] = teddyConll(items.slice(0, 2)).split('\n\n');
    expect(sentence.split('\n').map((line) => line.split('\t'))).toEqual(
      tokens.map((token, t) => [token, tags[t]]),
    );
  });

  it('refuse an odd number and too many', () => {
    expect(() => generateTeddy({ items: 3 })).toThrow('expected items to be even');
    expect(() => generateTeddy({ items: 1e6 })).toThrow('at most 100000');
  });
});

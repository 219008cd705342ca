import { describe, expect, it } from 'vitest';
import { MostFrequentText, NearestText, WordLexicon } from '../../../src/baselines/index.ts';
import { lexicalProbabilities } from '../../../src/baselines/text/word-lexicon.ts';

const again = <T>(value: T): T => JSON.parse(JSON.stringify(value));

describe('IBM model 1', () => {
  const pairs = [
    ['das Haus', 'the house'],
    ['das Buch', 'the book'],
    ['ein Buch', 'a book'],
  ] as const;

  // Koehn, Statistical Machine Translation (2010), figure 4.4: rounds 1, 2 and 3.
  it.each([
    ['the', 'das', [0.5, 0.6364, 0.7479]],
    ['book', 'das', [0.25, 0.1818, 0.1208]],
    ['house', 'das', [0.25, 0.1818, 0.1313]],
    ['the', 'Buch', [0.25, 0.1818, 0.1208]],
    ['book', 'Buch', [0.5, 0.6364, 0.7479]],
    ['a', 'ein', [0.5, 0.5714, 0.6534]],
    ['the', 'Haus', [0.5, 0.4286, 0.3466]],
    ['house', 'Haus', [0.5, 0.5714, 0.6534]],
  ])('t(%s | %s) is the published one in each round', (target, source, published) => {
    const found = [1, 2, 3].map(
      (rounds) => lexicalProbabilities(pairs, rounds).get(source)?.get(target) ?? 0,
    );
    found.forEach((value, round) => {
      expect(value).toBeCloseTo(published[round], 4);
    });
  });

  it('translates word by word and copies what it does not know', () => {
    const lexicon = WordLexicon.fit(pairs);
    expect(lexicon.translate('ein  rotes Haus')).toBe('a rotes house');
    expect(lexicon.parameterCount).toBe(4);
    const stored = WordLexicon.fromJSON(again(lexicon.toJSON()));
    expect(stored.translate('das Buch')).toBe('the book');
  });

  it('needs pairs', () => {
    expect(() => WordLexicon.fit([])).toThrow('there are no pairs');
  });
});

describe('the most frequent text', () => {
  it('is counted, and of equals the first', () => {
    expect(MostFrequentText.fit(['b', 'a', 'a', 'c']).text).toBe('a');
    const model = MostFrequentText.fit(['b', 'a']);
    expect(MostFrequentText.fromJSON(again(model.toJSON())).text).toBe('b');
    expect(() => MostFrequentText.fit([])).toThrow('there are no texts');
  });
});

describe('the nearest neighbour', () => {
  // the first column varies a thousand times as much as the second
  const vectors = [
    [0, 0],
    [1000, 0],
    [0, 1],
    [1000, 1],
  ];
  const texts = ['a', 'b', 'c', 'd'];

  it('is nearest on the common scale of the columns', () => {
    const model = NearestText.fit(vectors, texts);
    expect(model.textFor([300, 0.9])).toBe('c');
    expect(model.textFor([600, 0.2])).toBe('b');
    expect(model.parameterCount).toBe(8);
    const stored = NearestText.fromJSON(again(model.toJSON()));
    expect(stored.textFor([900, 0.8])).toBe('d');
  });

  it('needs a text for each vector', () => {
    expect(() => NearestText.fit(vectors, ['a'])).toThrow('received 4 vectors and 1 texts');
  });
});

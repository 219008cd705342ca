import { describe, expect, it } from 'vitest';
import { LinearTextClassifier } from '../../../src/baselines/linear/text-classifier.ts';
import { type TaggedSentence, WindowTagger } from '../../../src/baselines/linear/window-tagger.ts';
import { accuracy } from '../../../src/metrics/index.ts';
import { keyFor, Rng } from '../../../src/util/rng.ts';

/** Neutral words around one that tells the class; class 2 can be told from a pair of words only. */
function texts(count: number, seed: number): { text: string; label: number }[] {
  const rng = new Rng(keyFor(seed, 'data'));
  const neutral = () => `w${rng.below(50)}`;
  const telling = [['good', 'fine'], ['bad', 'poor'], ['not bad']];
  return Array.from({ length: count }, () => {
    const label = rng.below(3);
    const word = telling[label][rng.below(telling[label].length)];
    return { text: [neutral(), neutral(), word, neutral()].join(' '), label };
  });
}

describe('the linear text classifier', () => {
  const train = texts(300, 1);
  const test = texts(100, 2);
  const fitted = (options: object = {}) =>
    LinearTextClassifier.fit(
      train.map(({ text }) => text),
      train.map(({ label }) => label),
      { classes: 3, ...options },
    );
  const accuracyOf = (model: LinearTextClassifier) =>
    accuracy(
      test.map(({ label }) => label),
      test.map(({ text }) => model.predict(text)),
    );

  it('tells classes by words and pairs of words', () => {
    expect(accuracyOf(fitted())).toBe(1);
    expect(accuracyOf(fitted({ words: [0, 0], characters: [3, 7] }))).toBeGreaterThan(0.97);
  });

  it('gives probabilities, also for words that it never saw and for nothing', () => {
    const model = fitted();
    for (const text of ['good', 'unseen words', '']) {
      const p = model.probabilities(text);
      expect(p.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    }
    expect(model.probabilities('w1 good w2')[0]).toBeGreaterThan(0.9);
  });

  it('is the same after JSON', () => {
    const model = fitted({ characters: [1, 2], bits: 12 });
    const copy = LinearTextClassifier.fromJSON(JSON.parse(JSON.stringify(model)));
    for (const { text } of test) {
      expect(copy.probabilities(text)).toEqual(model.probabilities(text));
    }
    expect([copy.name, copy.parameterCount]).toEqual([model.name, model.parameterCount]);
    expect(model.name).toBe('logistic regression, word 1- to 2-grams and character 1- to 2-grams');
  });
});

/** "saw" is a noun after "the" and a verb after a name; names are capitals never seen before. */
function tagged(count: number, seed: number): TaggedSentence[] {
  const rng = new Rng(keyFor(seed, 'data'));
  const name = () => `${'ABCDEFG'[rng.below(7)]}${'aeiou'[rng.below(5)]}${rng.below(1000)}n`;
  return Array.from({ length: count }, () =>
    rng.below(2) === 0
      ? { words: ['the', 'saw', 'cut', name()], labels: [0, 1, 2, 3] }
      : { words: [name(), 'saw', 'the', 'cut'], labels: [3, 2, 0, 1] },
  );
}

describe('the window tagger', () => {
  const train = tagged(200, 1);
  const model = WindowTagger.fit(train, { labels: 4, bits: 14 });

  it('tells words by their neighbours and shapes', () => {
    for (const { words, labels } of tagged(50, 2)) expect(model.predict(words)).toEqual(labels);
  });

  it('gives probabilities of every word', () => {
    const p = model.probabilities(['an', 'unknown', 'sentence']);
    expect(p).toHaveLength(3);
    for (const row of p) expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    expect(model.predict([])).toEqual([]);
  });

  it('is the same after JSON', () => {
    const copy = WindowTagger.fromJSON(JSON.parse(JSON.stringify(model)));
    for (const { words } of train.slice(0, 10)) {
      expect(copy.probabilities(words)).toEqual(model.probabilities(words));
    }
    expect(copy.parameterCount).toBe(model.parameterCount);
  });

  it('refuses sentences with more or fewer labels than words', () => {
    const broken = [...train.slice(0, 2), { words: ['a', 'b'], labels: [0] }];
    expect(() => WindowTagger.fit(broken, { labels: 4 })).toThrow(
      'sentence 2 has 2 words and 1 labels',
    );
  });
});

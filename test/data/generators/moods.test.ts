import { describe, expect, it } from 'vitest';
import { generateMoods } from '../../../src/data/generators/moods.ts';

const N = 20_000;
const reviews = generateMoods({ seed: 1, items: N });

const strengths = new Map<string, number>(
  [
    'good fine pleasant likeable',
    'funny clever moving exciting',
    'great brilliant wonderful superb',
    'bad weak slow plain',
    'boring dull clumsy silly',
    'awful terrible dreadful hopeless',
  ].flatMap((words, n) => words.split(' ').map((word) => [word, n < 3 ? n + 1 : 2 - n])),
);

/** The sign and strength of one statement, read from its text alone. */
function readStatement(text: string): number {
  const words = text.split(' ');
  const value = strengths.get(words[words.length - 1]);
  if (value === undefined) throw new Error(`no judgement in "${text}"`);
  const sign = Math.sign(value);
  if (/ (not|not at all|never|far from|anything but|by no means) \w+$/.test(text)) {
    return -sign * Math.max(1, Math.abs(value) - 1);
  }
  return value + (/ very \w+$/.test(text) ? sign : 0);
}

/** The rating, read from the text by the stated rules. */
function readReview(text: string): number {
  const bare = text
    .replace(/^(I saw it on Friday: |What can I say, |If you ask me, )/, '')
    .replace(/^(In my opinion |We all agreed that |On the whole )/, '')
    .replace(/^A/, 'a')
    .replace(/\.$/, '');
  const [first, second] = bare.split(', ');
  let signed: number;
  if (second === undefined) signed = readStatement(first);
  else if (second.startsWith('and ')) {
    signed = readStatement(first);
    expect(Math.sign(readStatement(second))).toBe(Math.sign(signed));
    signed += Math.sign(signed);
  } else {
    const [deciding, other] =
      second.startsWith('but ') || first.startsWith('although ')
        ? [second, first]
        : [first, second];
    signed = readStatement(deciding);
    expect(Math.sign(readStatement(other))).toBe(-Math.sign(signed));
    signed = Math.sign(signed) * Math.max(1, Math.abs(signed) - 1);
  }
  return signed > 0 ? 5 + signed : 6 + signed;
}

describe('reviews', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(generateMoods({ items: 20 })).toEqual(reviews.slice(0, 20));
    expect(generateMoods({ seed: 2, items: 20 })).not.toEqual(reviews.slice(0, 20));
  });

  it('have the mood and rating that a reader of the rules finds', () => {
    for (const { text, mood, rating } of reviews) {
      expect(readReview(text), text).toBe(rating);
      expect(mood).toBe(rating > 5 ? 'positive' : 'negative');
    }
  });

  it('use all ratings from 1 to 10, and both moods as often', () => {
    const counts = new Array(11).fill(0);
    for (const { rating } of reviews) counts[rating]++;
    expect(counts.slice(1).every((n) => n > N / 400)).toBe(true);
    const good = counts.slice(6).reduce((a, b) => a + b);
    expect(Math.abs(good - N / 2)).toBeLessThan(5 * Math.sqrt(N / 4));
  });

  it('say nothing by single words, and nothing by how many there are', () => {
    const counts = new Map<string, { n: number; good: number }>();
    for (const { text, mood } of reviews) {
      const words = new Set(text.toLowerCase().match(/\w+/g));
      for (const word of [...words, `${text.split(' ').length} words`]) {
        const entry = counts.get(word) ?? { n: 0, good: 0 };
        entry.n++;
        if (mood === 'positive') entry.good++;
        counts.set(word, entry);
      }
    }
    for (const [word, { n, good }] of counts) {
      expect(Math.abs(good - n / 2), word).toBeLessThan(5 * Math.sqrt(n / 4) + 1);
    }
    expect(counts.size).toBeLessThan(130);
  });

  it('are of great variety', () => {
    expect(new Set(reviews.map(({ text }) => text)).size).toBeGreaterThan(0.9 * N);
  });
});

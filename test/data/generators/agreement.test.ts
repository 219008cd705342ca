import { describe, expect, it } from 'vitest';
import {
  type AgreementItem,
  agreementItems,
  agreementText,
  generateAgreement,
} from '../../../src/data/generators/agreement.ts';
import { UnrollError } from '../../../src/util/errors.ts';

const items = generateAgreement({ seed: 1, items: 12_000 });
const between = (item: AgreementItem) =>
  item.text.slice('the '.length + item.subject.length, item.verbStart);

describe('agreement sentences', () => {
  it('are the same for the same seed and others for another, and stream', () => {
    expect(generateAgreement({ seed: 1, items: 50 })).toEqual(items.slice(0, 50));
    expect(generateAgreement({ seed: 2, items: 50 })).not.toEqual(items.slice(0, 50));
    expect(agreementItems({ items: 1e9 }).next().value).toEqual(items[0]);
  });

  it('have the verb where they say, in the form that they say', () => {
    for (const { text, subject, plural, verbStart, verb, wrongVerb } of items) {
      expect(text.startsWith(`the ${subject}`)).toBe(true);
      expect(subject.endsWith('s')).toBe(plural);
      expect(verb).toBe(plural ? 'were' : 'was');
      expect(wrongVerb).toBe(plural ? 'was' : 'were');
      expect(text.slice(verbStart)).toMatch(new RegExp(`^${verb} [a-z]+\\.$`));
      expect(text[verbStart - 1]).toBe(' ');
    }
  });

  it('have exactly the gap that they say, in characters', () => {
    for (const item of items) expect(between(item).length).toBe(item.gap);
  });

  it('have exactly the gap that they say, in words and punctuation marks', () => {
    const words = generateAgreement({ items: 6000, unit: 'word' });
    const seen = new Set<number>();
    for (const item of words) {
      const tokens = between(item).replace(/,/g, ' , ').trim().split(/\s+/);
      expect(tokens.length, item.text).toBe(item.gap);
      seen.add(item.gap);
    }
    expect(seen.size).toBe(60);
  });

  it('have every gap as often, and each number as often at every gap', () => {
    const counts = Array.from({ length: 61 }, () => [0, 0]);
    for (const { gap, plural } of items) counts[gap][plural ? 1 : 0]++;
    expect(counts[0]).toEqual([0, 0]);
    for (const [singular, plural] of counts.slice(1)) {
      // 200 expected of a gap, 100 of each number: five deviations.
      expect(Math.abs(singular + plural - 200)).toBeLessThan(5 * Math.sqrt(200));
      expect(Math.abs(singular - plural)).toBeLessThan(5 * Math.sqrt(200));
    }
  });

  it('say nothing of the number between subject and verb', () => {
    // Every word, and every noun nearest the verb, stands after both numbers alike.
    const counts = new Map<string, [number, number]>();
    const count = (word: string, plural: boolean) => {
      const entry = counts.get(word) ?? [0, 0];
      entry[plural ? 1 : 0]++;
      counts.set(word, entry);
    };
    for (const item of items) {
      const words = between(item).match(/\w+/g) ?? [];
      for (const word of new Set(words)) count(word, item.plural);
      const noun = words.findLast((word) => /^(cat|dog|bird|king|boat|tree)s?$/.test(word));
      if (noun !== undefined)
        count(`last noun ${noun.endsWith('s') ? 'plural' : 'singular'}`, item.plural);
    }
    expect(counts.has('was') || counts.has('were')).toBe(false);
    const plurals = items.filter((item) => item.plural).length / items.length;
    for (const [word, [singular, plural]] of counts) {
      const n = singular + plural;
      const deviation = Math.sqrt(n * plurals * (1 - plurals));
      expect(Math.abs(plural - n * plurals), word).toBeLessThan(5 * deviation + 1);
    }
    expect(counts.get('last noun plural')![0]).toBeGreaterThan(500);
    expect(counts.get('last noun singular')![1]).toBeGreaterThan(500);
  });

  it('have relative clauses wherever there is room for one', () => {
    const long = items.filter((item) => item.gap >= 20);
    expect(long.every((item) => / ?, which .*, /.test(between(item)))).toBe(true);
    expect(items.some((item) => item.text === 'the cat was old.')).toBe(true);
  });

  it('have a small vocabulary', () => {
    expect(new Set(agreementText(items).match(/\w+|[^\w\s]/g)).size).toBeLessThan(70);
    expect(agreementText(items)).toMatch(/^[a-zI,.\n -]*$/);
    expect(agreementText(items.slice(0, 2))).toBe(`${items[0].text}\n${items[1].text}\n`);
  });

  it('keep to the bounds of the gap', () => {
    for (const unit of ['char', 'word'] as const) {
      for (const gap of [1, 2, 3, 15, 60, 200]) {
        for (const item of agreementItems({ items: 20, minGap: gap, maxGap: gap, unit })) {
          expect(item.gap).toBe(gap);
        }
      }
    }
  });

  it('refuse bounds that make no sense', () => {
    const message = (options: Parameters<typeof generateAgreement>[0]) => {
      try {
        generateAgreement(options);
      } catch (error) {
        if (error instanceof UnrollError) return `${error.code}: ${error.message}`;
      }
      return 'nothing';
    };
    expect(message({ items: 1, minGap: 0 })).toContain('usage: expected a gap to be');
    expect(message({ items: 1, maxGap: 1.5 })).toContain('usage: expected a gap to be');
    expect(message({ items: 1, minGap: 9, maxGap: 8 })).toContain(
      'minGap 9 to be at most maxGap 8',
    );
    expect(message({ items: -1 })).toContain('usage: expected items to be');
  });
});

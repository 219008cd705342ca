/** Expected values: counted by hand, and conlleval.pl's own output (see spans.json). */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { spanScores, spansOf } from '../../src/metrics/index.ts';
import { keyFor, Rng } from '../../src/util/rng.ts';

interface SpanCase {
  truth: string[];
  predicted: string[];
  support: number;
  found: number;
  right: number;
  accuracy: number;
  precision: number;
  recall: number;
  f1: number;
  types: Record<string, { precision: number; recall: number; f1: number; predicted: number }>;
}

const { cases } = JSON.parse(
  readFileSync(new URL('../fixtures/spans.json', import.meta.url), 'utf8'),
) as { cases: SpanCase[] };

const tagsOf = (line: string) => line.split(' ');
const read = (line: string) =>
  spansOf(tagsOf(line)).map(({ type, start, end }) => `${type} ${start}-${end}`);
/** As conlleval prints a share. */
const percent = (value: number) => Number((100 * value).toFixed(2));

describe('spans', () => {
  it('are read from every scheme', () => {
    const spans = ['A 1-3', 'A 3-4', 'B 4-6'];
    expect(read('O B-A I-A B-A B-B I-B O')).toEqual(spans);
    expect(read('O I-A I-A B-A I-B I-B O')).toEqual(spans);
    expect(read('O I-A E-A E-A I-B E-B O')).toEqual(spans);
    expect(read('O B-A E-A S-A B-B E-B O')).toEqual(spans);
  });

  it('are given a meaning where a scheme is broken', () => {
    expect(read('I-A I-A')).toEqual(['A 0-2']); // begun without B
    expect(read('B-A I-B')).toEqual(['A 0-1', 'B 1-2']); // another type inside
    expect(read('B-A O I-A')).toEqual(['A 0-1', 'A 2-3']);
    expect(read('B-A I-A S-A B-A')).toEqual(['A 0-2', 'A 2-3', 'A 3-4']); // never ended
    expect(read('E-A I-A')).toEqual(['A 0-1', 'A 1-2']);
  });

  it('may have types with hyphens, or none', () => {
    expect(read('B-A-B I-A-B')).toEqual(['A-B 0-2']);
    expect(read('B I O B')).toEqual([' 0-2', ' 3-4']);
  });

  it('are the same in BIO and BIOES', () => {
    const rng = new Rng(keyFor(3, 'data'));
    for (let round = 0; round < 200; round++) {
      const bio: string[] = [];
      while (bio.length < 12) {
        const type = 'AB'[rng.below(2)];
        if (rng.below(3) === 0) bio.push('O');
        else bio.push(`B-${type}`, ...new Array<string>(rng.below(3)).fill(`I-${type}`));
      }
      const bioes = bio.map((tag, n) => {
        if (tag === 'O' || bio[n + 1]?.startsWith('I')) return tag;
        return tag.replace(/^B/, 'S').replace(/^I/, 'E');
      });
      expect(spansOf(bioes)).toEqual(spansOf(bio));
    }
  });

  it('cannot be read from other labels', () => {
    expect(() => spansOf(['O', 'NOUN'])).toThrow('received "NOUN"');
  });
});

describe('span F1', () => {
  it('counts spans with the right borders and type', () => {
    // right: PER 0-2; wrong type: LOC 3-4; wrong border: PER 5-7; missed: LOC 8-9; found in the air: LOC 10-11
    const truth = tagsOf('B-PER I-PER O B-LOC O B-PER I-PER O B-LOC O O');
    const predicted = tagsOf('B-PER I-PER O B-PER O B-PER O O O O B-LOC');
    const { overall, types, accuracy } = spanScores([truth], [predicted]);
    expect(overall).toEqual({
      right: 1,
      predicted: 4,
      support: 4,
      precision: 0.25,
      recall: 0.25,
      f1: 0.25,
    });
    expect(types.PER).toMatchObject({ right: 1, predicted: 3, support: 2, f1: 0.4 });
    expect(types.LOC).toMatchObject({ right: 0, predicted: 1, support: 2, f1: 0 });
    expect(Object.keys(types)).toEqual(['LOC', 'PER']);
    expect(accuracy).toBe(7 / 11);
  });

  it('does not join spans of neighbouring sequences', () => {
    const { overall } = spanScores([['B-A'], ['I-A'], []], [['B-A'], ['I-A'], []]);
    expect(overall).toMatchObject({ right: 2, support: 2, f1: 1 });
  });

  it('is 0 where there is no span at all', () => {
    const { overall, types } = spanScores([['O', 'O']], [['O', 'O']]);
    expect(overall).toMatchObject({ precision: 0, recall: 0, f1: 0, support: 0 });
    expect(types).toEqual({});
  });

  it.each(cases.map((wanted, n) => ({ n, wanted })))(
    'is what conlleval prints: $n',
    ({ wanted }) => {
      const scores = spanScores(wanted.truth.map(tagsOf), wanted.predicted.map(tagsOf));
      const { overall } = scores;
      expect([overall.support, overall.predicted, overall.right]).toEqual([
        wanted.support,
        wanted.found,
        wanted.right,
      ]);
      expect(percent(scores.accuracy)).toBe(wanted.accuracy);
      expect(percent(overall.precision)).toBe(wanted.precision);
      expect(percent(overall.recall)).toBe(wanted.recall);
      expect(percent(overall.f1)).toBe(wanted.f1);
      expect(Object.keys(scores.types)).toEqual(Object.keys(wanted.types));
      for (const [type, { precision, recall, f1, predicted }] of Object.entries(scores.types)) {
        expect({
          precision: percent(precision),
          recall: percent(recall),
          f1: percent(f1),
          predicted,
        }).toEqual(wanted.types[type]);
      }
    },
  );

  it('refuses sequences that do not fit', () => {
    expect(() => spanScores([['O', 'O']], [['O']])).toThrow(
      'sequence 0 has 2 tags, and 1 were predicted',
    );
    expect(() => spanScores([['O']], [])).toThrow('received 0 for 1');
  });
});

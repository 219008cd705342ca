/**
 * Expected values: sacreBLEU's (see bleu.json), the example in its README ("BLEU = 48.53
 * 82.4/50.0/45.5/37.5 (BP = 0.943 ratio = 0.944 hyp_len = 17 ref_len = 18)"), and the example in
 * Papineni et al. 2002, section 2.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type BleuOptions, corpusBleu, tokenize13a } from '../../src/metrics/index.ts';

interface Fixture {
  tokens: { text: string; tokens: string[] }[];
  corpora: Record<string, { hypotheses: string[]; references: string[][] }>;
  cases: {
    corpus: string;
    options: string;
    bleu: number;
    precisions: number[];
    brevityPenalty: number;
    hypothesisLength: number;
    referenceLength: number;
  }[];
}

const { tokens, corpora, cases } = JSON.parse(
  readFileSync(new URL('../fixtures/bleu.json', import.meta.url), 'utf8'),
) as Fixture;

const optionsOf: Record<string, BleuOptions> = {
  default: {},
  none: { smoothing: 'none' },
  floor: { smoothing: 'floor' },
  'floor 0.5': { smoothing: 'floor', smoothingValue: 0.5 },
  'add-k': { smoothing: 'add-k' },
  'add-k 2': { smoothing: 'add-k', smoothingValue: 2 },
  lowercase: { lowercase: true },
};

describe('the tokenisation 13a', () => {
  it.each(tokens)("is sacreBLEU's: $text", ({ text, tokens }) => {
    expect(tokenize13a(text)).toEqual(tokens);
  });
});

describe('BLEU', () => {
  it('of the example in the README of sacreBLEU is the published one', () => {
    const { hypotheses, references } = corpora["sacreBLEU's README"];
    const score = corpusBleu(hypotheses, references);
    expect(score.bleu).toBeCloseTo(48.53, 2);
    expect(score.precisions.map((p) => p.toFixed(1))).toEqual(['82.4', '50.0', '45.5', '37.5']);
    expect(score.brevityPenalty).toBeCloseTo(0.943, 3);
    expect([score.hypothesisLength, score.referenceLength]).toEqual([17, 18]);
  });

  it('clips words to the most that one reference has (Papineni et al., example 2)', () => {
    const { precisions } = corpusBleu(
      ['the the the the the the the'],
      [['The cat is on the mat.', 'There is a cat on the mat.']],
      { lowercase: true },
    );
    expect(precisions[0]).toBeCloseTo((100 * 2) / 7, 12);
  });

  it.each(cases)("is sacreBLEU's: $corpus, $options", (wanted) => {
    const { hypotheses, references } = corpora[wanted.corpus];
    const score = corpusBleu(hypotheses, references, optionsOf[wanted.options]);
    expect(score.bleu).toBeCloseTo(wanted.bleu, 10);
    expect(score.brevityPenalty).toBeCloseTo(wanted.brevityPenalty, 12);
    expect([score.hypothesisLength, score.referenceLength]).toEqual([
      wanted.hypothesisLength,
      wanted.referenceLength,
    ]);
    for (const [n, precision] of wanted.precisions.entries()) {
      expect(score.precisions[n]).toBeCloseTo(precision, 10);
    }
  });

  it('takes a tokenisation of the caller', () => {
    const options = { tokenize: (text: string) => Array.from(text) };
    expect(corpusBleu(['abcdef'], [['abcdef']], options).bleu).toBeCloseTo(100, 10);
    expect(corpusBleu(['abcdef'], [['abcdef']]).bleu).toBe(0);
  });

  it('refuses what cannot be measured', () => {
    expect(() => corpusBleu(['a'], [])).toThrow('received 1 for 0');
    expect(() => corpusBleu(['a'], [[]])).toThrow('hypothesis 0 has no reference');
    const options = { smoothing: 'floor', smoothingValue: -1 } as const;
    expect(() => corpusBleu(['a'], [['a']], options)).toThrow('smoothingValue');
  });
});

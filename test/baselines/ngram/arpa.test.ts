import { describe, expect, it } from 'vitest';
import { arpaLines, readArpa } from '../../../src/baselines/ngram/arpa.ts';
import { NgramCounts } from '../../../src/baselines/ngram/kneser-ney.ts';
import type { NgramModel } from '../../../src/baselines/ngram/model.ts';
import { arpaEvaluator } from './naive.ts';
import { idsOf, lines, names, sentences, vocabulary } from './texts.ts';

const text = lines(sentences(60));
function wordModel(order: number): NgramModel {
  const counts = new NgramCounts(vocabulary, { order });
  for (const words of text) counts.add(idsOf(words));
  return counts.estimate();
}

/** A model in the format's own terms: p(b | a) = 0.5, p(c | a) = 0.4·p(c) = 0.1 and so on. */
const small = [
  'a comment before the data',
  '\\data\\',
  'ngram 1=5',
  'ngram 2=2',
  '',
  '\\1-grams:',
  '-99\t<s>\t-0.3010299956639812',
  '-0.6020599913279624\ta\t-0.3979400086720376',
  '-0.6020599913279624 b',
  '-0.6020599913279624\t<unk>',
  '-0.6020599913279624\t</s>',
  '',
  '\\2-grams:',
  '-0.3010299956639812\t<s> a',
  '-0.3010299956639812\ta b',
  '',
  '\\end\\',
];

describe('ARPA files', () => {
  it('hold numbers from which an independent evaluator computes the same', () => {
    const model = wordModel(4);
    const evaluator = arpaEvaluator([...arpaLines(model, names)]);
    expect(evaluator.order).toBe(4);
    for (const words of text) {
      for (let end = 1; end < words.length; end++) {
        const context = words.slice(Math.max(0, end - 3), end);
        for (const token of [words[end], 'mat', 'never', '<unk>', '</s>']) {
          const nats = model.logProbability(idsOf(context), names.indexOf(token));
          expect(evaluator.log10(context, token) * Math.LN10).toBeCloseTo(nats, 11);
        }
      }
    }
  });

  it('come back as the same model', () => {
    const model = wordModel(3);
    const back = readArpa(arpaLines(model, names));
    expect(back.names).toEqual(names);
    expect(back.model.tokens).toEqual(model.tokens);
    expect(back.model.order).toBe(3);
    const ids = text.flatMap(idsOf);
    const [a, b] = [model.score(ids), back.model.score(ids)];
    for (const [k, nats] of a.entries()) expect(Math.abs(b[k] - nats)).toBeLessThan(1e-12);
    const again = [...arpaLines(back.model, back.names)];
    expect(again.length).toBe([...arpaLines(model, names)].length);
  });

  it('spell out what the format cannot hold', () => {
    const odd = [' ', '\n', '\\', '', 'a\u00a0b', '<unk>', '말', '\\u{20}'];
    const counts = new NgramCounts({ size: odd.length }, { order: 2 });
    counts.add([0, 1, 2, 3, 4, 5, 6, 7, 0, 2, 1]);
    const model = counts.estimate();
    const written = [...arpaLines(model, odd)];
    for (const line of written) expect(line).not.toMatch(/\n|\u00a0/);
    expect(written.filter((line) => line.split('\t')[1] === '<unk>')).toHaveLength(1);
    const back = readArpa(written);
    expect(back.names.slice(0, odd.length)).toEqual(odd);
    expect(back.model.logProbability([0], 1)).toBeCloseTo(model.logProbability([0], 1), 12);
  });

  it('are read as other tools write them', () => {
    const { model, names } = readArpa(small, '"small.arpa"');
    expect(names).toEqual(['<s>', 'a', 'b', '<unk>', '</s>']);
    const p = (context: number[], token: number) => Math.exp(model.logProbability(context, token));
    expect(p([1], 2)).toBeCloseTo(0.5, 12);
    expect(p([1], 4)).toBeCloseTo(0.4 * 0.25, 12);
    expect(p([0], 2)).toBeCloseTo(0.5 * 0.25, 12);
    expect(p([2], 1)).toBeCloseTo(0.25, 12); // no weight: nothing to pay
    expect(p([2, 1], 2)).toBeCloseTo(0.5, 12);
    expect(p([], 77)).toBeCloseTo(0.25, 12);
  });

  it('may lack n-grams that end longer ones, and <unk>', () => {
    const pruned = [
      ...['\\data\\', 'ngram 1=3', 'ngram 2=1', 'ngram 3=1', '\\1-grams:'],
      ...['-0.5\ta\t-0.25', '-0.5\tb\t-0.125', '-0.5\tc', '\\2-grams:', '-0.25\ta b\t-0.0625'],
      ...['\\3-grams:', '-0.125\ta b c', '\\end\\'],
    ];
    const { model } = readArpa(pruned);
    expect(model.logProbability([0, 1], 2) / Math.LN10).toBeCloseTo(-0.125, 12);
    // a b a: weights of "a b" and "b", then a alone
    expect(model.logProbability([0, 1], 0) / Math.LN10).toBeCloseTo(-0.0625 - 0.125 - 0.5, 12);
    expect(model.logProbability([0, 1, 2], 0) / Math.LN10).toBeCloseTo(-0.5, 12);
    expect(model.logProbability([2], 9) / Math.LN10).toBeCloseTo(-100, 9);
  });

  const without = (k: number) => small.filter((_, n) => n !== k);
  const changed = (k: number, line: string) => small.map((old, n) => (n === k ? line : old));
  it.each([
    ['a missing end', without(small.length - 1), /line 16 of "small.arpa": it ends before/],
    ['a missing n-gram', without(14), /it has 1 n-grams of order 2 and announces 2/],
    ['a broken count', changed(2, 'ngram one=5'), /line 3 .*"ngram one=5"/],
    ['a word instead of a number', changed(7, 'x\ta'), /line 8 .*expected a log probability, 1/],
    ['a probability above 1', changed(7, '0.5\ta'), /line 8/],
    ['too few tokens', changed(14, '-0.3\ta'), /line 15 .*2 tokens/],
    ['an unknown token', changed(14, '-0.3\ta z'), /line 15 .*"a z" stands without/],
    ['an n-gram twice', changed(14, '-0.3\t<s> a'), /line 15 .*"<s> a" stands there twice/],
    ['a token twice', changed(8, '-0.6 a'), /line 9 .*"a" stands there twice/],
    ['orders in disorder', changed(12, '\\3-grams:'), /line 13 .*order 3 stand out of order/],
    ['no data', ['nothing'], /line 1 .*it ends before/],
  ])('with %s are refused', (_, broken, message) => {
    expect(() => readArpa(broken, '"small.arpa"')).toThrow(message);
  });

  it('need a name for every token', () => {
    expect(() => [...arpaLines(wordModel(2), names.slice(1))]).toThrow('names of 12 tokens');
  });
});

import { describe, expect, it } from 'vitest';
import { discountsOf, NgramCounts } from '../../../src/baselines/ngram/kneser-ney.ts';
import { NgramModel, START } from '../../../src/baselines/ngram/model.ts';
import { keyFor, Rng } from '../../../src/util/rng.ts';
import { NaiveKneserNey } from './naive.ts';
import { idsOf, lines, names, sentences, vocabulary } from './texts.ts';

function modelOf(order: number, texts: readonly (readonly string[])[]): NgramModel {
  const counts = new NgramCounts(vocabulary, { order });
  for (const words of texts) counts.add(idsOf(words));
  return counts.estimate();
}

const text = lines(sentences(60));
const events = names.filter((name) => name !== '<s>');

describe('modified Kneser-Ney', () => {
  it.each([1, 2, 3, 4])('equals its formulas, order %i', (order) => {
    const model = modelOf(order, text);
    const naive = new NaiveKneserNey(text, { order, events });
    if (order === 3) {
      // The text is large enough for the formulas in the highest order, too small in the lowest.
      expect(naive.discounts(3)).not.toEqual([0.5, 1, 1.5]);
      expect(naive.discounts(1)).toEqual([0.5, 1, 1.5]);
    }
    const contexts: string[][] = [[]];
    for (const words of text) {
      for (let end = 1; end < words.length; end++) {
        contexts.push(words.slice(Math.max(0, end - order + 1), end));
      }
    }
    // and contexts that never stood there
    contexts.push(['mat', 'mat'], ['never', 'the'], ['the', 'never'], ['<unk>'], ['</s>', 'cat']);
    const rng = new Rng(keyFor(2, 'data'));
    for (let k = 0; k < 60; k++) {
      const known = contexts[rng.below(contexts.length)];
      const context = order === 1 ? [] : known.slice(1 - order);
      for (const token of events) {
        const wanted = naive.p(context, token);
        const p = Math.exp(model.logProbability(idsOf(context), names.indexOf(token)));
        expect(Math.abs(p - wanted)).toBeLessThan(1e-13);
      }
    }
  });

  it('equals its formulas on an endless stream', () => {
    const words = sentences(40, 5).flat();
    const counts = new NgramCounts({ size: 9 }, { order: 3 });
    counts.add(idsOf(words).slice(0, 50)); // in pieces
    counts.add(idsOf(words).slice(50));
    const model = counts.estimate();
    const streamEvents = [...names.slice(0, 9), '<unk>'];
    const naive = new NaiveKneserNey([['<s>', ...words]], { order: 3, events: streamEvents });
    for (const context of [['<s>'], ['<s>', words[0]], words.slice(3, 5), words.slice(-2)]) {
      const ids = context.map((word) => (word === '<s>' ? START : names.indexOf(word)));
      for (const [id, token] of streamEvents.entries()) {
        const p = Math.exp(model.logProbability(ids, id));
        expect(Math.abs(p - naive.p(context, token))).toBeLessThan(1e-13);
      }
    }
  });

  it('takes its discounts from counts of counts, as the paper has them', () => {
    // Y = 10/(10 + 8) = 5/9
    const [d1, d2, d3] = discountsOf([10, 4, 2, 1]);
    expect(d1).toBeCloseTo(1 - 2 * (5 / 9) * 0.4, 14);
    expect(d2).toBeCloseTo(2 - 3 * (5 / 9) * 0.5, 14);
    expect(d3).toBeCloseTo(3 - 4 * (5 / 9) * 0.5, 14);
  });

  it('falls back to fixed discounts where counts of counts give none', () => {
    const fixed = [0.5, 1, 1.5];
    expect(discountsOf([0, 0, 0, 0])).toEqual(fixed);
    expect(discountsOf([5, 0, 2, 1])).toEqual(fixed);
    expect(discountsOf([5, 3, 0, 1])).toEqual(fixed);
    expect(discountsOf([10, 1, 9, 1])).toEqual(fixed); // D₂ would be negative
    expect(discountsOf([10, 4, 2, 0])).not.toEqual(fixed);
  });

  it('refuses a text without symbols and an order that cannot be', () => {
    expect(() => modelOf(3, [])).toThrow('without symbols');
    expect(() => modelOf(3, [['<s>']])).toThrow('without symbols');
    expect(() => new NgramCounts(vocabulary, { order: 0 })).toThrow('order');
    expect(() => new NgramCounts({ size: 0 })).toThrow('vocabulary size');
  });
});

describe('an n-gram model', () => {
  const model = modelOf(4, text);

  it('has distributions that sum to 1, whatever the context', () => {
    const rng = new Rng(keyFor(9, 'data'));
    const models = [model, modelOf(1, text), modelOf(2, [['<s>', 'cat', '</s>']])];
    for (const one of models) {
      for (let k = 0; k < 200; k++) {
        const context = Array.from({ length: rng.below(6) }, () => rng.below(15) - 2);
        const p = one.distributionAt(one.stateAfter(context));
        expect(p.every((value, id) => (id === 10 ? value === 0 : value > 0))).toBe(true);
        expect(Math.abs(p.reduce((a, b) => a + b, 0) - 1)).toBeLessThan(1e-12);
      }
    }
  });

  it('is finite on any input, with one mass for all that is unknown', () => {
    for (const context of [[], [0, 1], [99, -7, 3.5], [START]]) {
      const unknown = model.logProbability(context, 9);
      expect(Number.isFinite(unknown)).toBe(true);
      for (const id of [99, -7, 0.5, 10, START]) {
        expect(model.logProbability(context, id)).toBe(unknown);
      }
    }
    const own = new NgramCounts({ size: 2 }, { order: 2 });
    own.add([0, 1, 1, 0]);
    const small = own.estimate();
    expect(small.tokens.unk).toBe(2);
    expect(Number.isFinite(small.score([0, 2, 1, 77]).reduce((a, b) => a + b))).toBe(true);
  });

  it('learns of unknown words what the text has of them', () => {
    const texts = [...text, ...lines([['zebra'], ['the', 'zebra'], ['gnu', 'zebra']])];
    const knowing = modelOf(3, texts);
    expect(knowing.logProbability([10], 9)).toBeGreaterThan(model.logProbability([10], 9) + 1);
  });

  it('scores step by step what the chain rule gives, and begins again at <s>', () => {
    const ids = [...idsOf(text[0]), ...idsOf(text[1])];
    const scores = model.score(ids);
    let start = 0;
    for (const [k, id] of ids.entries()) {
      if (id === 10) {
        start = k;
        expect(scores[k]).toBe(0);
        continue;
      }
      expect(scores[k]).toBeCloseTo(model.logProbability(ids.slice(start, k), id), 12);
    }
    // in pieces with the state between
    let state = model.start;
    for (const id of ids.slice(0, 5)) state = model.advance(state, id);
    const rest = model.score(ids.slice(5), state);
    expect([...rest]).toEqual([...scores.slice(5)]);
  });

  it('samples as often as its distribution says, and never the unknown token', () => {
    const rng = new Rng(keyFor(4, 'sampling'));
    const seen = new Float64Array(12);
    const rounds = 4000;
    for (let k = 0; k < rounds; k++) {
      const drawn = model.sample({ rng, length: 1 });
      seen[drawn.length === 0 ? 11 : drawn[0]]++;
    }
    const p = model.distributionAt(model.start);
    const known = 1 - p[9];
    for (let id = 0; id < 12; id++) {
      const wanted = id === 9 ? 0 : p[id] / known;
      const deviation = Math.sqrt((wanted * (1 - wanted)) / rounds);
      expect(Math.abs(seen[id] / rounds - wanted)).toBeLessThanOrEqual(4 * deviation);
    }
    const first = model.sample({ rng: new Rng(keyFor(1, 'sampling')), length: 30 });
    const second = model.sample({ rng: new Rng(keyFor(1, 'sampling')), length: 30 });
    expect(first).toEqual(second);
  });

  it('is the same after JSON', () => {
    const copy = NgramModel.fromJSON(JSON.parse(JSON.stringify(model)));
    const ids = text.slice(0, 20).flatMap(idsOf);
    expect([...copy.score(ids)]).toEqual([...model.score(ids)]);
    expect(copy.parameterCount).toBe(model.parameterCount);
    const data = model.toJSON();
    expect(() => NgramModel.fromJSON({ ...data, backoffs: '' })).toThrow('differ in length');
    expect(() => NgramModel.fromJSON({ ...data, parents: '%' })).toThrow('base64');
  });
});

/** What a translator's searches find, against all targets there are. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../src/backend/backend.ts';
import type { EncoderDecoderConfig } from '../../src/models/encoder-decoder.ts';
import { type DecoderState, Translator } from '../../src/models/translator.ts';
import { backends } from '../support/backends.ts';
import { expectClose } from '../support/numbers.ts';
import { B, lengths, smallTranslator, translationBatch, V } from './networks.ts';

const target = V - 1;
const first = 0;
const last = 3;
const { decoder: _, targets: __, ...batch } = translationBatch();

/** ln P of every target of at most `maxLength` symbols with its end, by stepping through all prefixes. */
function enumerate(translator: Translator, b: number, maxLength: number): Map<string, number> {
  const found = new Map<string, number>();
  const one = translator.model.part(
    { ...batch, decoder: { inputs: [], T: 0 }, targets: [] },
    b,
    b + 1,
  );
  const visit = (state: DecoderState, id: number, prefix: number[], logP: number) => {
    const { logits, state: next } = translator.step([id], state);
    const total = Math.log(Array.from(logits).reduce((sum, x) => sum + Math.exp(x), 0));
    for (let v = 0; v < target; v++) {
      const now = logP + logits[v] - total;
      if (v === last) found.set(prefix.join(' '), now);
      else if (prefix.length + 1 < maxLength) visit(next, v, [...prefix, v], now);
    }
  };
  visit(translator.encode(one), first, [], 0);
  return found;
}

const configs: Partial<EncoderDecoderConfig>[] = [
  { attention: 'none', cell: 'gru' },
  { attention: 'scaled-dot', layers: 2 },
  { attention: 'general', merge: 'concat', outputLayers: [5] },
  { attention: 'additive', cell: 'rnn', layers: 2, residual: true },
];

describe('a beam that is wide enough', () => {
  it.each(configs)('finds the best of all targets: %o', (config) => {
    const translator = new Translator(smallTranslator(config, { seed: 8 }));
    const maxLength = 4;
    for (const alpha of [0, 1]) {
      const options = { first, last, maxLength, beam: 1000, n: 4, alpha };
      const found = translator.beam(batch, options);
      for (let b = 0; b < B; b++) {
        const all = [...enumerate(translator, b, maxLength)].map(([ids, logP]) => {
          const length = ids === '' ? 1 : ids.split(' ').length + 1;
          return { ids, logP, score: logP / ((5 + length) / 6) ** alpha };
        });
        expect(all.length).toBe(1 + 5 + 25 + 125);
        const best = all.sort((x, y) => y.score - x.score).slice(0, 4);
        expect(found[b].map(({ ids }) => ids.join(' '))).toEqual(best.map(({ ids }) => ids));
        expectClose(
          found[b].map(({ score }) => score),
          best.map(({ score }) => score),
          1e-12,
        );
        expectClose(
          found[b].map(({ logProbability }) => logProbability),
          best.map(({ logP }) => logP),
          1e-12,
        );
      }
    }
    translator.close();
  });
});

describe.each(await backends())('searches on $name', ({ create }) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await create();
  });
  afterAll(() => backend.close());

  it.each(configs)('a beam of 1 is the greedy walk: %o', (config) => {
    for (const seed of [2, 3, 4]) {
      const translator = new Translator(smallTranslator(config, { backend, seed }));
      for (const end of [last, 1]) {
        const options = { first, last: end, maxLength: 7 };
        const greedy = translator.write(batch, options);
        const beam = translator.beam(batch, { ...options, beam: 1, alpha: 0.7 });
        greedy.forEach(({ ids, ended, attention }, b) => {
          expect(beam[b].length).toBe(1);
          expect(beam[b][0].ids).toEqual(ids);
          expect(beam[b][0].ended).toBe(ended);
          expect(beam[b][0].attention).toEqual(attention);
        });
      }
      translator.close();
    }
  });

  it.each(configs)('a source alone has the result that it has among others: %o', (config) => {
    const network = smallTranslator(config, { backend, seed: 5 });
    const translator = new Translator(network);
    const options = { first, last, maxLength: 9, beam: 3, n: 3 };
    const together = translator.beam(batch, options);
    const walked = translator.write(batch, options);
    for (let b = 0; b < B; b++) {
      const whole = { ...translationBatch() };
      const { decoder: _, targets: __, ...alone } = network.part(whole, b, b + 1);
      // And without the padding that the others gave it.
      const T = lengths[b];
      const short = { ...alone, T, inputs: Array.from(alone.inputs as Int32Array).slice(0, T) };
      expect(translator.beam(short, options)[0]).toEqual(together[b]);
      expect(translator.write(short, options)[0]).toEqual(walked[b]);
    }
    translator.close();
    network.close();
  });
});

describe('the attention of a hypothesis', () => {
  it('is what the decoder gives when it reads those symbols', () => {
    const network = smallTranslator({ attention: 'additive' });
    const translator = new Translator(network);
    const found = translator.beam(batch, { first, last, maxLength: 6, beam: 4, n: 4 });
    for (let b = 0; b < B; b++) {
      for (const { ids, attention = [] } of found[b]) {
        expect(attention.length).toBe(ids.length);
        const one = network.part(
          { ...batch, decoder: { inputs: [], T: 0 }, targets: [] },
          b,
          b + 1,
        );
        let state = translator.encode(one);
        [first, ...ids].slice(0, -1).forEach((id, t) => {
          const step = translator.step([id], state);
          expectClose(attention[t], (step.attention ?? []).slice(0, lengths[b]), 1e-12);
          state = step.state;
        });
      }
    }
    translator.close();
  });

  it('is absent where the network has none', () => {
    const translator = new Translator(smallTranslator({ attention: 'none' }));
    const [[one]] = translator.beam(batch, { first, last, maxLength: 3 });
    expect(one.attention).toBeUndefined();
    translator.close();
  });
});

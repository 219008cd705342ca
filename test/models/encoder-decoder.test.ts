import { describe, expect, it } from 'vitest';
import type { EncoderDecoderConfig } from '../../src/models/encoder-decoder.ts';
import { Translator } from '../../src/models/translator.ts';
import { Tape, valuesOf } from '../../src/tensor/index.ts';
import { expectClose, expectSame } from '../support/numbers.ts';
import { B, lengths, smallTagger, smallTranslator, T, translationBatch, V } from './networks.ts';

const configs: Partial<EncoderDecoderConfig>[] = [
  { attention: 'none' },
  { attention: 'dot', cell: 'gru-torch' },
  { attention: 'scaled-dot', bidirectional: false },
  { attention: 'general', layers: 2, merge: 'concat' },
  { attention: 'additive', cell: 'rnn', outputLayers: [5] },
];

describe('a translator', () => {
  it.each(configs)('steps through what the decoder gives at once: %o', (config) => {
    const model = smallTranslator(config);
    const tape = new Tape(model.backend, { recording: false });
    const { decoder, ...source } = translationBatch();
    const steps = { inputs: decoder.inputs as Int32Array, T: decoder.T };
    const { logits, attention } = model.forward(tape, { ...source, decoder: steps });
    const [all, looks] = [valuesOf(logits), attention && valuesOf(attention)];
    const translator = new Translator(model);
    let state = translator.encode(source);
    for (let t = 0; t < decoder.T; t++) {
      const part = steps.inputs.slice(t * B, (t + 1) * B);
      const before = JSON.stringify(state);
      const step = translator.step(part, state);
      const size = B * (V - 1);
      expectClose(step.logits, all.slice(t * size, (t + 1) * size), 1e-12, `step ${t}`);
      if (looks) {
        expectClose(step.attention ?? [], looks.slice(t * B * T, (t + 1) * B * T), 1e-12);
      } else expect(step.attention).toBeUndefined();
      expect(JSON.stringify(state)).toBe(before);
      expectSame(translator.step(part, state).logits, step.logits, 'the same step again');
      state = step.state;
    }
    translator.close();
  });

  it('goes on greedily with the likeliest symbol until each target ends', () => {
    const model = smallTranslator({}, { seed: 5 });
    const translator = new Translator(model);
    const { decoder: _, ...source } = translationBatch();
    const free = translator.greedy(source, { first: 0, last: -1, maxLength: 6 });
    expect(free.map((ids) => ids.length)).toEqual([6, 6, 6, 6]);
    let state = translator.encode(source);
    let ids = new Int32Array(B);
    for (let t = 0; t < 6; t++) {
      const step = translator.step(ids, state);
      ids = Int32Array.from({ length: B }, (_, b) => {
        const row = [...step.logits.slice(b * (V - 1), (b + 1) * (V - 1))];
        return row.indexOf(Math.max(...row));
      });
      state = step.state;
      expect(free.map((target) => target[t])).toEqual([...ids]);
    }
    const last = free[1][2];
    const ended = translator.greedy(source, { first: 0, last, maxLength: 6 });
    free.forEach((target, b) => {
      const end = target.indexOf(last);
      expect([...ended[b]]).toEqual([...target.slice(0, end < 0 ? 6 : end)]);
    });
    translator.close();
  });
});

describe('attention', () => {
  it('looks only at the steps of the source that count', () => {
    const model = smallTranslator({ attention: 'additive' });
    const { attention } = model.forward(new Tape(model.backend), translationBatch());
    const weights = attention === undefined ? [] : [...valuesOf(attention)];
    expect(weights.length).toBe(4 * B * T);
    for (let row = 0; row < 4 * B; row++) {
      const length = lengths[row % B];
      const one = weights.slice(row * T, (row + 1) * T);
      expectClose([one.slice(0, length).reduce((a, b) => a + b)], [1], 1e-12);
      expect(one.slice(length).every((weight) => weight === 0)).toBe(true);
    }
  });
});

describe('the decoder', () => {
  it('is as wide as the output of the encoder', () => {
    const shape = (config: Partial<EncoderDecoderConfig>) =>
      smallTranslator(config).parameters.get('decoder.weight_hh_l0').shape;
    expect(shape({ merge: 'sum' })).toEqual([12, 3]);
    expect(shape({ merge: 'concat' })).toEqual([24, 6]);
    expect(shape({ merge: 'concat', bidirectional: false })).toEqual([12, 3]);
  });

  it('starts from the last state of the source', () => {
    const model = smallTranslator({ attention: 'none' });
    const translator = new Translator(model);
    const { decoder: _, ...source } = translationBatch();
    const [one] = translator.encode(source).layers;
    const other = translator.encode({ ...source, lengths: [1, 2, 3, 4] }).layers[0];
    expect([...one.h]).not.toEqual([...other.h]);
    // The encoder under a name of its own is the stack that a tagger has.
    const tagger = smallTagger({ labels: 3 });
    for (const name of tagger.parameters.names().filter((known) => known.startsWith('rnn.'))) {
      tagger.parameters.write(name, model.parameters.read(name.replace('rnn.', 'encoder.')));
    }
    tagger.parameters.write('embedding.weight', model.parameters.read('source_embedding.weight'));
    tagger.parameters.write('output.bias', [0, 0, 0]);
    const columns = (shift: number) => {
      const weight = Array.from({ length: 18 }, (_, k) =>
        k % 6 === Math.floor(k / 6) + shift ? 1 : 0,
      );
      tagger.parameters.write('output.weight', weight);
      return valuesOf(tagger.forward(new Tape(tagger.backend), source));
    };
    const [forward, backward] = [columns(0), columns(3)];
    const wanted = [...lengths].flatMap((length, b) =>
      [0, 1, 2].map((k) => forward[((length - 1) * B + b) * 3 + k] + backward[b * 3 + k]),
    );
    expectClose(one.h, wanted, 1e-12);
    translator.close();
  });
});

describe('an encoder-decoder that cannot be', () => {
  const cases: [string, Partial<EncoderDecoderConfig>, RegExp][] = [
    ['an unknown attention', { attention: 'luong' as never }, /expected attention .*luong/],
    ['too much smoothing', { smoothing: 2 }, /smoothing .*2/],
    ['a billion parameters', { hidden: 65536, layers: 8 }, /million parameters.*lower hidden/],
  ];
  it.each(cases)('is refused: %s', (_, config, message) => {
    expect(() => smallTranslator(config)).toThrow(message);
  });
});

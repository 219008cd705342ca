import { describe, expect, it } from 'vitest';
import type {
  EncoderDecoderConfig,
  TranslationTraining,
} from '../../src/models/encoder-decoder.ts';
import { type SampledInputsOptions, sampledInputs } from '../../src/models/scheduled-sampling.ts';
import { Translator } from '../../src/models/translator.ts';
import { keyFor } from '../../src/util/rng.ts';
import { gradientError, gradientsOf, lossValue } from '../support/model-gradients.ts';
import { expectClose, expectSame } from '../support/numbers.ts';
import { B, smallTranslator, translationBatch, V } from './networks.ts';

const dropoutKey = keyFor(4, 'dropout');
const batch: TranslationTraining = { ...translationBatch(), dropoutKey };
const D = batch.decoder.T;

/** A decoder whose likeliest next symbol is the one it read plus one. */
function countingOptions(options: Partial<SampledInputsOptions> = {}): SampledInputsOptions {
  return {
    T: 6,
    B: 50,
    firstStream: 0,
    key: dropoutKey,
    ratio: 0.4,
    choice: 'likeliest',
    step: (ids) => {
      const logits = new Float64Array(ids.length * 300);
      ids.forEach((id, b) => {
        logits[b * 300 + id + 1] = 9;
      });
      return logits;
    },
    ...options,
  };
}

describe('sampled inputs', () => {
  const given = new Int32Array(6 * 50).fill(100);

  it('are the symbol after the one read, as often as the ratio says', () => {
    const mixed = sampledInputs(given, countingOptions());
    let own = 0;
    for (let n = 50; n < mixed.length; n++) {
      if (mixed[n] !== 100) expect(mixed[n]).toBe(mixed[n - 50] + 1);
      own += mixed[n] === 100 ? 0 : 1;
    }
    // 250 places, 0.4 each: the standard deviation is 7.7.
    expect(own).toBeGreaterThan(70);
    expect(own).toBeLessThan(130);
  });

  it('never come at the first step; at ratio 1 everywhere else; at 0 nowhere', () => {
    const every = sampledInputs(given, countingOptions({ ratio: 1 }));
    expect([...every]).toEqual(Array.from(given, (_, n) => 100 + Math.floor(n / 50)));
    expect([...sampledInputs(given, countingOptions({ ratio: 0 }))]).toEqual([...given]);
  });

  it('depend on the sequence, not on the batch', () => {
    const whole = sampledInputs(given, countingOptions());
    const part = sampledInputs(given.slice(0, 60), countingOptions({ B: 10, firstStream: 20 }));
    for (let n = 0; n < 60; n++) {
      expect(part[n]).toBe(whole[Math.floor(n / 10) * 50 + 20 + (n % 10)]);
    }
  });

  it('are drawn in the proportions of the softmax', () => {
    const shares = [0.5, 0.2, 0.3];
    const B = 2000;
    const drawn = sampledInputs(new Int32Array(2 * B), {
      ...countingOptions({ T: 2, B, ratio: 1, choice: 'draw' }),
      step: () => Float64Array.from({ length: 3 * B }, (_, n) => Math.log(shares[n % 3])),
    });
    for (let v = 0; v < 3; v++) {
      const count = drawn.slice(B).filter((id) => id === v).length;
      expect(Math.abs(count / B - shares[v])).toBeLessThan(4 * Math.sqrt(0.25 / B));
    }
  });
});

describe('scheduled sampling of the encoder-decoder', () => {
  const loss = (config: Partial<EncoderDecoderConfig>, some: TranslationTraining) => {
    const network = smallTranslator(config);
    const value = lossValue(network.parameters, (tape) => network.loss(tape, some));
    network.close();
    return value;
  };

  it('at ratio 0, or without the key of a step, is teacher forcing to the last bit', () => {
    const forced = loss({}, batch);
    expect(loss({ samplingRatio: 0.7 }, { ...batch, dropoutKey: undefined })).toBe(forced);
    expect(loss({ samplingRatio: 0.7 }, { ...batch, samplingRatio: 0 })).toBe(forced);
    expect(loss({ samplingRatio: 0.7 }, batch)).not.toBe(forced);
  });

  it('at ratio 1 reads what the greedy decoder writes', () => {
    const network = smallTranslator({ attention: 'general' });
    const translator = new Translator(network);
    const first = batch.decoder.inputs as Int32Array;
    const inputs = Int32Array.from(first);
    for (let b = 0; b < B; b++) {
      const one = network.part(batch, b, b + 1);
      const options = { first: first[b], last: -1, maxLength: D - 1 };
      const [written] = translator.greedy(one, options);
      written.forEach((id, t) => {
        inputs[(t + 1) * B + b] = id;
      });
    }
    translator.close();
    const given = { ...batch, decoder: { ...batch.decoder, inputs } };
    expect(loss({ samplingRatio: 1 }, batch)).toBe(loss({}, given));
  });

  it.each([{ samplingChoice: 'likeliest' }, { samplingChoice: 'draw' }] as const)(
    'has the gradients of its loss: %o',
    (choice) => {
      const config = {
        samplingRatio: 0.6,
        dropout: 0.3,
        layers: 2,
        attention: 'additive',
      } as const;
      const network = smallTranslator({ ...config, ...choice });
      const error = gradientError(network.parameters, (tape) => network.loss(tape, batch));
      expect(error).toBeLessThan(1e-6);
    },
  );

  it('gives each sequence the same inputs whatever stands beside it', () => {
    const network = smallTranslator({ samplingRatio: 0.6, samplingChoice: 'draw' });
    const whole = gradientsOf(network.parameters, (tape) =>
      network.loss(tape, batch, { reduction: 'sum' }),
    );
    const sum = new Float64Array(whole.length);
    for (let b = 0; b < B; b++) {
      const part = network.part(batch, b, b + 1);
      gradientsOf(network.parameters, (tape) =>
        network.loss(tape, part, { reduction: 'sum' }),
      ).forEach((g, i) => {
        sum[i] += g;
      });
    }
    expectClose(sum, whole, 1e-12);
    expectSame(
      gradientsOf(network.parameters, (tape) => network.loss(tape, batch, { reduction: 'sum' })),
      whole,
    );
  });

  it('is refused with a ratio that is none', () => {
    expect(() => smallTranslator({ samplingRatio: 2 })).toThrow(/samplingRatio .*2/);
    expect(() => smallTranslator({ samplingChoice: 'best' as never })).toThrow(/samplingChoice/);
    expect(() => loss({}, { ...batch, samplingRatio: V })).toThrow(/samplingRatio/);
  });
});

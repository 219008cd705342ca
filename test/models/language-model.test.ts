import { describe, expect, it } from 'vitest';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import { type LanguageModelConfig, languageModelDefaults } from '../../src/models/config.ts';
import { LanguageModel, type LossBatch } from '../../src/models/language-model.ts';
import { cellNames } from '../../src/nn/cells/table.ts';
import { Tape } from '../../src/tensor/tape.ts';
import { item } from '../../src/tensor/tensor.ts';
import { keyFor } from '../../src/util/rng.ts';
import { gradientError, lossValue } from '../support/model-gradients.ts';
import { smallModel, someIds, V } from './small-model.ts';

const T = 4;
const B = 3;

function lossOf(model: LanguageModel, batch: Partial<LossBatch> = {}): number {
  return lossValue(model.parameters, (tape) => model.loss(tape, { ...standard(), ...batch }).loss);
}

function standard(): LossBatch & { inputs: Int32Array; targets: Int32Array } {
  return { inputs: someIds(T * B), targets: someIds(T * B, 2), T, B };
}

describe('gradients of the whole model', () => {
  const configs: Record<string, Partial<LanguageModelConfig>> = {
    'one-hot input': { embed: 'onehot', layers: 1 },
    'learned embeddings': {},
    'tied weights of equal sizes': { tie: true, embed: 5 },
    'tied weights with a projection': { tie: true },
    'a deep output network': { outputLayers: [6, 3] },
    'tied weights above a deep output network': { outputLayers: [6], tie: true },
    'residual links': { residual: true, layers: 3 },
    dropout: { dropout: 0.4 },
    'dropout at the embedding': { embedDropout: 0.4 },
    'dropped recurrent weights': { weightDrop: 0.4 },
    'dropout that is the same at every step': {
      dropout: 0.4,
      embedDropout: 0.4,
      variational: true,
    },
    'peepholes that see the previous cell state': {
      cell: 'lstm-peephole',
      peepholeOutput: 'previous',
    },
  };
  for (const [name, config] of Object.entries(configs)) {
    it(`equal central differences with ${name}`, () => {
      const model = smallModel(config);
      const state = model.initialState(B);
      for (const layer of state) layer.h.set(layer.h.map((_, i) => 0.1 * ((i % 5) - 2)));
      const dropoutKey = keyFor(1, 'dropout');
      const lengths = [4, 2, 3];
      const batch = { ...standard(), state, dropoutKey, lengths };
      const error = gradientError(model.parameters, (tape) => model.loss(tape, batch).loss);
      expect(error).toBeLessThan(1e-6);
    });
  }
});

describe('the loss', () => {
  it('is ln V for each target when all weights are zero', () => {
    const model = new LanguageModel(
      createReferenceBackend(),
      { ...languageModelDefaults, hidden: 4, embed: 3 },
      V,
    );
    expect(lossOf(model)).toBeCloseTo(Math.log(V), 12);
    expect(lossOf(model, { reduction: 'sum' })).toBeCloseTo(T * B * Math.log(V), 12);
  });

  it('leaves targets of -1 out of the mean', () => {
    const model = smallModel();
    const { inputs, targets } = standard();
    const part = targets.map((id, n) => (n % 2 === 0 ? id : -1));
    const each = new Tape(model.backend);
    const losses = model.loss(each, { ...standard(), reduction: 'none' }).loss.data.array();
    let sum = 0;
    let count = 0;
    losses.forEach((loss, n) => {
      if (n % 2 === 1) return;
      sum += loss;
      count++;
    });
    expect(lossOf(model, { inputs, targets: part })).toBeCloseTo(sum / count, 12);
  });

  it('of a sequence in two pieces with the state carried is that of the whole, for each cell', () => {
    for (const cell of cellNames) {
      const model = smallModel({ cell });
      const tape = new Tape(model.backend);
      const { inputs, targets } = standard();
      const whole = model.loss(tape, { ...standard(), reduction: 'sum' });
      const cut = 2 * B;
      const first = model.loss(tape, {
        inputs: inputs.subarray(0, cut),
        targets: targets.subarray(0, cut),
        T: 2,
        B,
        reduction: 'sum',
      });
      const second = model.loss(tape, {
        inputs: inputs.subarray(cut),
        targets: targets.subarray(cut),
        T: 2,
        B,
        state: first.state(),
        reduction: 'sum',
      });
      expect(item(first.loss) + item(second.loss)).toBeCloseTo(item(whole.loss), 12);
      expect(second.state()).toEqual(whole.state());
    }
  });

  it('drops nothing without a key and depends on the key', () => {
    const model = smallModel({ dropout: 0.5 });
    const plain = lossOf(model);
    expect(lossOf(model)).toBe(plain);
    const one = lossOf(model, { dropoutKey: keyFor(1, 'dropout') });
    expect(one).not.toBe(plain);
    expect(lossOf(model, { dropoutKey: keyFor(1, 'dropout') })).toBe(one);
    expect(lossOf(model, { dropoutKey: keyFor(2, 'dropout') })).not.toBe(one);
  });

  it('drops the units of a stream whatever the other streams are', () => {
    const model = smallModel({ dropout: 0.5 });
    const dropoutKey = keyFor(1, 'dropout');
    const tape = new Tape(model.backend);
    const all = model.loss(tape, { ...standard(), dropoutKey, reduction: 'none' });
    const { inputs, targets } = standard();
    const ofStream = (ids: Int32Array) => ids.filter((_, n) => n % B === 2);
    const alone = model.loss(tape, {
      inputs: ofStream(inputs),
      targets: ofStream(targets),
      T,
      B: 1,
      firstStream: 2,
      dropoutKey,
      reduction: 'none',
    });
    const wanted = [...all.loss.data.array()].filter((_, n) => n % B === 2);
    expect([...alone.loss.data.array()]).toEqual(wanted);
  });
});

describe('parameters', () => {
  it("have torch's names and shapes", () => {
    const { parameters } = smallModel({ cell: 'gru-torch', layers: 2 });
    const shapes = Object.fromEntries(parameters.entries().map(({ name, shape }) => [name, shape]));
    expect(shapes).toEqual({
      'embedding.weight': [V, 4],
      'rnn.weight_ih_l0': [15, 4],
      'rnn.weight_hh_l0': [15, 5],
      'rnn.bias_ih_l0': [15],
      'rnn.bias_hh_l0': [15],
      'rnn.weight_ih_l1': [15, 5],
      'rnn.weight_hh_l1': [15, 5],
      'rnn.bias_ih_l1': [15],
      'rnn.bias_hh_l1': [15],
      'output.weight': [V, 5],
      'output.bias': [V],
    });
  });

  it('with tied weights have no output matrix, and a projection only where sizes differ', () => {
    expect(smallModel({ tie: true, embed: 5 }).parameters.names()).not.toContain('output.weight');
    expect(smallModel({ tie: true, embed: 5 }).parameters.has('projection.weight')).toBe(false);
    expect(smallModel({ tie: true }).parameters.get('projection.weight').shape).toEqual([4, 5]);
  });
});

describe('impossible settings', () => {
  const cases: [string, Partial<LanguageModelConfig>, RegExp][] = [
    ['tie with one-hot input', { tie: true, embed: 'onehot' }, /one-hot input has none/],
    ['zero hidden units', { hidden: 0 }, /hidden to be a positive integer but received 0/],
    ['half a layer', { layers: 0.5 }, /layers/],
    ['dropout of 1', { dropout: 1 }, /dropout to be at least 0 and less than 1/],
    ['dropping all weights', { weightDrop: 1 }, /weightDrop to be at least 0 and less than 1/],
    [
      'dropping units of an embedding that is not there',
      { embed: 'onehot', embedDropout: 0.1 },
      /one-hot input has none: give embed a size/,
    ],
    ['variational without dropout', { variational: true }, /dropout is 0: give dropout a share/],
    ['an unknown cell', { cell: 'lsmt' }, /there is no cell "lsmt"/],
    ['a billion parameters', { hidden: 65536, layers: 8 }, /million parameters.*lower hidden/],
  ];
  for (const [name, config, message] of cases) {
    it(`are refused: ${name}`, () => {
      expect(() => smallModel(config)).toThrow(message);
    });
  }
});

import { describe, expect, it } from 'vitest';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import { NOTHING } from '../../src/models/token-stack.ts';
import {
  WindowModel,
  type WindowModelConfig,
  type WindowTraining,
  windowModelDefaults,
} from '../../src/models/window-model.ts';
import { item, Tape, valuesOf } from '../../src/tensor/index.ts';
import { networkStep } from '../../src/train/network-step.ts';
import { OptimizerStep, stepDefaults } from '../../src/train/optimizer-step.ts';
import { keyFor } from '../../src/util/rng.ts';
import { gradientError } from '../support/model-gradients.ts';
import { source } from '../support/numbers.ts';

const V = 6;
const T = 5;
const B = 3;
const small = { window: 3, embed: 2, hidden: [4] };
const lengths = Int32Array.of(5, 2, 4);
const random = source(21);
const inputs = Int32Array.from(random.integers(T * B, 0, V));
const targets = Int32Array.from(random.integers(T * B, 0, V));
const batch: WindowTraining = { T, B, inputs, targets, lengths };

function model(config: Partial<WindowModelConfig> = {}): WindowModel {
  const whole = { ...windowModelDefaults, ...small, ...config };
  return new WindowModel(createReferenceBackend(), whole, V, { seed: 4 });
}

function logitsOf(network: WindowModel, of: Omit<WindowTraining, 'targets'>): number[][][] {
  const tape = new Tape(network.backend, { recording: false });
  const flat = valuesOf(network.forward(tape, of));
  tape.close();
  return Array.from({ length: of.T }, (_, t) =>
    Array.from({ length: of.B }, (_, b) => [
      ...flat.subarray((t * of.B + b) * V, (t * of.B + b + 1) * V),
    ]),
  );
}

function lossOf(network: WindowModel, of: WindowTraining, reduction: 'mean' | 'sum'): number {
  const tape = new Tape(network.backend, { recording: false });
  const loss = item(network.loss(tape, of, { reduction }));
  tape.close();
  return loss;
}

describe('gradients of the window model equal differences', () => {
  const configs: Record<string, Partial<WindowModelConfig>> = {
    'one hidden layer': {},
    'direct connections': { direct: true },
    'two hidden layers': { hidden: [4, 3] },
    'no hidden layer': { hidden: [] },
    'a window of one symbol': { window: 1 },
    'every dropout': { dropout: 0.3, embedDropout: 0.3, direct: true },
  };
  for (const [name, config] of Object.entries(configs)) {
    it(`with ${name}`, () => {
      const network = model(config);
      const dropped = { ...batch, dropoutKey: keyFor(1, 'dropout') };
      const error = gradientError(network.parameters, (tape) => network.loss(tape, dropped));
      expect(error).toBeLessThan(1e-6);
    });
  }
});

describe('the window model', () => {
  it.each([false, true])('computes what its formula says, direct %s', (direct) => {
    const network = model({ direct });
    const get = (name: string) => [...valuesOf(network.parameters.get(name))];
    const [C, H, d] = ['embedding.weight', 'hidden_layers.0.weight', 'hidden_layers.0.bias'].map(
      get,
    );
    const [U, b] = [get('output.weight'), get('output.bias')];
    const logits = logitsOf(network, { T, B, inputs });
    for (let t = 0; t < T; t++) {
      const x = [t - 2, t - 1, t].flatMap((at) => {
        const id = at < 0 ? NOTHING : inputs[at * B + 1];
        return id === NOTHING ? [0, 0] : C.slice(id * 2, id * 2 + 2);
      });
      const hidden = d.map((bias, j) =>
        Math.tanh(x.reduce((sum, value, i) => sum + H[j * 6 + i] * value, bias)),
      );
      const read = direct ? [...hidden, ...x] : hidden;
      for (let v = 0; v < V; v++) {
        const wanted = read.reduce((sum, value, i) => sum + U[v * read.length + i] * value, b[v]);
        expect(logits[t][1][v]).toBeCloseTo(wanted, 12);
      }
    }
  });

  it('sees its window and nothing before it', () => {
    const network = model();
    const before = logitsOf(network, { T, B, inputs });
    const changed = inputs.slice();
    changed[0] = (changed[0] + 1) % V;
    const after = logitsOf(network, { T, B, inputs: changed });
    const differs = before.map((row, t) =>
      row.map((values, b) => values.join() !== after[t][b].join()),
    );
    const first = (t: number) => [t < 3, false, false];
    expect(differs).toEqual([0, 1, 2, 3, 4].map(first));
  });

  it('goes on from the symbols before a piece as if it were whole', () => {
    const network = model();
    const whole = logitsOf(network, { T, B, inputs });
    const before = inputs.slice(B, 3 * B);
    const piece = logitsOf(network, { T: 2, B, inputs: inputs.slice(3 * B), before });
    expect(piece).toEqual(whole.slice(3));
  });

  it('is finite from the first symbol on, also after nothing', () => {
    const nothing = new Int32Array(B).fill(NOTHING);
    const first = logitsOf(model(), { T: 1, B, inputs: nothing });
    expect(first.flat(2).every(Number.isFinite)).toBe(true);
    // nothing but the biases: the same for every sequence
    expect(first[0][1]).toEqual(first[0][0]);
  });

  it('reads nothing after the end of a sequence, and its loss counts nothing there', () => {
    const network = model();
    const garbage = { ...batch, inputs: inputs.slice(), targets: targets.slice() };
    for (let k = 0; k < T * B; k++) {
      if (Math.floor(k / B) < lengths[k % B]) continue;
      garbage.inputs[k] = 99;
      garbage.targets[k] = 99;
    }
    expect(lossOf(network, garbage, 'mean')).toBe(lossOf(network, batch, 'mean'));
    let sum = 0;
    for (let b = 0; b < B; b++) {
      const one = network.part(batch, b, b + 1);
      const alone = { ...one, T: lengths[b], lengths: undefined };
      const cut = (ids: ArrayLike<number>) => Array.from(ids).slice(0, lengths[b]);
      const piece = { ...alone, inputs: cut(one.inputs as Int32Array), targets: cut(one.targets) };
      sum += lossOf(network, piece, 'sum');
    }
    expect(network.weight(batch)).toBe(5 + 2 + 4);
    expect(lossOf(network, batch, 'sum')).toBeCloseTo(sum, 12);
    expect(lossOf(network, batch, 'mean')).toBeCloseTo(sum / 11, 12);
  });

  it('steps in shards as in one', () => {
    const config = { dropout: 0.3, embedDropout: 0.2 };
    const before = Int32Array.from(random.integers(2 * B, 0, V));
    const weights = [1, 2, 3].map((shards) => {
      const network = model(config);
      const settings = { ...stepDefaults, optimizer: 'sgd', lr: 0.3, clip: 0, shards } as const;
      const step = new OptimizerStep(network.parameters, settings, { drops: true });
      for (let n = 0; n < 3; n++) networkStep(step, network, { ...batch, before });
      const reached = [...network.parameters.weights.array()];
      step.close();
      network.close();
      return reached;
    });
    for (const other of weights.slice(1)) {
      for (const [i, value] of other.entries()) expect(value).toBeCloseTo(weights[0][i], 12);
    }
  });

  it('refuses what cannot be', () => {
    expect(() => model({ window: 0 })).toThrow('window');
    expect(() => model({ hidden: [0] })).toThrow('hidden layer');
    expect(() => model({ dropout: 1 })).toThrow('dropout');
    expect(() => model({ hidden: [], direct: true })).toThrow('there are none');
    const network = model();
    expect(() => lossOf(network, { ...batch, T: 4 }, 'mean')).toThrow('expected inputs to hold 4');
    expect(() => lossOf(network, { ...batch, before: [1] }, 'mean')).toThrow('before to hold 2');
  });
});

/** Single steps of training: what a step's settings mean for gradients and weights. */
import { describe, expect, it } from 'vitest';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import type { LanguageModelConfig } from '../../src/models/config.ts';
import { item, meanSquare, meanSquaredChange, Tape } from '../../src/tensor/index.ts';
import type { TrainingBatch } from '../../src/train/batches.ts';
import { resolveData, resolveTraining } from '../../src/train/defaults.ts';
import { decays } from '../../src/train/optimizer-step.ts';
import type { TrainOptions } from '../../src/train/options.ts';
import { Trainer } from '../../src/train/trainer.ts';
import { smallModel, someIds } from '../models/small-model.ts';
import { expectClose } from '../support/numbers.ts';

const T = 6;
const B = 4;

function batch(more: Partial<TrainingBatch> = {}): TrainingBatch {
  const inputs = someIds(T * B);
  return { inputs, targets: someIds(T * B, 2), T, B, fresh: false, tokens: T * B, ...more };
}

function trainer(options: TrainOptions, config: Partial<LanguageModelConfig> = {}) {
  const facts = { tokens: 1000, sequences: undefined, beginning: '' };
  const base: TrainOptions = { data: { text: '' }, schedule: 'constant', clip: 0, steps: 10 };
  const settings = resolveTraining({ ...base, ...options }, resolveData({}), facts);
  const model = smallModel(config, { backend: createReferenceBackend() });
  return new Trainer(model, settings, settings.steps);
}

function run(options: TrainOptions, batches: TrainingBatch[], config = {}) {
  const it = trainer(options, config);
  const results = batches.map((one) => it.step(one));
  const weights = it.model.parameters.weights.array().slice();
  return { losses: results.map(({ loss }) => loss), results, weights };
}

describe('a step', () => {
  it('with the sum of the losses and a rate divided by their number is one with the mean', () => {
    const mean = run({ optimizer: 'sgd', lr: 0.5 }, [batch(), batch()]);
    const sum = run({ optimizer: 'sgd', lr: 0.5 / (T * B), reduction: 'sum' }, [batch(), batch()]);
    expectClose(sum.losses, mean.losses, 1e-12);
    expectClose(sum.weights, mean.weights, 1e-12);
  });

  it('with penalties on activations is the same for the mean, the sum, and the batch in parts', () => {
    const options = { optimizer: 'sgd', activationPenalty: 2, temporalPenalty: 3 } as const;
    const batches = [batch(), batch()];
    const mean = run({ ...options, lr: 0.5 }, batches);
    const sum = run({ ...options, lr: 0.5 / (T * B), reduction: 'sum' }, batches);
    const parts = run({ ...options, lr: 0.5, shards: 2 }, batches);
    expectClose(sum.weights, mean.weights, 1e-12);
    expectClose(parts.weights, mean.weights, 1e-12);
    expect(mean.weights).not.toEqual(run({ optimizer: 'sgd', lr: 0.5 }, batches).weights);
  });

  it('with penalties alone makes activations small, and smooth', () => {
    const strong = { optimizer: 'sgd', lr: 0.5 } as const;
    const batches = Array.from({ length: 60 }, () => batch());
    const activity = (options: TrainOptions) => {
      const it = trainer({ ...strong, ...options });
      for (const one of batches) it.step(one);
      const tape = new Tape(it.model.backend, { recording: false });
      const { top } = it.model.features(tape, batch());
      const size = [meanSquare(tape, top), meanSquaredChange(tape, top)].map(item);
      tape.close();
      return size;
    };
    const [size, change] = activity({});
    const [small] = activity({ activationPenalty: 20 });
    const [, smooth] = activity({ temporalPenalty: 20 });
    expect(small).toBeLessThan(size / 2);
    expect(smooth).toBeLessThan(0.75 * change);
  });

  it('limits the norm, or every number of the gradient', () => {
    const before = run({ optimizer: 'sgd', lr: 1 }, []).weights;
    const moved = (options: TrainOptions) => {
      const { weights, results } = run({ optimizer: 'sgd', lr: 1, ...options }, [batch()]);
      const change = weights.map((w, i) => w - before[i]);
      return { change, norm: Math.hypot(...change), reported: results[0].gradNorm };
    };
    const free = moved({});
    expectClose([free.norm], [free.reported], 1e-9);
    const byNorm = moved({ clip: free.norm / 2 });
    expectClose([byNorm.norm], [free.norm / 2], 1e-4);
    expect(byNorm.reported).toBe(free.reported);
    const limit = Math.max(...free.change.map(Math.abs)) / 2;
    const byValue = moved({ clip: limit, clipBy: 'value' });
    expectClose([Math.max(...byValue.change.map(Math.abs))], [limit], 1e-12);
    expect(byValue.change.filter((x, i) => x !== free.change[i]).length).toBeGreaterThan(0);
  });

  it('carries the state to the next one, unless that starts afresh', () => {
    const [first, second] = [batch(), batch()];
    const carried = run({ lr: 1e-12 }, [first, second]).losses[1];
    const fresh = run({ lr: 1e-12 }, [first, { ...second, fresh: true }]).losses[1];
    expectClose([fresh], [run({ lr: 1e-12 }, [first]).losses[0]], 1e-9);
    expect(Math.abs(carried - fresh)).toBeGreaterThan(1e-6);
  });

  it('in shards has the gradient and the carried state of the whole batch', () => {
    const config = { dropout: 0.4 };
    const whole = run({ optimizer: 'sgd', lr: 0.5 }, [batch(), batch(), batch()], config);
    for (const shards of [2, 3, 9]) {
      const parts = run({ optimizer: 'sgd', lr: 0.5, shards }, [batch(), batch(), batch()], config);
      expectClose(parts.losses, whole.losses, 1e-12);
      expectClose(parts.weights, whole.weights, 1e-12);
    }
  });

  it('changes no weight when its loss is not a number', () => {
    const one = trainer({ lr: 0.1 });
    one.model.parameters.write('output.bias', [Number.NaN, 0, 0, 0, 0, 0, 0]);
    const before = [...one.model.parameters.weights.array()];
    expect(one.step(batch()).loss).toBeNaN();
    expect([...one.model.parameters.weights.array()]).toEqual(before);
  });
});

describe('sequences longer than bptt', () => {
  const lengths = Int32Array.of(6, 2, 4, 5);
  const targets = someIds(T * B, 2).map((id, n) => (Math.floor(n / B) < lengths[n % B] ? id : -1));
  const sequences = batch({ lengths, targets, fresh: true, tokens: 17 });

  it('have the same loss in windows as whole', () => {
    const whole = run({ bptt: 0, lr: 0.1 }, [sequences]);
    for (const bptt of [2, 4]) {
      expectClose(run({ bptt, lr: 0.1 }, [sequences]).losses, whole.losses, 1e-12);
    }
    expectClose(run({ bptt: 50, lr: 0.1 }, [sequences]).weights, whole.weights, 1e-12);
  });

  it('have another gradient, cut at the windows', () => {
    const sgd: TrainOptions = { optimizer: 'sgd', lr: 0.1 };
    const whole = run({ ...sgd, bptt: 0 }, [sequences]);
    const cut = run({ ...sgd, bptt: 2 }, [sequences]);
    const difference = Math.max(...cut.weights.map((w, i) => Math.abs(w - whole.weights[i])));
    expect(difference).toBeGreaterThan(1e-6);
    expect(difference).toBeLessThan(0.1);
  });
});

describe('weight decay', () => {
  it('is for matrices, not for biases, peepholes and embeddings', () => {
    const { parameters } = smallModel({ cell: 'lstm-peephole', outputLayers: [4], layers: 1 });
    const decayed = parameters.names().filter(decays);
    expect(decayed).toEqual([
      'rnn.weight_ih_l0',
      'rnn.weight_hh_l0',
      'output_layers.0.weight',
      'output.weight',
    ]);
  });

  it('takes lr·decay of a weight that has no gradient, or of all when asked', () => {
    const unseen = 6; // no input has this id, so its embedding has no gradient
    const inputs = someIds(T * B).map((id) => (id === unseen ? 0 : id));
    const row = (decayAll: boolean) => {
      const one = trainer({ optimizer: 'adamw', lr: 0.1, weightDecay: 0.5, decayAll });
      const before = one.model.parameters.read('embedding.weight').slice(unseen * 4);
      one.step(batch({ inputs }));
      return { before, after: one.model.parameters.read('embedding.weight').slice(unseen * 4) };
    };
    expect(row(false).after).toEqual(row(false).before);
    expectClose(
      row(true).after,
      row(true).before.map((w) => w * 0.95),
      1e-12,
    );
  });
});

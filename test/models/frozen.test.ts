/** Parameters that stay as they are: whichever they are, the others learn as if nothing had happened. */
import { describe, expect, it } from 'vitest';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import type { Network } from '../../src/models/network.ts';
import { TableNetwork, tableDefaults } from '../../src/models/table-network.ts';
import type { Trainable, WholeBatch } from '../../src/models/trainable.ts';
import type { OptimizerName } from '../../src/optim/optimizer.ts';
import type { Tape } from '../../src/tensor/index.ts';
import { networkStep } from '../../src/train/network-step.ts';
import { OptimizerStep, type StepSettings, stepDefaults } from '../../src/train/optimizer-step.ts';
import { gradientsOf } from '../support/model-gradients.ts';
import {
  classifierBatch,
  crfBatch,
  inputKinds,
  smallClassifier,
  smallTagger,
  smallTranslator,
  taggerBatch,
  translationBatch,
  withInputs,
} from './networks.ts';

interface Case<Batch extends WholeBatch> {
  network: Network & Trainable<Batch>;
  batch: Batch;
}

const everything = inputKinds['one-hot tokens, letters and projected vectors'];
const deep = { layers: 2, outputLayers: [3] };
const cases = {
  'classifier with attention': () => ({
    network: smallClassifier({ ...deep, pooling: 'attention', cell: 'gru-torch' }),
    batch: classifierBatch(),
  }),
  'tagger with peepholes and a CRF': () => ({
    network: smallTagger({ cell: 'lstm-peephole', crf: true }),
    batch: crfBatch(),
  }),
  'tagger of several inputs': () => ({
    network: smallTagger({ ...everything.config, cell: 'gru' }, everything),
    batch: withInputs(taggerBatch(), everything),
  }),
  'encoder-decoder with additive attention': () => ({
    network: smallTranslator({ attention: 'additive', cell: 'rnn' }),
    batch: translationBatch(),
  }),
  'table network': () => ({
    network: new TableNetwork(createReferenceBackend(), tableDefaults, 2, { seed: 3 }),
    batch: { B: 2, rows: [1, -1, 0.5, 2], targets: [0, 1] },
  }),
};

describe.each(Object.entries(cases))('of a %s', (_, make) => {
  const { network, batch } = make() as unknown as Case<WholeBatch>;
  const { parameters } = network;
  const loss = (tape: Tape) => network.loss(tape, batch);

  it('any one frozen has no gradient, and the others have theirs', () => {
    const all = gradientsOf(parameters, loss);
    for (const { name, offset, length } of parameters.entries()) {
      expect(
        all.subarray(offset, offset + length).some((g) => g !== 0),
        name,
      ).toBe(true);
      parameters.freeze([name]);
      const wanted = Float64Array.from(all).fill(0, offset, offset + length);
      expect(gradientsOf(parameters, loss), name).toEqual(wanted);
    }
    parameters.freeze([]);
    expect(gradientsOf(parameters, loss)).toEqual(all);
  });
});

describe('a step with frozen parameters', () => {
  const frozen = ['embedding.weight', 'rnn.weight_hh_l0', 'output.bias'];
  const settings: StepSettings = { ...stepDefaults, weightDecay: 0.1, decayAll: true, clip: 0 };

  function run(more: Partial<StepSettings>, names: string[], steps = 3) {
    const network = smallTagger({ bidirectional: false });
    const step = new OptimizerStep(network.parameters, { ...settings, ...more }, { frozen: names });
    const before = network.parameters.weights.array().slice();
    const norms = Array.from({ length: steps }, () => networkStep(step, network, taggerBatch()));
    const after = network.parameters.weights.array().slice();
    const moved = network.parameters
      .entries()
      .filter(({ offset, length }) =>
        before.subarray(offset, offset + length).some((w, k) => w !== after[offset + k]),
      )
      .map(({ name }) => name);
    return { network, step, moved, after, norm: norms[0].gradNorm };
  }

  it.each(['adam', 'adamw', 'sgd', 'rmsprop', 'adagrad'] as OptimizerName[])(
    'of %s moves all the others, in shards too, and decays none of them',
    (optimizer) => {
      for (const shards of [1, 2]) {
        const { moved, network } = run({ optimizer, shards, momentum: 0.5 }, frozen);
        const names = network.parameters.names();
        expect(moved).toEqual(names.filter((name) => !frozen.includes(name)));
      }
    },
  );

  it('does not count them in the norm', () => {
    const network = smallTagger({ bidirectional: false });
    const all = gradientsOf(network.parameters, (tape) => network.loss(tape, taggerBatch()));
    for (const { name, offset, length } of network.parameters.entries()) {
      if (frozen.includes(name)) all.fill(0, offset, offset + length);
    }
    expect(run({}, frozen, 1).norm).toBeCloseTo(Math.hypot(...all), 12);
    const once = run({ optimizer: 'sgd', lr: 1, weightDecay: 0, clip: 1e-3 }, frozen, 1);
    const before = smallTagger({ bidirectional: false }).parameters.weights.array();
    const distance = Math.hypot(...once.after.map((w, k) => w - before[k]));
    expect(distance / 1e-3).toBeGreaterThan(0.999);
  });

  it('can set them free later', () => {
    const { network, step } = run({}, frozen);
    const before = network.parameters.read('embedding.weight');
    network.parameters.freeze(['output.bias']);
    networkStep(step, network, taggerBatch());
    expect(network.parameters.read('embedding.weight')).not.toEqual(before);
    expect([...network.parameters.read('output.bias')]).toEqual([0, 0, 0]);
  });

  it('is refused for a parameter that is not there', () => {
    expect(() => run({}, ['embeddings'])).toThrow(/no parameter is named "embeddings"/);
  });
});

/** Steps of networks that read whole sequences or rows. */
import { describe, expect, it } from 'vitest';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import type { Network } from '../../src/models/network.ts';
import { TableNetwork, tableDefaults } from '../../src/models/table-network.ts';
import type { Trainable, WholeBatch } from '../../src/models/trainable.ts';
import { networkStep } from '../../src/train/network-step.ts';
import { OptimizerStep, type StepSettings, stepDefaults } from '../../src/train/optimizer-step.ts';
import {
  classifierBatch,
  crfBatch,
  inputKinds,
  smallClassifier,
  smallTagger,
  smallTranslator,
  taggerBatch,
  translationBatch,
  vectors,
  withInputs,
} from '../models/networks.ts';
import { expectClose } from '../support/numbers.ts';

const settings: StepSettings = { ...stepDefaults, optimizer: 'sgd', lr: 0.3, clip: 0 };

interface Case<Batch extends WholeBatch> {
  network: Network & Trainable<Batch>;
  batch: Batch;
}

const drops = { dropout: 0.3, embedDropout: 0.2 };
const weighted = { ...drops, classWeights: [0.5, 2, 1] };
const letters = inputKinds['embeddings and letters'];
const cases = {
  classifier: () => ({ network: smallClassifier(weighted), batch: classifierBatch() }),
  'classifier of numbers': () => ({
    network: smallClassifier({ ...drops, task: 'regress', outputs: 1 }),
    batch: { ...classifierBatch(), targets: [0.5, 1, -1, 2] },
  }),
  tagger: () => ({ network: smallTagger(weighted), batch: taggerBatch() }),
  'tagger with a CRF': () => ({ network: smallTagger({ ...drops, crf: true }), batch: crfBatch() }),
  'tagger with letters and vectors': () => ({
    network: smallTagger({ ...weighted, ...letters.config, vectors }, letters),
    batch: withInputs(taggerBatch(), { ...letters, config: { ...letters.config, vectors } }),
  }),
  'table network': () => ({
    network: new TableNetwork(createReferenceBackend(), { ...tableDefaults, dropout: 0.2 }, 2, {
      seed: 3,
    }),
    batch: { B: 4, rows: [1, -1, 0.5, 2, -2, 0, 1, 1], targets: [0, 1, 1, 0] },
  }),
  'encoder-decoder': () => ({ network: smallTranslator(drops), batch: translationBatch() }),
};

function run<Batch extends WholeBatch>(
  { network, batch }: Case<Batch>,
  more: Partial<StepSettings>,
  steps: number,
) {
  const step = new OptimizerStep(network.parameters, { ...settings, ...more }, { drops: true });
  const results = Array.from({ length: steps }, () => networkStep(step, network, batch));
  const weights = network.parameters.weights.array().slice();
  const bytes = step.arenaBytes;
  step.close();
  network.close();
  return { losses: results.map(({ loss }) => loss), weights, bytes };
}

describe.each(Object.entries(cases))('a step of the %s', (_, make) => {
  const go = (more: Partial<StepSettings>, steps: number) =>
    run(make() as unknown as Case<WholeBatch>, more, steps);

  it('in shards has the loss and the gradient of the whole batch', () => {
    const whole = go({}, 3);
    for (const shards of [2, 3, 9]) {
      const parts = go({ shards }, 3);
      expectClose(parts.losses, whole.losses, 1e-12);
      expectClose(parts.weights, whole.weights, 1e-12);
    }
  });

  it('learns a batch by heart without a growing arena', () => {
    const { losses, bytes } = go({ optimizer: 'adam', lr: 0.02 }, 100);
    const late = losses.slice(-20).reduce((sum, loss) => sum + loss) / 20;
    expect(late).toBeLessThan(losses[0] / 2);
    expect(bytes).toBe(go({}, 2).bytes);
  });
});

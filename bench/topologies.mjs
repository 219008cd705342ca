// Whole training steps of the classifier and the encoder-decoder: forward, loss, backward, clipping, optimizer.
import { createBackend } from '../dist/backend/select.js';
import { Classifier, classifierDefaults } from '../dist/models/classifier.js';
import { EncoderDecoder, encoderDecoderDefaults } from '../dist/models/encoder-decoder.js';
import { networkStep } from '../dist/train/network-step.js';
import { OptimizerStep, stepDefaults } from '../dist/train/optimizer-step.js';
import { classifierBatches, translationBatches } from './data.mjs';

const CELLS = { lstm: 'lstm', gru: 'gru-torch' };

function shared({ cell, layers, hidden, embed, dropout }) {
  return { cell: CELLS[cell], layers, hidden, embed, dropout, init: 'torch' };
}

const open = {
  classify(backend, workload, rule) {
    const { bidirectional, classes: outputs, vocab } = workload;
    const config = { ...classifierDefaults, ...shared(workload), bidirectional, outputs };
    const network = new Classifier(backend, config, vocab, { seed: 1 });
    return { network, batches: classifierBatches(workload, rule) };
  },
  seq2seq(backend, workload, rule) {
    const { vocab } = workload;
    const directions = { bidirectional: false, attention: 'general' };
    const config = { ...encoderDecoderDefaults, ...shared(workload), ...directions };
    const sizes = { source: vocab, target: vocab };
    const network = new EncoderDecoder(backend, config, sizes, { seed: 1 });
    return { network, batches: translationBatches(workload, rule) };
  },
};

/** As `openTraining` for language models: `advance(n)` does n steps and gives the number of their tokens. */
export async function openTopology(workload, rule, options) {
  const backend = await createBackend(options);
  const { network, batches } = open[workload.task](backend, workload, rule);
  const { name: optimizer, lr, beta1, beta2 } = workload.optimizer;
  const { max: clip, type: clipBy } = workload.clip;
  const settings = { ...stepDefaults, optimizer, lr, beta1, beta2, clip, clipBy };
  const step = new OptimizerStep(network.parameters, settings);
  let k = 0;
  return {
    backend,
    advance(steps) {
      let done = 0;
      for (let i = 0; i < steps; i++) {
        const batch = batches[k++ % batches.length];
        const { loss } = networkStep(step, network, batch);
        if (!Number.isFinite(loss)) throw new Error('the loss is no longer a number');
        done += batch.tokens;
      }
      return done;
    },
    close() {
      step.close();
      network.close();
      backend.close();
    },
  };
}

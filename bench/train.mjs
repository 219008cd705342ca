// Whole training steps of a language model: forward, loss, backward, clipping, optimizer.
import { createBackend } from '../dist/backend/select.js';
import { languageModelDefaults } from '../dist/models/config.js';
import { LanguageModel } from '../dist/models/language-model.js';
import { Trainer } from '../dist/train/trainer.js';
import { languageModelBatches } from './data.mjs';

const CELLS = { lstm: 'lstm', gru: 'gru-torch', rnn_tanh: 'rnn' };

function modelConfig(w) {
  const { layers, hidden, embed, tied: tie, dropout } = w;
  return {
    ...languageModelDefaults,
    cell: CELLS[w.cell],
    layers,
    hidden,
    embed,
    tie,
    dropout,
    embedDropout: embed === 'onehot' ? 0 : dropout,
    init: 'torch',
  };
}

function trainSettings({ seq, batch, optimizer, clip, loss }) {
  return {
    task: 'lm',
    batch,
    bptt: seq,
    optimizer: optimizer.name,
    lr: optimizer.lr,
    momentum: 0,
    beta1: optimizer.beta1 ?? 0.9,
    beta2: optimizer.beta2 ?? 0.999,
    schedule: 'constant',
    warmup: 0,
    minLrFactor: 0,
    clip: clip.max,
    clipBy: clip.type,
    weightDecay: 0,
    decayAll: false,
    reduction: loss,
    seed: 1,
    shards: 1,
  };
}

/** `step()` does one step and returns its tokens. */
export async function openTraining(workload, rule, options) {
  const backend = await createBackend(options);
  const model = new LanguageModel(backend, modelConfig(workload), workload.vocab, { seed: 1 });
  const trainer = new Trainer(model, trainSettings(workload), undefined);
  const batches = languageModelBatches(workload, rule);
  let k = 0;
  return {
    backend,
    step() {
      const { tokens, loss } = trainer.step(batches[k++ % batches.length]);
      if (!Number.isFinite(loss)) throw new Error('the loss is no longer a number');
      return tokens;
    },
    close() {
      trainer.close();
      model.close();
      backend.close();
    },
  };
}

// Whole training steps of a language model: forward, loss, backward, clipping, optimizer.
import { createBackend } from '../dist/backend/select.js';
import { languageModelDefaults } from '../dist/models/config.js';
import { LanguageModel } from '../dist/models/language-model.js';
import { Trainer } from '../dist/train/trainer.js';
import { languageModelBatches } from './data.mjs';

const CELLS = { lstm: 'lstm', gru: 'gru-torch', rnn_tanh: 'rnn' };

/** The architecture as Unroll names it. */
export function modelSettings({ cell, layers, hidden, embed, tied: tie = false, ...rest }) {
  const { dropout = 0, dropout_at: places = [] } = rest;
  const embedDropout = places.includes('embedding') ? dropout : 0;
  return { cell: CELLS[cell], layers, hidden, embed, tie, dropout, embedDropout, init: 'torch' };
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
    activationPenalty: 0,
    temporalPenalty: 0,
    seed: 1,
    shards: 1,
  };
}

/** `advance(n)` does n steps and gives the number of their tokens. */
export async function openTraining(workload, rule, options) {
  const backend = await createBackend(options);
  const config = { ...languageModelDefaults, ...modelSettings(workload) };
  const model = new LanguageModel(backend, config, workload.vocab, { seed: 1 });
  const trainer = new Trainer(model, trainSettings(workload), undefined);
  const batches = languageModelBatches(workload, rule);
  let k = 0;
  return {
    backend,
    advance(steps) {
      let done = 0;
      for (let i = 0; i < steps; i++) {
        const { tokens, loss } = trainer.step(batches[k++ % batches.length]);
        if (!Number.isFinite(loss)) throw new Error('the loss is no longer a number');
        done += tokens;
      }
      return done;
    },
    close() {
      trainer.close();
      model.close();
      backend.close();
    },
  };
}

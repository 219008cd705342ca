/**
 * The feed-forward model with a fixed window, trained on a run's symbols: a short training of fixed
 * length whose best weights by the validation symbols are kept, as runs keep theirs.
 */
import { setImmediate } from 'node:timers/promises';
import type { Backend, Floats } from '../backend/backend.ts';
import { type CorpusPart, sequences } from '../data/index.ts';
import { NOTHING } from '../models/language-model.ts';
import { WindowModel, windowModelDefaults } from '../models/window-model.ts';
import { Tape } from '../tensor/tape.ts';
import { item } from '../tensor/tensor.ts';
import { openBatches } from '../train/batches.ts';
import { networkStep } from '../train/network-step.ts';
import { OptimizerStep, stepDefaults } from '../train/optimizer-step.ts';
import type { Sum } from './ngrams.ts';

export interface WindowOptions {
  window: number;
  steps: number;
  seed: number;
  signal?: AbortSignal;
}

const BATCH = 32;
const SPAN = 64;
const CHECKS = 10;

/** The caller closes it. */
export async function fitWindow(
  backend: Backend,
  vocabularySize: number,
  { train, validation }: { train: CorpusPart; validation: CorpusPart },
  { window, steps, seed, signal }: WindowOptions,
): Promise<WindowModel> {
  const config = { ...windowModelDefaults, window, hidden: [256] };
  const model = new WindowModel(backend, config, vocabularySize, { seed });
  const settings = { ...stepDefaults, schedule: 'cosine' as const, seed };
  const optimizer = new OptimizerStep(model.parameters, settings, { totalSteps: steps });
  const batch = Math.max(1, Math.min(BATCH, Math.floor(train.source.length / 2)));
  const batches = openBatches(train, { batch, bptt: SPAN, seed });
  let best: { nats: number; weights: Map<string, Floats> } | undefined;
  for (let step = 1; step <= steps; step++) {
    signal?.throwIfAborted();
    networkStep(optimizer, model, batches.next());
    if (step % Math.ceil(steps / CHECKS) === 0 || step === steps) {
      const { nats } = await measureWindow(model, validation, signal);
      if (best === undefined || nats < best.nats) {
        const names = model.parameters.names();
        const weights = new Map(names.map((name) => [name, model.parameters.read(name)]));
        best = { nats, weights };
      }
    }
    await setImmediate();
  }
  optimizer.close();
  for (const [name, values] of best?.weights ?? []) model.parameters.write(name, values);
  return model;
}

/** Every symbol but `<s>` after those before it, in one pass. */
export async function measureWindow(
  model: WindowModel,
  { source, sequences: index }: CorpusPart,
  signal?: AbortSignal,
): Promise<Sum> {
  const tape = new Tape(model.backend, { recording: false });
  const sum: Sum = { tokens: 0, nats: 0 };
  try {
    if (index !== undefined) {
      const batches = sequences(source, index, { batch: BATCH });
      for (let k = 0; k < batches.stepsPerEpoch; k++) {
        signal?.throwIfAborted();
        const batch = batches.next();
        tape.reset();
        sum.nats += item(model.loss(tape, batch, { reduction: 'sum' }));
        sum.tokens += model.weight(batch);
        await setImmediate();
      }
      return sum;
    }
    const { window: W } = model.config;
    const length = 1 << 11;
    let before = new Int32Array(W).fill(NOTHING); // the symbols before the next target
    for (let at = 0; at < source.length; at += length) {
      signal?.throwIfAborted();
      const targets = new Int32Array(Math.min(length, source.length - at));
      source.read(at, targets);
      const T = targets.length;
      const inputs = new Int32Array(T);
      inputs[0] = before[W - 1];
      inputs.set(targets.subarray(0, -1), 1);
      const batch = { T, B: 1, inputs, targets, before: before.subarray(0, W - 1) };
      tape.reset();
      sum.nats += item(model.loss(tape, batch, { reduction: 'sum' }));
      sum.tokens += T;
      const all = new Int32Array(W + T);
      all.set(before);
      all.set(targets, W);
      before = all.slice(T);
      await setImmediate();
    }
    return sum;
  } finally {
    tape.close();
  }
}

// Sampling and scoring as a user of the library does them: `load` a model file, then `sample` character by character, or `score`.
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { load, train } from '../dist/index.js';
import { scoringTokens } from './data.mjs';
import { modelSettings } from './train.mjs';

/** A run folder with a model of these sizes, trained for one step: speed does not depend on the weights. */
export async function prepareModel(workload, folder) {
  const { layers, hidden, embed, vocab } = workload;
  const path = join(folder, `lstm-${layers}x${hidden}-${embed}-${vocab}`);
  if (existsSync(path)) return path;
  await mkdir(folder, { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  const symbols = Array.from({ length: vocab }, (_, k) => String.fromCodePoint(48 + k)).join('');
  const size = { batch: 1, bptt: 1, steps: 1, validation: 0 };
  await train({
    ...modelSettings(workload),
    ...size,
    data: { text: symbols },
    level: 'char',
    samples: false,
    out: unfinished,
  }).finish();
  // Two processes may come here at once: the first to be ready counts.
  await rename(unfinished, path).catch(() => rm(unfinished, { recursive: true }));
  return path;
}

/** `advance(n)` draws n characters of each of the samples, one turn of the iterator each. */
export async function openSampling(workload, path, options) {
  const model = await open(workload, path, options);
  const { batch: n, temperature } = workload;
  const length = Number.MAX_SAFE_INTEGER;
  const pieces = model.sample({ n, temperature, length, seed: 7 })[Symbol.asyncIterator]();
  return {
    backend: model.network.backend,
    async advance(steps) {
      for (let i = 0; i < steps * n; i++) {
        const { value } = await pieces.next();
        if (value.token === undefined) throw new Error(`sampling ended: ${value.finish}`);
      }
      return steps * n;
    },
    close: () => model.close(),
  };
}

/** `advance(n)` scores the text n times. */
export async function openScoring(workload, path, rule, options) {
  const model = await open(workload, path, options);
  const text = Array.from(scoringTokens(workload, rule), (id) => model.codec.vocabulary.token(id));
  const joined = text.join('');
  return {
    backend: model.network.backend,
    advance(steps) {
      for (let i = 0; i < steps; i++) {
        const { tokens, logProbability } = model.score(joined);
        // The first character is scored too, from nothing; it is not counted.
        if (tokens !== workload.seq + 1 || !(logProbability < 0)) throw new Error('a wrong score');
      }
      return steps * workload.seq;
    },
    close: () => model.close(),
  };
}

async function open({ vocab }, path, options) {
  const model = await load(path, options);
  const { size } = model.codec.vocabulary;
  if (size !== vocab) throw new Error(`expected ${vocab} symbols but ${path} has ${size}`);
  return model;
}

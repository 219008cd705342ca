// One measurement of Unroll, in a process of its own.
import { join } from 'node:path';
import { limit } from './floors.mjs';
import { prepareModel } from './generate.mjs';
import { models, root } from './paths.mjs';
import { jsonFrom, secondsToFirst } from './processes.mjs';
import { conventions } from './workloads.mjs';

export const defaultTiming = {
  warmup: conventions.warmup_s,
  chunkSeconds: conventions.chunk_s,
  chunks: conventions.chunks,
};

/** The command that measures, with everything it needs. `setting`: { backend, threads, precision }. */
async function command(name, workload, setting, { timing = {}, first = false } = {}) {
  const needsModel = workload.kind !== 'train';
  const { warmup_s: warmup = defaultTiming.warmup } = workload;
  const job = {
    name,
    workload,
    ...setting,
    first,
    rule: conventions.data,
    timing: { ...defaultTiming, warmup, ...timing },
    model: needsModel ? await prepareModel(workload, models) : undefined,
  };
  const script = join(root, 'bench', 'run-one.mjs');
  return [process.execPath, ['--expose-gc', script, JSON.stringify(job)]];
}

/** Figures of one run, beside the machine's limit where that was measured. */
export async function measureUnroll(name, workload, setting, { timing, limits } = {}) {
  const figures = await jsonFrom(...(await command(name, workload, setting, { timing })));
  const most = limit(workload, limits, figures);
  const share = most && figures.tokens_per_s / most.limit_tokens_per_s;
  return rounded({ ...figures, ...most, ...(most && { share }) });
}

/** Seconds from the start of the process to the first result. */
export async function unrollFirst(name, workload, setting) {
  return secondsToFirst(...(await command(name, workload, setting, { first: true })));
}

function rounded(line) {
  const entries = Object.entries(line);
  return Object.fromEntries(
    entries.map(([key, x]) => [
      key,
      typeof x !== 'number' || Number.isInteger(x) ? x : Number(x.toPrecision(6)),
    ]),
  );
}

// How speed changes when one size of W1 grows and the others stay: each point beside what its arithmetic allows.
import { limit } from './floors.mjs';
import { repeat } from './keeping.mjs';
import { build, timeFor } from './results.mjs';
import { measureUnroll } from './unroll.mjs';
import { workload } from './workloads.mjs';

/** Names of the axes as people say them, the values, and what of the workload changes. */
export const axes = {
  H: { title: 'hidden units H (and embedding)', values: [64, 128, 256, 512, 1024] },
  B: { title: 'sequences side by side B', values: [1, 4, 16, 64, 256] },
  T: { title: 'steps of time T', values: [10, 30, 100, 300, 1000] },
  V: { title: 'vocabulary V', values: [64, 1000, 10000, 100000] },
  layers: { title: 'layers', values: [1, 2, 4, 8] },
};
export const threadCounts = [1, 2];

function grown(axis, value) {
  const changes = {
    H: { hidden: value, embed: value },
    B: { batch: value },
    T: { seq: value },
    V: { vocab: value },
    layers: { layers: value },
  };
  return { ...workload('W1'), ...changes[axis] };
}

/** Short chunks: a curve needs no third digit. */
const timing = { warmup: 0.4, chunkSeconds: 0.2, chunks: 5 };

/** Measures what is not kept yet. Returns whether every point is there. */
export async function growth({ backend, seconds, limits, say }) {
  const fits = timeFor(seconds);
  for (const axis of Object.keys(axes)) {
    for (const value of axes[axis].values) {
      for (const threads of threadCounts) {
        const key = { kind: 'growth', axis, value, threads, backend, build };
        const task = grown(axis, value);
        const name = `${axis}=${value}`;
        const measure = async () => ({
          figures: await measureUnroll(name, task, { backend, threads }, { timing, limits }),
        });
        const each = ({ figures }) =>
          say(`${name}, ${threads} threads: ${Math.round(figures.tokens_per_s)} tokens/s`);
        const typical = estimate(task, { threads, limits });
        if (!(await repeat(key, measure, { times: 1, fits, typical, each, say }))) return false;
      }
    }
  }
  return true;
}

/** Seconds for a start, a first step, a warm-up and five chunks of a step at least, at half the machine's speed. */
function estimate(task, { threads, limits }) {
  const most = limit(task, limits, { vector: 'AVX2', threads });
  const step = most ? (2 * task.batch * task.seq) / most.limit_tokens_per_s : 3;
  return 3 + 7 * step;
}

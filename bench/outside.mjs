// What a step takes outside of the kernels: microseconds of JavaScript and of calls across, beside the kernels' own.
//   node bench/outside.mjs [W4 G1 …] [--threads 2] [--seconds 3]
// The addon's one entry is timed from inside the process; timing costs some 0.1 µs a call, which counts as outside.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openSampling, openScoring, prepareModel } from './generate.mjs';
import { models, root } from './paths.mjs';
import { openTopology } from './topologies.mjs';
import { openTraining } from './train.mjs';
import { conventions, workload as named } from './workloads.mjs';

const { values, positionals } = parseArgs({
  options: {
    threads: { type: 'string', default: '2' },
    seconds: { type: 'string', default: '3' },
  },
  allowPositionals: true,
});

// The same object that the library has loaded.
const addon = createRequire(import.meta.url)(join(root, 'build', 'unroll.node'));
const kernels = { calls: 0, ms: 0 };
const { run } = addon;
addon.run = (...args) => {
  const start = performance.now();
  run(...args);
  kernels.ms += performance.now() - start;
  kernels.calls++;
};

for (const name of positionals.length > 0 ? positionals : ['W4', 'G1']) {
  const steps = await open(name);
  await passing(steps, 1);
  Object.assign(kernels, { calls: 0, ms: 0 });
  const { count, ms } = await passing(steps, Number(values.seconds));
  const us = (all) => ((1000 * all) / count).toFixed(1).padStart(9);
  const calls = (kernels.calls / count).toFixed(1);
  console.log(
    `${name}: ${us(ms)} µs a step, ${us(kernels.ms)} in ${calls} kernel calls, ${us(ms - kernels.ms)} outside`,
  );
  steps.close();
}

async function open(name) {
  const workload = named(name);
  const setting = { backend: 'native', threads: Number(values.threads), precision: 'f32' };
  if (workload.kind === 'train') {
    const train = workload.task === 'lm' ? openTraining : openTopology;
    return train(workload, conventions.data, setting);
  }
  const model = await prepareModel(workload, models);
  if (workload.kind === 'sample') return openSampling(workload, model, setting);
  return openScoring(workload, model, conventions.data, setting);
}

async function passing({ advance }, seconds) {
  const start = performance.now();
  let count = 0;
  while (performance.now() - start < 1000 * seconds) {
    await advance(20);
    count += 20;
  }
  return { count, ms: performance.now() - start };
}

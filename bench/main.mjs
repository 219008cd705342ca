// npm run bench -- [--workload W1] [--backend native|wasm|js] [--threads N] [--steps N] [--json]
// Times workloads.json. A figure is the median over chunks of about a second after a warm-up; --steps goes on until
// at least that many steps are done, to see what memory does.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openTraining } from './train.mjs';

const { values } = parseArgs({
  options: {
    workload: { type: 'string', multiple: true },
    backend: { type: 'string', default: 'auto' },
    threads: { type: 'string' },
    steps: { type: 'string', default: '0' },
    json: { type: 'boolean', default: false },
  },
});
const spec = JSON.parse(readFileSync(new URL('workloads.json', import.meta.url), 'utf8'));
const { warmup_s: warmup, chunk_s: chunkSeconds, chunks } = spec.conventions;

/** The workloads whose models stand today. */
const runnable = Object.entries(spec.workloads).filter(
  ([, { kind, task }]) => kind === 'train' && task === 'lm',
);
const names = values.workload ?? runnable.map(([name]) => name);
for (const name of names) {
  const found = runnable.find(([known]) => known === name);
  if (!found) {
    console.error(
      `no workload "${name}": there are ${runnable.map(([known]) => known).join(', ')}`,
    );
    process.exit(2);
  }
  const result = await measure(name, found[1]);
  if (values.json) console.log(JSON.stringify(result));
  else print(result);
}

async function measure(name, workload) {
  const threads = values.threads === undefined ? undefined : Number(values.threads);
  const began = performance.now();
  const run = await openTraining(workload, spec.conventions.data, {
    backend: values.backend,
    threads,
  });
  run.step();
  const first = (performance.now() - began) / 1000;
  let steps = 0;
  const warm = performance.now();
  do {
    run.step();
    steps++;
  } while (performance.now() - warm < warmup * 1000);
  const perStep = (performance.now() - warm) / steps;
  const perChunk = Math.max(1, Math.round((chunkSeconds * 1000) / perStep));
  const rates = [];
  const warmMemory = liveMemory();
  for (let c = 0; c < chunks || steps < Number(values.steps); c++, steps += perChunk) {
    const start = performance.now();
    let tokens = 0;
    for (let i = 0; i < perChunk; i++) tokens += run.step();
    rates.push((tokens * 1000) / (performance.now() - start));
  }
  rates.sort((a, b) => a - b);
  const growth = liveMemory() - warmMemory;
  const { backend } = run;
  run.close();
  return {
    workload: name,
    tokens_per_s: Math.round(rates[rates.length >> 1]),
    min: Math.round(rates[0]),
    max: Math.round(rates.at(-1)),
    peak_rss_mib: Math.round(process.resourceUsage().maxRSS / 1024),
    live_growth_mib: Number(growth.toFixed(1)),
    steps,
    start_to_first_s: Number(first.toFixed(3)),
    backend: backend.name,
    vector: backend.description,
    threads: backend.threads,
  };
}

/** MiB that are in use after a garbage collection (the script of package.json exposes it). */
function liveMemory() {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}

function print(r) {
  const speed = `${r.tokens_per_s.toLocaleString('en')} tokens/s (${r.min.toLocaleString('en')} to ${r.max.toLocaleString('en')})`;
  console.log(`${r.workload}: ${speed}, ${r.peak_rss_mib} MiB, ${r.backend} (${r.vector})`);
}

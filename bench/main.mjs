// npm run bench: times the workloads of workloads.json; see docs/benchmarks.md.
//   npm run bench -- [--workload W1] [--backend native|wasm|js] [--threads N] [--precision f32|bf16] [--steps N] [--json] [--keep]
//   npm run bench -- --compare [--peer torch] [--pairs N] [--chunks N]   Unroll and its peers in turn
//   npm run bench -- --growth                               one size at a time
//   npm run bench -- --machine                              measures the machine's limits (again)
//   npm run bench -- --write                                the tables and the figure of docs/
// --seconds N begins nothing that would end later: what is kept is not measured again, so the same call goes on.
import { parseArgs } from 'node:util';
import { watched } from './busy.mjs';
import { compare, peerNames } from './compare.mjs';
import { growth } from './growth.mjs';
import { repeat } from './keeping.mjs';
import { keptLimits, measureLimits } from './machine.mjs';
import { writeReport } from './report.mjs';
import { build, timeFor } from './results.mjs';
import { number } from './summary.mjs';
import { measureUnroll } from './unroll.mjs';
import { conventions, workload, workloadNames } from './workloads.mjs';

const { values } = parseArgs({
  options: {
    workload: { type: 'string', multiple: true },
    backend: { type: 'string' },
    threads: { type: 'string' },
    precision: { type: 'string' },
    steps: { type: 'string' },
    json: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    compare: { type: 'boolean', default: false },
    peer: { type: 'string', multiple: true },
    pairs: { type: 'string', default: '5' },
    chunks: { type: 'string', default: String(conventions.chunks) },
    growth: { type: 'boolean', default: false },
    machine: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    seconds: { type: 'string' },
  },
});
const say = (text) => console.error(text);
try {
  process.exitCode = await main();
} catch (error) {
  say(error.message);
  process.exitCode = 2;
}

async function main() {
  const { backend } = values;
  if (backend && !['auto', 'native', 'wasm', 'js'].includes(backend)) {
    throw new Error(`--backend must be auto, native, wasm or js, not "${backend}"`);
  }
  const threads = wholeNumber('threads');
  const seconds = wholeNumber('seconds') ?? Number.POSITIVE_INFINITY;
  for (const name of values.workload ?? []) workload(name); // a wrong name ends here
  for (const name of values.peer ?? []) {
    if (!peerNames.includes(name)) {
      throw new Error(`no peer "${name}": there are ${peerNames.join(', ')}`);
    }
  }
  if (values.write) return writeReport(say);
  if (values.machine) {
    const measured = await measuredLimits();
    if (!measured) throw new Error('no C compiler: install one, or set CC, to measure the machine');
    console.log(JSON.stringify(measured));
    return 0;
  }
  if (values.keep && (!backend || !threads)) {
    throw new Error('--keep needs --backend and --threads, so that it is known what was kept');
  }
  const { precision } = values;
  if (precision) checkPrecision(precision);
  const limits = await machineLimits();
  const common = { threads, seconds, limits, say };
  let complete = true;
  if (values.compare) {
    const { workload: names, peer: chosen } = values;
    const counts = { pairs: wholeNumber('pairs'), chunks: wholeNumber('chunks') };
    complete = await compare({ names, chosen, backend, ...counts, ...common });
  } else if (values.growth) {
    complete = await growth({ backend: backend ?? 'native', ...common });
  } else {
    complete = await measureAlone({ backend: backend ?? 'auto', precision, ...common });
  }
  if (complete) return 0;
  say('not everything was measured in the time given: the same command again goes on');
  return 3;
}

/** bf16 is for training; and figures that are kept are those of f32. */
function checkPrecision(precision) {
  if (!['f32', 'bf16'].includes(precision)) {
    throw new Error(`--precision must be f32 or bf16, not "${precision}"`);
  }
  const others = ['keep', 'compare', 'growth'].filter((name) => values[name]);
  if (others.length > 0) throw new Error(`--precision and --${others[0]} exclude each other`);
  const untrained = (values.workload ?? workloadNames).filter(
    (name) => workload(name).kind !== 'train',
  );
  if (precision === 'bf16' && untrained.length > 0) {
    throw new Error(`--precision bf16 is for training; ${untrained[0]} trains nothing`);
  }
}

/** Unroll alone: one line per workload. */
async function measureAlone({ backend, precision, threads, seconds, limits }) {
  const fits = timeFor(seconds);
  const timing = { leastSteps: wholeNumber('steps'), chunks: wholeNumber('chunks') };
  const show = (figures) => console.log(values.json ? JSON.stringify(figures) : line(figures));
  for (const name of values.workload ?? workloadNames) {
    const measure = () =>
      measureUnroll(name, workload(name), { backend, threads, precision }, { timing, limits });
    if (!values.keep) {
      show(await measure());
      continue;
    }
    const key = { kind: 'alone', workload: name, backend, threads, build };
    const each = ({ figures }) => show(figures);
    const options = { times: 1, fits, typical: 12, each, say };
    const done = await repeat(key, async () => ({ figures: await measure() }), options);
    if (!done) return false;
  }
  return true;
}

/** What the machine can do, measured once; without a compiler shares are left out, aloud. */
async function machineLimits() {
  const limits = keptLimits();
  if (limits) return limits;
  say("measuring the machine's limits (once, some ten seconds)");
  const measured = await measuredLimits();
  if (!measured) say('no C compiler: figures come without the share of what the machine can do');
  return measured;
}

async function measuredLimits() {
  const { result, disturbed } = await watched(measureLimits);
  if (disturbed) say('others disturbed this: npm run bench -- --machine measures again');
  return result;
}

function wholeNumber(name) {
  const text = values[name];
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(text)) {
    throw new Error(`--${name} must be a positive whole number, not "${text}"`);
  }
  return Number(text);
}

function line(r) {
  const speed = `${number(r.tokens_per_s)} tokens/s (${number(r.min)} to ${number(r.max)})`;
  const share = r.share ? `, ${Math.round(100 * r.share)} % of the limit (${r.bound})` : '';
  return `${r.workload}: ${speed}${share}, ${Math.round(r.peak_rss_mib)} MiB, ${r.backend} (${r.vector}, ${r.threads} threads)`;
}

// `unroll inspect` beside the forward pass alone, on one text with an LSTM 3×512: time and memory.
//   node bench/inspect.mjs [--characters 1000000] [--rounds 3] [--layers 3] [--hidden 512]
// The forward pass is what inspection cannot do without: every layer's walk over the text in the same chunks, with the
// state carried, and nothing read of it. Each measurement is a process of its own, in turn, so that both see the same
// disturbances; CPU time says more than wall time where others use the machine.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { generateTheatre, load, train } from '../dist/index.js';
import { median } from './measure.mjs';

const MOST_TIMES = 1.3;
const MOST_MEMORY = 300;

const ways = {
  /** Nothing but the walk. */
  async forward({ run, file }) {
    const { readText } = await import('../dist/data/index.js');
    const { NOTHING } = await import('../dist/models/language-model.js');
    const { Predictor } = await import('../dist/models/predictor.js');
    const { Tape } = await import('../dist/tensor/tape.js');
    const { PackCache } = await import('../dist/tensor/pack-cache.js');
    return measured(run, async (model) => {
      const { network, codec } = model;
      const ids = codec.encode(await readText(file));
      const predictor = new Predictor(network);
      const length = predictor.passLength(1);
      const packs = new PackCache(network.backend, network.parameters);
      const tape = new Tape(network.backend, { recording: false, packs });
      let state;
      for (let at = 0; at < ids.length; at += length) {
        tape.reset();
        const inputs = ids.subarray(at, at + length);
        if (inputs[0] === NOTHING) throw new Error('a text of symbols');
        state = network.features(tape, { inputs, T: inputs.length, B: 1, state }).state();
      }
      return ids.length;
    });
  },
  terminal: (paths) => inspected(paths, ['--colour', '24bit']),
  signs: (paths) => inspected(paths, ['--colour', 'none']),
  html: (paths) => inspected(paths, ['--html', `${paths.file}.html`]),
  trace: (paths) => inspected(paths, ['--trace', `${paths.file}.npz`]),
};

/** The command itself, its output counted and thrown away. */
function inspected({ run, file }, flags) {
  return measured(run, async (model) => {
    model.close(); // The command opens its own.
    const { run: command } = await import('../dist/cli/run.js');
    let written = 0;
    const io = {
      stdout: { write: (text) => (written += text.length) },
      stderr: { write: () => true },
      stdin: (async function* () {})(),
      env: {},
      isTTY: false,
    };
    const argv = ['inspect', run, '--file', file, '--layer', '0', '--unit', '7', ...flags];
    const code = await command(argv, io);
    if (code !== 0) throw new Error(`unroll ${argv.join(' ')} ended with ${code}`);
    return written;
  });
}

/** Seconds, CPU seconds, and MiB at the most above what the process had once the model was loaded. */
async function measured(run, work) {
  const model = await load(run);
  model.next('a', { top: 1 });
  const before = process.memoryUsage.rss();
  const began = performance.now();
  const cpu = process.cpuUsage();
  await work(model);
  const { user, system } = process.cpuUsage(cpu);
  return {
    seconds: (performance.now() - began) / 1000,
    cpu: (user + system) / 1e6,
    mib: process.resourceUsage().maxRSS / 1024 - before / 2 ** 20,
  };
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    characters: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '3' },
    layers: { type: 'string', default: '3' },
    hidden: { type: 'string', default: '512' },
    ways: { type: 'string', default: 'forward,terminal,html' },
  },
});

if (positionals.length > 0) {
  const [way, run, file] = positionals;
  console.log(JSON.stringify(await ways[way]({ run, file })));
  process.exit(0);
}

const folder = mkdtempSync(join(tmpdir(), 'unroll-inspect-'));
try {
  const file = join(folder, 'text.txt');
  const { layers, hidden } = values;
  const run = join(folder, `lstm-${layers}x${hidden}`);
  const text = generateTheatre({ characters: Number(values.characters) });
  writeFileSync(file, text);
  // Speed does not depend on the weights.
  const sizes = {
    layers: Number(layers),
    hidden: Number(hidden),
    embed: 128,
    batch: 1,
    bptt: 8,
    steps: 1,
  };
  const data = { text: text.slice(0, 100_000) };
  await train({ ...sizes, data, validation: 0, samples: false, out: run }).finish();
  const results = new Map(values.ways.split(',').map((way) => [way, []]));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [way, all] of results) {
      const argv = [fileURLToPath(import.meta.url), way, run, file];
      const { stdout, stderr, status } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
      if (status !== 0) throw new Error(stderr);
      const one = JSON.parse(stdout);
      all.push(one);
      console.error(
        `${way}: ${one.seconds.toFixed(1)} s, CPU ${one.cpu.toFixed(1)} s, ${one.mib.toFixed(0)} MiB`,
      );
    }
  }
  const middle = (way, what) =>
    median(
      results
        .get(way)
        .map((one) => one[what])
        .sort((a, b) => a - b),
    );
  console.log(`${basename(run)}, ${text.length} characters, median of ${values.rounds}`);
  let good = true;
  for (const way of results.keys()) {
    const times = middle(way, 'seconds') / middle('forward', 'seconds');
    const cpu = middle(way, 'cpu') / middle('forward', 'cpu');
    const mib = Math.max(...results.get(way).map((one) => one.mib));
    console.log(
      `${way.padEnd(9)} ${middle(way, 'seconds').toFixed(1)} s (${times.toFixed(2)} times), CPU ${middle(way, 'cpu').toFixed(1)} s (${cpu.toFixed(2)} times), ${mib.toFixed(0)} MiB above the model`,
    );
    if (way !== 'trace' && (cpu > MOST_TIMES || mib > MOST_MEMORY)) good = false;
  }
  process.exitCode = good ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}

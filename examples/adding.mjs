/**
 * How long does a memory last? The adding problem (Hochreiter and Schmidhuber 1997): 200 steps of
 * random numbers, two of them marked, and at the end their sum. Always answering 1 has a mean squared
 * error of 1/6 = 0.167; a network that cannot carry the first number to the end gets no better.
 *
 * Trains a tanh RNN, a GRU and an LSTM of the same size in the same way and prints their errors.
 * About a minute on two cores. From a clone: `node examples/adding.mjs`; with `--svg FILE` the three
 * curves are drawn into a file, with `--long` the training is four times as long.
 */
import { writeFileSync } from 'node:fs';
import { train } from 'unroll-rnn';
import { ADDING_BASELINE, generateAdding } from '../dist/data/generators/index.js';

const T = 200;
const steps = process.argv.includes('--long') ? 1600 : 400;
const svg = process.argv.includes('--svg') && process.argv[process.argv.indexOf('--svg') + 1];

const sequences = (seed, items) =>
  generateAdding({ seed, items, length: T }).map(({ inputs, target }) => ({
    frames: Array.from({ length: T }, (_, t) => [inputs[2 * t], inputs[2 * t + 1]]),
    label: target,
  }));
const learning = sequences(1, 8000);
const validation = sequences(2, 200);
const test = sequences(3, 500);

const curves = [];
for (const [cell, lr] of [
  ['rnn', 0.005],
  ['gru', 0.005],
  ['lstm', 0.01],
]) {
  const run = train({
    task: 'regress',
    input: 'vectors',
    data: { records: learning },
    validation: { records: validation },
    cell,
    hidden: 64,
    bidirectional: false,
    lr,
    steps,
    validateEvery: steps / 20,
    seed: 1,
  });
  const curve = [];
  for await (const event of run) {
    if (event.event === 'validation') curve.push([event.step, event.metrics.mse]);
  }
  const model = await run.model();
  const { mse } = (await model.evaluate({ records: test })).metrics;
  model.close();
  curves.push({ cell, curve, mse });
  console.log(`${cell.padEnd(5)} mean squared error ${mse.toFixed(4)}`);
}
console.log(`always 1: ${ADDING_BASELINE.toFixed(4)}`);
if (svg) writeFileSync(svg, figure(curves));

const [rnn, ...gated] = curves;
if (rnn.mse < 0.1 || gated.some(({ mse }) => mse >= 0.01)) process.exitCode = 1;

/** Errors over steps, one line a cell. */
function figure(lines) {
  const [W, H, left, top, right, bottom] = [640, 360, 56, 24, 72, 44];
  const most = 0.25;
  const x = (step) => left + ((W - left - right) * step) / steps;
  const y = (mse) => top + (H - top - bottom) * (1 - Math.min(mse, most) / most);
  const colours = { rnn: '#c0392b', gru: '#2471a3', lstm: '#1e8449' };
  const text = (at, up, words, more = '') => `<text x="${at}" y="${up}" ${more}>${words}</text>`;
  const ticks = [0, 0.05, 0.1, 0.15, 0.2, 0.25].map(
    (v) =>
      `<path d="M${left} ${y(v)}H${W - right}" stroke="#ddd"/>` +
      text(left - 8, y(v) + 4, v.toFixed(2), 'text-anchor="end"'),
  );
  const marks = [0, 0.25, 0.5, 0.75, 1].map((part) =>
    text(x(part * steps), H - bottom + 18, part * steps, 'text-anchor="middle"'),
  );
  const base = `<path d="M${left} ${y(ADDING_BASELINE)}H${W - right}" stroke="#555" stroke-dasharray="5 4"/>`;
  const drawn = lines.map(({ cell, curve }) => {
    const path = curve.map(([step, mse]) => `${x(step).toFixed(1)} ${y(mse).toFixed(1)}`).join('L');
    const end = y(curve.at(-1)[1]) + (cell === 'gru' ? -6 : 6);
    return (
      `<path d="M${path}" fill="none" stroke="${colours[cell]}" stroke-width="2"/>` +
      text(W - right + 6, end.toFixed(1), cell, `fill="${colours[cell]}"`)
    );
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${W} ${H}" font-family="sans-serif" font-size="12">`,
    '<title>Adding problem: mean squared error of rnn, gru and lstm by training step</title>',
    `<rect width="${W}" height="${H}" fill="#fff"/>`,
    text(left, 15, `adding problem, T = ${T}: mean squared error by training step`),
    ...ticks,
    ...marks,
    base,
    text(W - right - 4, y(ADDING_BASELINE) - 5, 'always 1', 'text-anchor="end" fill="#555"'),
    ...drawn,
    '</svg>',
    '',
  ].join('\n');
}

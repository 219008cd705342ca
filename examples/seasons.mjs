/**
 * Forecasts where the best possible error is known. A noisy sum of a day and a week: the network beats
 * the seasonal naive forecast. A linear process: it does as well as linear regression, which nothing can
 * beat. A process that looks random to every linear forecast: it beats linear regression by far.
 *
 * Errors are mean squares on later values than those trained on. From a clone: `node examples/seasons.mjs`.
 */
import { train } from 'unroll-rnn';
import {
  autoregressionErrors,
  generateAutoregression,
  generateSeasons,
  generateTent,
  tentError,
} from '../dist/data/generators/index.js';

const LATER = 2000;

/** Trains on all but the last steps; gives the errors there of the network and of all baselines. */
async function backtest(series, options) {
  const { names, values } = series;
  const part = (from, to) => ({ [names[0]]: Array.from(values.subarray(from, to)) });
  const steps = values.length - LATER;
  const run = train({
    task: 'forecast',
    data: { records: [part(0, steps)] },
    validation: 0.1,
    schedule: 'cosine',
    seed: 1,
    ...options,
  });
  await run.finish();
  const model = await run.model();
  const records = [part(steps - options.window)];
  const { metrics, details } = await model.evaluate({ records }, { originStride: 1 });
  model.close();
  const errors = [['network', metrics.mse], ...details.baselines.map((b) => [b.name, b.mse])];
  return { errors: Object.fromEntries(errors), coverage: metrics.coverage };
}

let failed = 0;
function show(title, { errors, coverage }, best, demand) {
  console.log(title);
  for (const [name, mse] of Object.entries(errors)) {
    console.log(`  ${name.padEnd(20)} ${mse.toFixed(4)}`);
  }
  console.log(`  ${'best possible'.padEnd(20)} ${best.toFixed(4)}`);
  console.log(
    `  ${(100 * coverage).toFixed(1)} % of the values lie between the 0.1 and 0.9 quantiles`,
  );
  const [words, met] = demand;
  if (!met) failed++;
  console.log(`  ${met ? 'yes' : 'NO'}: ${words}\n`);
}

const noise = 0.3;
const seasons = await backtest(generateSeasons({ length: 6000, noise }), {
  window: 168,
  stride: 2,
  horizon: 12,
  season: 168,
  arOrder: 168,
  hidden: 32,
  epochs: 12,
});
show('A day and a week with noise, 12 steps ahead', seasons, noise ** 2, [
  'the network beats the seasonal naive forecast',
  seasons.errors.network < 0.8 * seasons.errors['seasonal naive (168)'],
]);

const linear = await backtest(generateAutoregression({ length: 8000 }), {
  window: 24,
  horizon: 6,
  mode: 'recursive',
  arOrder: 3,
  hidden: 16,
  epochs: 8,
});
const best = autoregressionErrors(6).reduce((sum, error) => sum + error / 6, 0);
show('A linear process, 6 steps ahead', linear, best, [
  'the network is within 3 % of linear regression of the right order',
  linear.errors.network < 1.03 * linear.errors['AR(3)'],
]);

const tent = await backtest(generateTent({ length: 8000 }), {
  window: 8,
  horizon: 1,
  hidden: 24,
  epochs: 12,
});
show('A process that is not linear, the next step', tent, tentError(), [
  'the network errs less than a quarter of linear regression',
  tent.errors.network < 0.25 * tent.errors['AR(8)'],
]);

process.exitCode = failed === 0 ? 0 : 1;

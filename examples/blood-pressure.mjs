/**
 * One-to-one: height, weight, age and habits of a person → low, normal or high blood pressure. The rule
 * behind the data has noise in it, so nobody can always be right: how often the best possible answer is
 * right is known exactly, and the network has to come within one point of that.
 *
 * Takes a few seconds. From a clone: `node examples/blood-pressure.mjs`.
 */
import { train } from 'unroll-rnn';
import {
  bloodPressureCeiling,
  bloodPressureCsv,
  generateBloodPressure,
} from '../dist/data/generators/index.js';

const people = (seed, items) => generateBloodPressure({ seed, items });
const test = people(3, 20_000);

if (process.argv.includes('--csv')) {
  // The data as a file, to train on from the command line.
  process.stdout.write(bloodPressureCsv(people(1, 20_000)));
  process.exit();
}

const run = train({
  task: 'classify',
  input: 'table',
  labelColumn: 'pressure',
  data: { records: people(1, 20_000) },
  validation: { records: people(2, 2000) },
  hidden: 24,
  layers: 1,
  lr: 0.01,
  schedule: 'cosine',
  epochs: 8,
  seed: 1,
});
await run.finish();

const model = await run.model();
const report = await model.evaluate({ records: test });
for (const line of report.lines) console.log(line);
const [answer] = model.predict([
  { height: 172, weight: 95, age: 61, smoker: 'yes', activity: 'low' },
]);
console.log(`\n61 years, 95 kg, smoker: ${answer.label} (${answer.probability.toFixed(3)})`);
model.close();

const ceiling = bloodPressureCeiling();
const { accuracy } = report.metrics;
console.log(
  `accuracy ${(100 * accuracy).toFixed(2)} %, the rule's own ceiling ${(100 * ceiling).toFixed(2)} %`,
);
if (accuracy < ceiling - 0.01) process.exitCode = 1;

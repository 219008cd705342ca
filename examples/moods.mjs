/**
 * Many-to-one: is a review a good one? "The cast was not at all bad, but the story was dull": no word
 * by itself says anything, for half of the statements are negated. A recurrent classifier reads the
 * words in their order; logistic regression on words and pairs of words sees the same reviews without.
 *
 * Prints both figures. About 20 seconds. From a clone: `node examples/moods.mjs`.
 */
import { train } from 'unroll-rnn';
import { LinearTextClassifier } from '../dist/baselines/index.js';
import { generateMoods } from '../dist/data/generators/index.js';

const moods = ['negative', 'positive'];
const reviews = (seed, items) =>
  generateMoods({ seed, items }).map(({ text, mood }) => ({ text, label: mood }));
const learning = reviews(1, 3000);
const test = reviews(3, 2000);

const run = train({
  task: 'classify',
  data: { records: learning },
  validation: { records: reviews(2, 300) },
  hidden: 24,
  embed: 16,
  lr: 0.01,
  epochs: 4,
  patience: 3,
  seed: 1,
});
await run.finish();
const model = await run.model();
const report = await model.evaluate({ records: test });
for (const line of report.lines) console.log(line);
for (const text of [
  'The plot was never boring.',
  'The cast was fine, but the ending was not good.',
]) {
  console.log(`${model.describe(model.predict([text])[0])}\t${text}`);
}
model.close();

const linear = LinearTextClassifier.fit(
  learning.map(({ text }) => text),
  learning.map(({ label }) => moods.indexOf(label)),
  { classes: 2 },
);
const right = test.filter(({ text, label }) => moods[linear.predict(text)] === label).length;
const { accuracy } = report.metrics;
const bag = right / test.length;
console.log(`\nrecurrent classifier  ${(100 * accuracy).toFixed(1)} %`);
console.log(`${linear.name}  ${(100 * bag).toFixed(1)} %`);
if (accuracy < 0.95 || accuracy < bag) process.exitCode = 1;

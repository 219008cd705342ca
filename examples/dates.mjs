/**
 * "the 3rd of May, 1998" → "1998-05-03": an encoder-decoder with attention learns, character by
 * character, to write dates as ISO has them. The dates are generated and every text has one meaning, so
 * all of them can be right; the example wants 99 % of those that it has not seen.
 *
 * Prints figures, a few dates, and where the network looked for each character of one of them;
 * `--svg FILE` draws that. From a clone: `node examples/dates.mjs`.
 */
import { writeFileSync } from 'node:fs';
import { attentionSvg, attentionText, datesTsv, generateDates, train } from 'unroll-rnn';

const WANTED = 0.99;
const SHOWN = 'Tuesday the 3rd of May 1998';

const records = (items) => items.map(({ text, iso }) => ({ source: text, target: iso }));
const dates = generateDates({ seed: 1, items: 9000 });
const [learned, test] = [dates.slice(0, 8000), dates.slice(8000)];
console.log(`for example ${datesTsv(dates.slice(0, 1)).trim().replace('\t', ' → ')}`);

const run = train({
  task: 'translate',
  data: { records: records(learned) },
  validation: { records: records(test.slice(0, 200)) },
  level: 'char',
  hidden: 64,
  embed: 24,
  attention: 'general',
  batch: 64,
  lr: 0.005,
  epochs: 4,
  seed: 1,
});
for await (const event of run) {
  if (event.event === 'validation') {
    const { exact_match: right, token_accuracy: symbols } = event.metrics;
    console.log(
      `step ${event.step}: ${(100 * symbols).toFixed(1)} % of the characters, ${(100 * right).toFixed(1)} % of the dates`,
    );
  }
}

const model = await run.model();
const { metrics } = await model.evaluate({ records: records(test.slice(200)) });
console.log(
  `exact match ${(100 * metrics.exact_match).toFixed(2)} % of ${test.length - 200} new dates (wanted: ${100 * WANTED} %)`,
);
for (const source of ['May 3rd, 1998', '1998/5/3', 'day 3 of May in the year 1998']) {
  console.log(`${source} → ${model.predict([source])[0].translation}`);
}
const [answer] = model.predict([SHOWN], { attention: true });
const picture = {
  source: answer.source_symbols,
  target: answer.symbols,
  weights: answer.attention,
};
console.log(`\n${attentionText(picture)}`);
const file = process.argv[process.argv.indexOf('--svg') + 1];
if (process.argv.includes('--svg')) writeFileSync(file, attentionSvg(picture));
model.close();
if (metrics.exact_match < WANTED) process.exitCode = 1;

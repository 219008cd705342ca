/**
 * "Teddy bears are on sale" and "Teddy Roosevelt was a great president": is Teddy a person? Only what
 * follows tells. Sentences come in pairs that are the same up to the doubtful word, so a network that
 * reads forward is right about it half of the time, whatever it has learned; one that reads from both
 * ends can be right always.
 *
 * Under a minute on two cores. From a clone, after `npm ci`: `node examples/teddy.mjs`.
 */
import { generateTeddy } from '../dist/data/generators/index.js';
import { train } from '../dist/index.js';

const items = generateTeddy({ seed: 1, items: 3600 });
const unseen = items.slice(3000);
const percent = (x) => `${(100 * x).toFixed(1)} %`;
const share = (list, right) => list.filter(right).length / list.length;

for (const bidirectional of [false, true]) {
  const run = train({
    task: 'tag',
    data: { records: items.slice(0, 3000) },
    validation: 0,
    bidirectional,
    hidden: 24,
    embed: 24,
    batch: 16,
    lr: 0.01,
    schedule: 'cosine',
    epochs: 4,
    seed: 1,
  });
  await run.finish();
  const model = await run.model();
  const answers = model.predict(unseen);
  const doubtful = share(unseen, ({ tags, doubtful: t }, n) => answers[n].tags[t] === tags[t]);
  const all = await model.evaluate({ records: unseen });
  console.log(
    bidirectional ? 'from both ends' : 'forward only  ',
    `doubtful words ${percent(doubtful)}, all words ${percent(all.metrics.accuracy)}, span F1 ${percent(all.metrics.span_f1)}`,
  );
  if (bidirectional ? doubtful < 0.98 : Math.abs(doubtful - 0.5) > 0.05) process.exitCode = 1;
  if (bidirectional) {
    for (const text of ['Teddy bears are on sale .', 'Teddy Roosevelt was a great president .']) {
      const [{ tokens, tags }] = model.predict([text]);
      console.log(tokens.map((token, t) => `${token}/${tags[t]}`).join(' '));
    }
  }
  model.close();
}

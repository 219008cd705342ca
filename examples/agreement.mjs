/**
 * Where does each cell's memory end? Trains `rnn`, `gru` and `lstm` on sentences in which a verb must
 * agree with a subject up to 60 symbols back ("the cats, which saw the dog, were old."), and prints
 * how often each prefers the right form, by the distance. 50 % is guessing.
 *
 * Sentences with small gaps come more often, as in any language; from long ones alone no cell learns
 * the rule in this time. Takes about a minute on two cores. From a clone: `node examples/agreement.mjs`.
 */
import { agreementByGap, agreementText, generateAgreement, inBands, train } from 'unroll-rnn';

const bands = [
  [1, 5],
  [6, 10],
  [11, 20],
  [21, 30],
  [31, 40],
  [41, 50],
  [51, 60],
];

const text = [8, 16, 30, 60]
  .map((maxGap, k) => agreementText(generateAgreement({ seed: 1 + k, items: 6000, maxGap })))
  .join('');
const test = Array.from({ length: 60 }, (_, k) =>
  generateAgreement({ seed: 1000 + k, items: 40, minGap: k + 1, maxGap: k + 1 }),
).flat();

const row = (cells) => console.log(cells.map((cell) => cell.padEnd(9)).join(''));
row(['gap', ...bands.map(([from, to]) => `${from}-${to}`)]);

for (const cell of ['rnn', 'gru', 'lstm']) {
  const run = train({
    data: { text },
    unit: 'line',
    cell,
    layers: 1,
    hidden: 48,
    embed: 'onehot',
    batch: 32,
    steps: 4000,
    lr: 0.005,
    schedule: 'cosine',
    warmup: 50,
    validation: 0,
    samples: false,
    seed: 1,
  });
  await run.finish();
  const model = await run.model();
  const shares = inBands(agreementByGap(model, test), bands);
  row([cell, ...shares.map((share) => `${(100 * share).toFixed(1)} %`)]);
  model.close();
}

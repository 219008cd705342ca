/**
 * Genes in DNA: is a base part of an exon, of an intron, or between genes? The sequences come from a
 * hidden Markov model, so the best that can be done is known: its exact forward-backward decoding. A
 * bidirectional LSTM, with and without a CRF, learns from labelled sequences alone and comes within a
 * point of it. One base says little: codons must be counted in threes, and the signals where an exon
 * or an intron ends stand after the bases that they tell about, so one that reads forward falls short.
 *
 * One to two minutes on two cores. From a clone, after `npm ci`: `node examples/dna.mjs`.
 */
import { decodeDna, generateDna } from '../dist/data/generators/index.js';
import { train } from '../dist/index.js';

const length = 150;
const record = ({ sequence, labels }) => ({ tokens: [...sequence], tags: labels });
const learned = generateDna({ seed: 1, items: 10_000, length }).map(record);
const unseen = generateDna({ seed: 2, items: 300, length }).map(record);

/** The share of all bases whose label is the answer: one answer for each sequence. */
function shareRight(answers) {
  let right = 0;
  unseen.forEach(({ tags }, n) => {
    right += tags.filter((label, t) => answers[n][t] === label).length;
  });
  return right / (unseen.length * length);
}

/** What is most frequent among the labels, for each key. */
function mostFrequent(keyOf) {
  const counts = {};
  for (const { tokens, tags } of learned) {
    tags.forEach((label, t) => {
      const key = keyOf(tokens[t]);
      counts[key] ??= {};
      counts[key][label] = (counts[key][label] ?? 0) + 1;
    });
  }
  const best = (of) => Object.keys(of).reduce((a, b) => (of[b] > of[a] ? b : a));
  return unseen.map(({ tokens }) => tokens.map((base) => best(counts[keyOf(base)])));
}

async function tagger(settings) {
  const run = train({
    task: 'tag',
    data: { records: learned },
    validation: 0,
    layers: 2,
    hidden: 32,
    embed: 'onehot',
    batch: 16,
    lr: 0.01,
    schedule: 'cosine',
    epochs: 4,
    seed: 1,
    ...settings,
  });
  await run.finish();
  const model = await run.model();
  const answers = model.predict(unseen.map(({ tokens }) => ({ tokens })));
  model.close();
  return shareRight(answers.map(({ tags }) => tags));
}

const report = (name, share, note = '') =>
  console.log(`${name.padEnd(22)} ${(100 * share).toFixed(2)} %${note}`);
report('most frequent label', shareRight(mostFrequent(() => 'any')));
report('told by the base alone', shareRight(mostFrequent((base) => base)));
const exact = shareRight(unseen.map(({ tokens }) => decodeDna(tokens.join('')).labels));
report('forward-backward', exact, ' (exact: nothing is better on average)');

const forward = await tagger({ bidirectional: false });
report('LSTM, forward only', forward);
const both = await tagger({});
report('BiLSTM', both);
const judged = await tagger({ crf: true });
report('BiLSTM-CRF', judged);
if (Math.min(both, judged) < exact - 0.01 || forward > exact - 0.05) process.exitCode = 1;

// How far back cells remember: the verb that agrees by gap, the adding problem by length. Their texts are generated.
import { join } from 'node:path';
import { ADDING_BASELINE } from '../../dist/data/generators/index.js';
import { agreementByGap, generateAgreement, inBands, load } from '../../dist/index.js';
import { curves } from '../curves.mjs';
import { metric, percent, threeSeeds } from '../figures.mjs';
import { addingProblem, agreementSentences } from '../splits.mjs';

const CELLS = ['rnn', 'gru', 'lstm'];
const MOST = 60;
const BANDS = [
  [1, 5],
  [6, 10],
  [11, 20],
  [21, 30],
  [31, 40],
  [41, 50],
  [51, MOST],
];

export const agreement = {
  name: 'agreement',
  title: 'Subject and verb: right forms by gap',
  data: 'Generated sentences in which a verb agrees with a subject up to 60 symbols back ([memory](memory.md)): 24,000 to learn, 40 for each gap in the test; 50 % is guessing. One layer of 48 units each, the same steps.',
  needs: {},
  files: agreementSentences,
  variants: true,
  runs: CELLS.flatMap((cell) =>
    threeSeeds({
      key: cell,
      train: [
        ...['text.txt', '--lines', '--cell', cell, '--layers', '1', '--hidden', '48'],
        ...['--embed', 'onehot', '--batch', '32', '--steps', '4000', '--lr', '0.005'],
        ...['--schedule', 'cosine', '--warmup', '50', '--val', '0', '--no-samples'],
      ],
      measure: rightByGap,
    }),
  ),
  metric: { label: 'right forms', of: ([{ share }]) => share, show: percent, higher: true },
  details: (variants) =>
    [
      `| gap | ${BANDS.map(([from, to]) => `${from}–${to}`).join(' | ')} |`,
      `| --- | ${BANDS.map(() => '---').join(' | ')} |`,
      ...variants.map(
        ({ key, runs }) => `| ${key} | ${inBands(byGap(runs), BANDS).map(percent).join(' | ')} |`,
      ),
      '',
      '![Right forms by the gap between subject and verb, of each cell](agreement-by-gap.svg)',
    ].join('\n'),
  figures: (variants) => ({
    'agreement-by-gap.svg': curves(
      variants.map(({ key, runs }) => ({ name: key, points: smoothed(byGap(runs)) })),
      {
        title: 'Right forms of the verb by the gap to its subject (means of 5 gaps)',
        x: { label: 'symbols between subject and verb', ticks: [3, 10, 20, 30, 40, 50, 58] },
        y: { most: 1, show: (share) => `${Math.round(100 * share)} %` },
        level: { at: 0.5, name: 'guessing' },
      },
    ),
  }),
};

async function rightByGap(folder) {
  const test = Array.from({ length: MOST }, (_, k) =>
    generateAgreement({ seed: 1000 + k, items: 40, minGap: k + 1, maxGap: k + 1 }),
  ).flat();
  const model = await load(join(folder, 'run'));
  const byGap = agreementByGap(model, test);
  model.close();
  return [{ share: inBands(byGap, [[1, MOST]])[0], byGap }];
}

const byGap = (runs) => runs.flatMap(({ evaluations: [{ byGap }] }) => byGap);

/** Means of five gaps, at the middle one: one gap alone has 40 sentences. */
function smoothed(results) {
  return Array.from({ length: MOST - 4 }, (_, k) => {
    const gap = k + 3;
    return [gap, inBands(results, [[gap - 2, gap + 2]])[0]];
  });
}

const LENGTHS = [25, 50, 100, 200];

export const adding = {
  name: 'adding',
  title: 'Adding problem by length',
  data: 'Two of T numbers are marked, the answer is their sum: 8,000 generated sequences to learn, 500 for the test; always answering 1 has a mean squared error of 1/6 = 0.167. One layer of 64 units, 400 steps, the same learning rate for all.',
  needs: {},
  files: (_, { part }) => addingProblem(part),
  variants: true,
  runs: CELLS.flatMap((cell) =>
    LENGTHS.flatMap((length) =>
      threeSeeds({
        key: `${cell}, T = ${length}`,
        part: length,
        train: [
          ...['--task', 'regress', 'train.jsonl', '--val', 'development.jsonl'],
          ...['--input', 'vectors', '--cell', cell, '--layers', '1', '--hidden', '64'],
          ...['--no-bidirectional', '--lr', '0.005', '--steps', '400', '--validate-every', '20'],
        ],
        test: ['test.jsonl'],
      }),
    ),
  ),
  note: 'Of 200 steps the LSTM needs another learning rate in this time: with 0.01 it has 0.0019 (`node examples/adding.mjs`).',
  metric: {
    label: 'mean squared error',
    of: metric('mse'),
    show: (x) => x.toFixed(4),
    higher: false,
  },
  details: (variants) =>
    [
      `| T | ${LENGTHS.join(' | ')} |`,
      `| --- | ${LENGTHS.map(() => '---').join(' | ')} |`,
      ...CELLS.map((cell) => {
        const own = variants.filter(({ key }) => key.startsWith(`${cell},`));
        return `| ${cell} | ${own.map(({ mean }) => mean.toFixed(4)).join(' | ')} |`;
      }),
      '',
      '![Mean squared error of the adding problem by length, of each cell](adding-by-length.svg)',
    ].join('\n'),
  figures: (variants) => ({
    'adding-by-length.svg': curves(
      CELLS.map((cell) => ({
        name: cell,
        points: variants
          .filter(({ key }) => key.startsWith(`${cell},`))
          .map(({ mean }, k) => [LENGTHS[k], Math.min(mean, 0.2)]),
      })),
      {
        title: 'Adding problem: mean squared error by length',
        x: { label: 'steps T', ticks: LENGTHS },
        y: { most: 0.2, show: (mse) => mse.toFixed(2) },
        level: { at: ADDING_BASELINE, name: 'always 1' },
      },
    ),
  }),
};

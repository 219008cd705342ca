// Language models: one published size, two levels of one text, cells and depths side by side.
import { nats, threeSeeds } from '../figures.mjs';
import { firstPart, halves, partWithLastTenth } from '../splits.mjs';

const onValidation = {
  label: 'nats per character',
  /** Of a baseline there is only its loss. */
  of: ([evaluation], training) => training?.best ?? evaluation.loss,
  show: nats,
  higher: false,
};
const shakespeareText = { text: 'text/tinyshakespeare.txt' };

export const shakespeare = {
  name: 'shakespeare',
  title: 'Tiny Shakespeare, characters, half an hour',
  data: 'The last tenth, 111,540 characters, is the validation text, by which the best weights are chosen; there is no other.',
  needs: shakespeareText,
  files: firstPart(1),
  runs: [
    {
      key: 'seed-1',
      train: [
        ...['text.txt', '--layers', '2', '--hidden', '384', '--embed', 'onehot'],
        ...['--dropout', '0.45', '--variational', '--weight-drop', '0.3'],
        ...['--batch', '32', '--bptt', '64', '--clip', '1', '--optimizer', 'adamw'],
        ...['--lr', '0.003', '--weight-decay', '0.05', '--schedule', 'cosine'],
        ...['--warmup', '200', '--min-lr-factor', '0.02', '--average', '0.999'],
        ...['--precision', 'bf16', '--steps', '22000', '--validate-every', '1000', '--no-samples'],
      ],
      baselines: ['--order', '5'],
    },
  ],
  metric: onValidation,
  must: 1.43,
  aim: 1.4,
  note: 'Alone on two cores it takes half an hour. [What else was tried](#tiny-shakespeare-in-half-an-hour-what-was-tried).',
  anchors: [
    {
      what: 'PyTorch, LSTM 2×256, dropout 0.25, AdamW',
      figure: '1.443',
      source: 'measured beside, 17 minutes on a faster machine',
    },
    { what: 'nanoGPT, 4 layers, 2,000 steps', figure: '1.88', source: 'its README' },
  ],
};

const words = ['--embed', '200', '--hidden', '200', '--tie', '--dropout', '0.5'];
const spaced = ['--level', 'word', '--split', 'spaces', '--batch', '20', '--bptt', '35'];

export const levels = {
  name: 'levels',
  title: 'Characters and words of one text (small WikiText-2 split)',
  data: 'Trained on the file `valid`, chosen on lines 1–2148 of `test`, measured on the others. Unknown words count as one symbol, which is cheaper than spelling them.',
  needs: { train: 'text/wikitext2.valid.txt', test: 'text/wikitext2.test.txt' },
  files: halves({ line: 2148 }),
  note: 'n-grams with Kneser-Ney win at both levels: 220,000 words are little, and what counts in them are short sequences that come again.',
  variants: true,
  runs: [
    {
      key: 'characters',
      train: [
        ...['train.txt', '--val', 'development.txt', '--hidden', '256', '--dropout', '0.3'],
        ...['--batch', '32', '--bptt', '64', '--epochs', '6', '--min-count', '3', '--no-samples'],
      ],
      test: ['test.txt'],
      baselines: [],
    },
    {
      key: 'words',
      train: [
        ...['train.txt', '--val', 'development.txt', ...spaced, ...words],
        ...['--epochs', '8', '--no-samples'],
      ],
      test: ['test.txt'],
      baselines: [],
    },
  ].flatMap(threeSeeds),
  metric: {
    label: 'bits per character',
    of: ([{ bits_per_char: bits, metrics }]) => bits ?? metrics.bits_per_char,
    show: nats,
    higher: false,
  },
};

const cellRuns = (key, flags) =>
  threeSeeds({
    key,
    train: [
      ...['text.txt', ...flags, '--layers', '2', '--embed', '64'],
      ...['--batch', '50', '--bptt', '50', '--no-samples'],
    ],
  });

export const cells = {
  name: 'cells',
  title: 'LSTM, GRU and RNN at equal size and at equal time',
  data: 'Tiny Shakespeare, two layers. Equal size: about 250,000 weights, 1,500 steps. Equal time: three minutes of one thread each.',
  note: 'Two things differ besides time: the rate of 1,500 steps falls to a tenth, that of a run which only `--minutes` ends stays; and without dropout GRU and RNN have their best loss after some 2,000 steps, before the time is over.',
  needs: shakespeareText,
  files: firstPart(1),
  variants: true,
  runs: [
    ['lstm', '128'],
    ['gru', '150'],
    ['rnn', '270'],
  ].flatMap(([cell, hidden]) => [
    ...cellRuns(`${cell}, equal size`, ['--cell', cell, '--hidden', hidden, '--steps', '1500']),
    ...cellRuns(`${cell}, equal time`, [
      ...['--cell', cell, '--hidden', hidden],
      ...['--minutes', '3', '--threads', '1'],
    ]),
  ]),
  metric: onValidation,
};

const parts = [0.1, 0.3, 1];

export const depth = {
  name: 'depth',
  title: 'Layers and data: more layers do not always help',
  data: 'Tiny Shakespeare, LSTM of 128 units: the first 10, 30 and 100 % of the first nine tenths to learn from, the same last tenth to choose the best weights by; 800 steps with dropout 0.2.',
  needs: shakespeareText,
  files: (paths, { part }) => partWithLastTenth(part)(paths),
  variants: true,
  runs: parts.flatMap((part) =>
    [1, 2, 3, 4].flatMap((layers) =>
      threeSeeds({
        key: `${100 * part} %, ${layers} layer${layers > 1 ? 's' : ''}`,
        part,
        train: [
          ...['text.txt', '--val', 'development.txt', '--min-count', '2'],
          ...['--layers', String(layers), '--hidden', '128', '--embed', '64'],
          ...['--dropout', '0.2', '--batch', '50', '--bptt', '50'],
          ...['--steps', '800', '--no-samples'],
        ],
      }),
    ),
  ),
  metric: onValidation,
  details: (variants) =>
    [
      '| text | 1 layer | 2 | 3 | 4 |',
      '| --- | --- | --- | --- | --- |',
      ...parts.map((part, n) => {
        const four = variants.slice(4 * n, 4 * n + 4).map(({ mean }) => nats(mean));
        return `| ${100 * part} % | ${four.join(' | ')} |`;
      }),
    ].join('\n'),
};

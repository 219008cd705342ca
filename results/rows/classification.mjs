// Sentences, reviews and names: one label for a whole text.
import { metric, percent, threeSeeds } from '../figures.mjs';
import { names as nameFiles, polarityFold, reviews, sentiment } from '../splits.mjs';

const accuracy = { label: 'accuracy', of: metric('accuracy'), show: percent, higher: true };
const files = ['train.txt', '--val', 'development.txt'];

/** One setting for both sets of film sentences: few words, so nearly everything is regularisation. */
const sentences = [
  ...['--task', 'classify', '--level', 'word', '--split', 'spaces', '--min-count', '2'],
  ...['--layers', '1', '--hidden', '64', '--embed', '200', '--pooling', 'mean'],
  ...['--dropout', '0.6', '--variational', '--optimizer', 'adamw', '--weight-decay', '0.2'],
  ...['--average', '0.998'],
];

export const sst2 = {
  name: 'sst2',
  title: 'SST-2, sentences only, no pretrained vectors',
  needs: {
    train: 'classification/sst2.train.txt',
    development: 'classification/sst2.dev.txt',
    test: 'classification/sst2.test.txt',
  },
  files: sentiment,
  runs: threeSeeds({
    train: [...files, ...sentences, '--epochs', '15'],
    test: ['test.txt'],
    baselines: [],
  }),
  metric: accuracy,
  must: 0.815,
  aim: 0.83,
};

export const polarity = {
  name: 'rt-polarity',
  title: 'rt-polarity, ten fixed folds',
  needs: {
    positive: 'classification/rt-polarity.pos',
    negative: 'classification/rt-polarity.neg',
  },
  files: (paths, { fold }) => polarityFold(paths, fold),
  runs: Array.from({ length: 10 }, (_, fold) => ({
    key: `fold-${fold}`,
    fold,
    train: [...files, ...sentences, '--epochs', '12'],
    test: ['test.txt'],
    baselines: [],
  })),
  metric: accuracy,
  must: 0.77,
  aim: 0.79,
};

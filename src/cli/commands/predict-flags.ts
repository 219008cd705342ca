/** Flags of `unroll predict` and `eval` that only some tasks read; a task refuses those that it does not. */
import { real, whole } from '../values.ts';
import type { Flag } from './train-flags.ts';

const probability = real('--quantiles', 'numbers between 0 and 1, such as 0.1,0.5,0.9', {
  min: 0,
  max: 1,
  above: true,
  below: true,
});

const FROM_ZERO = { min: 0, max: Number.MAX_VALUE } as const;

/** What answers are made with, and so what figures are made of. */
export const answerFlags: readonly Flag[] = [
  {
    flags: '--beam <n>',
    text: 'translate, transcribe: hypotheses side by side; 1: the likeliest symbol at each step',
    standard: '5; transcribe 1',
    parse: whole('--beam', 1, 1000),
  },
  {
    flags: '--length-penalty <x>',
    text: 'translate: how much longer hypotheses are favoured; 0: not at all',
    standard: 0.6,
    parse: real('--length-penalty', 'a number from 0', FROM_ZERO),
  },
  {
    flags: '--max-length <n>',
    text: 'translate: the most symbols of an answer',
    standard: 'half as many again as the longest of training',
    parse: whole('--max-length', 1, 1e6),
  },
  {
    flags: '--copy-unknown',
    text: 'translate: copy words that have no symbol from where attention looks',
  },
  {
    flags: '--ahead <n>',
    text: 'forecast: steps ahead',
    standard: 'the horizon of training',
    parse: whole('--ahead', 1, 1e5),
  },
  {
    flags: '--quantiles <list>',
    text: 'forecast: quantiles, such as 0.1,0.5,0.9',
    standard: 'these, but none of a network trained with mse',
    parse: (text) => text.split(',').map((part) => probability(part.trim())),
  },
  {
    flags: '--paths <n>',
    text: 'forecast, recursive: paths that quantiles are taken from',
    standard: 200,
    parse: whole('--paths', 1, 1e5),
  },
  {
    flags: '--seed <n>',
    text: 'forecast, recursive: of the paths',
    standard: 0,
    parse: whole('--seed', 0, Number.MAX_SAFE_INTEGER),
  },
];

export const predictFlags: readonly Flag[] = [
  ...answerFlags,
  {
    flags: '--n-best <n>',
    text: 'translate: this many answers for each source, parted by tabs',
    standard: 1,
    parse: whole('--n-best', 1, 1000),
  },
  { flags: '--attention', text: 'translate: the weights of attention, with --json' },
];

export const evalFlags: readonly Flag[] = [
  ...answerFlags,
  {
    flags: '--origins <n>',
    text: 'forecast: from the last n origins of each series only',
    standard: 'all',
    parse: whole('--origins', 1, 1e9),
  },
  {
    flags: '--origin-stride <n>',
    text: 'forecast: steps between origins',
    standard: 'the horizon, fewer for short series',
    parse: whole('--origin-stride', 1, 1e6),
  },
];

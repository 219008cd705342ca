/** Flags of `unroll predict` and `eval` that only some tasks read; a task refuses those that it does not. */

import type { Flag } from '../../util/flags.ts';
import { real, unescapeText, whole } from '../values.ts';

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
    text: 'translate, caption, transcribe: hypotheses side by side; 1: the likeliest symbol at each step',
    standard: '5; caption 1; transcribe 1, and 8 beside it in eval',
    parse: whole('--beam', 1, 1000),
  },
  {
    flags: '--length-penalty <x>',
    text: 'translate, caption: how much longer hypotheses are favoured; 0: not at all',
    standard: 0.6,
    parse: real('--length-penalty', 'a number from 0', FROM_ZERO),
  },
  {
    flags: '--max-length <n>',
    text: 'translate, caption: the most symbols of an answer',
    standard: 'half as many again as the longest of training',
    parse: whole('--max-length', 1, 1e6),
  },
  {
    flags: '--copy-unknown',
    text: 'translate: copy words that have no symbol from where attention looks',
  },
  {
    flags: '--temperature <x>',
    text: 'caption: draw symbols, the more freely the higher; absent: the likeliest',
    parse: real('--temperature', 'a number from 0 to 1000', { min: 0, max: 1000 }),
  },
  {
    flags: '--top-k <n>',
    text: 'caption: draw among the n most probable symbols; 0: all',
    parse: whole('--top-k', 0, 1e8),
  },
  {
    flags: '--seed <n>',
    text: 'caption, forecast (recursive): of what is drawn',
    standard: '1; forecast 0',
    parse: whole('--seed', 0, 2 ** 32 - 1),
  },
  {
    flags: '--prime <text>',
    text: 'caption: what captions begin with; \\n is a line end',
    parse: unescapeText,
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
];

export const predictFlags: readonly Flag[] = [
  ...answerFlags,
  {
    flags: '--n-best <n>',
    text: 'translate, caption: this many answers for each, parted by tabs',
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

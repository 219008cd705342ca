/** Flags of `unroll predict` and `eval` that only some tasks read; a task refuses those that it does not. */
import { real, whole } from '../values.ts';
import type { Flag } from './train-flags.ts';

const FROM_ZERO = { min: 0, max: Number.MAX_VALUE } as const;

/** What answers are made with, and so what figures are made of. */
export const answerFlags: readonly Flag[] = [
  {
    flags: '--beam <n>',
    text: 'translate: hypotheses side by side; 1: the likeliest symbol at each step',
    standard: 5,
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

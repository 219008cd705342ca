/**
 * The table of commands: a name, a line for `unroll --help` and the file that is imported only when
 * the command runs.
 */
import type { Command } from 'commander';
import type { Io } from './io.ts';

/** Adds flags, arguments and help to `command`; its action sets the exit code by `done`. */
export type Define = (command: Command, io: Io, done: (exitCode: number) => void) => void;

export interface CommandEntry {
  summary: string;
  load: () => Promise<{ define: Define }>;
}

export const commands = {
  train: {
    summary: 'train on files of text or examples; without DATA on a built-in sample',
    load: () => import('./commands/train.ts'),
  },
  resume: {
    summary: 'go on exactly where a run stopped',
    load: () => import('./commands/resume.ts'),
  },
  sample: {
    summary: 'generate text',
    load: () => import('./commands/sample.ts'),
  },
  next: {
    summary: 'the distribution of what comes after a text',
    load: () => import('./commands/next.ts'),
  },
  score: {
    summary: 'log-probability of texts, per symbol and in total; ranks sentences and lines',
    load: () => import('./commands/score.ts'),
  },
  eval: {
    summary: 'the metrics of a run on files',
    load: () => import('./commands/eval.ts'),
  },
  predict: {
    summary: 'answers of a trained task: labels, numbers, tags, translations, …',
    load: () => import('./commands/predict.ts'),
  },
  compare: {
    summary: 'runs and their baselines in one table: metrics, loss, time, size',
    load: () => import('./commands/compare.ts'),
  },
  explain: {
    summary: "every number of a small model's forward pass, loss and gradients",
    load: () => import('./commands/explain.ts'),
  },
  inspect: {
    summary:
      'a text, or the input of any task, coloured by one unit; every gate and state as arrays for other tools',
    load: () => import('./commands/inspect.ts'),
  },
  cells: {
    summary: 'units that stand for quotes, comments, indentation, …; what changes when one is held',
    load: () => import('./commands/cells.ts'),
  },
  gradients: {
    summary:
      'how far gradients reach back: by lag, for a run of any task or for cells side by side',
    load: () => import('./commands/gradients.ts'),
  },
  saliency: {
    summary: 'which parts of the input moved an answer, for every task',
    load: () => import('./commands/saliency.ts'),
  },
  studio: {
    summary: 'the web application: train, watch, play and look inside, in a browser',
    load: () => import('./commands/studio.ts'),
  },
  info: {
    summary: 'what a run or model file is; without RUN: version, backends and processor',
    load: () => import('./commands/info.ts'),
  },
} as const satisfies Record<string, CommandEntry>;

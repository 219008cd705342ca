/** Network and Gradients: what the network is made of, its numbers at one step, how far gradients reach. */
import { z } from 'zod';
import { cellNames } from './cell-names.ts';
import { taskInput } from './predict.ts';
import type { TaskName } from './tasks.ts';

const weights = z.enum(['best', 'last']).optional();

/**
 * `GET /api/runs/:name/network`: boxes in the order in which numbers pass through them; each layer also
 * leads to itself, one step later (or earlier, `reverse`).
 */
export interface NetworkPicture {
  task: TaskName;
  boxes: NetworkBox[];
  /** How many numbers are learned. */
  parameters: number;
}

export type BoxKind =
  | 'symbol'
  | 'embedding'
  | 'letters'
  | 'vector'
  | 'projection'
  | 'condition'
  | 'recurrent'
  | 'pooling'
  | 'attention'
  | 'dense'
  | 'output'
  | 'crf';

export interface NetworkBox {
  id: string;
  kind: BoxKind;
  /** Networks that read one sequence and write another have two parts; all others have the part `network`. */
  part: 'network' | 'encoder' | 'decoder';
  /** Of recurrent boxes, from 1. */
  layer?: number;
  /** Of recurrent boxes: reads from the end. */
  reverse?: boolean;
  /** Of recurrent boxes: `lstm`. */
  cell?: string;
  /** Columns that come in and go out at a step; absent where the shapes do not tell. */
  input?: number;
  output?: number;
  /** At each step of its part, once before the first one, or once after the last one. */
  when: 'each' | 'first' | 'last';
  /** In the notation of `unroll explain`: `i[t] = σ(W_i x[t] + …)`; none of a cell of one's own. */
  equations: string[];
  parameters: { name: string; shape: number[] }[];
  parameterCount: number;
}

export const stepRequest = z.strictObject({
  weights,
  text: z.string().min(1).max(10_000),
  /** Which symbol of the text has just been read, from 0. */
  at: z.int().min(0),
  /** So many units of each vector, from the first. */
  units: z.int().min(1).max(256).default(8),
});
export type StepRequest = z.input<typeof stepRequest>;

/** Numbers of a language model's boxes after reading one symbol. */
export interface StepAnswer {
  /** Symbols of the text as the vocabulary has them, for stepping. */
  symbols: string[];
  /** Where each ends in the text, in UTF-16 units, as in a trace. */
  ends: number[];
  /** Which of them has just been read, from 0. */
  at: number;
  boxes: { id: string; vectors: StepVector[] }[];
  /** The most probable next symbols. */
  next: { id: number; token: string; probability: number }[];
}

export const taskStepRequest = z.strictObject({
  weights,
  input: taskInput,
  /** Which step has just been read, from 0: of a translator those of the source, then those of the target. */
  at: z.int().min(0),
  /** So many units of each vector, from the first. */
  units: z.int().min(1).max(256).default(8),
});
export type TaskStepRequest = z.input<typeof taskStepRequest>;

/** Numbers of the boxes of any other task at one step. */
export interface TaskStepAnswer {
  /** What is read step by step, part after part; no symbols where there are no steps. */
  parts: { part: NetworkBox['part']; symbols: string[] }[];
  at: number;
  /** Those that have numbers at this step, or once for all steps. */
  boxes: { id: string; vectors: StepVector[] }[];
  shares: StepShares[];
  /** What the task answers to the input, for people. */
  answer: string;
}

/** Shares of one. */
export interface StepShares {
  /** Of which box. */
  box: string;
  /** `answers`: classes, tags or symbols, the most probable first. `looked`: how much each step of `part` counts. */
  kind: 'answers' | 'looked';
  part?: NetworkBox['part'];
  rows: { label: string; share: number }[];
}

export interface StepVector {
  /** As in the equations: `x[t]`, `h[t-1]`, `i[t]`, `c[t]`, `h[t]`, `y[t]`. */
  name: string;
  /** How it was made; empty where the name says it. */
  formula: string;
  size: number;
  /** The first units. */
  values: number[];
  min: number;
  mean: number;
  max: number;
  /** Euclidean. */
  norm: number;
}

/** Of runs of every task. */
const reachOptions = {
  /** How far back. */
  lags: z.int().min(1).max(1000).default(50),
  /** Losses that are followed back. */
  windows: z.int().min(1).max(256).default(64),
  /** Limit of the weights' gradient, of its norm or of each number. */
  clip: z.number().gt(0).default(1),
  clipBy: z.enum(['norm', 'value']).default('norm'),
};

export const gradientsRequest = z.strictObject({
  weights,
  text: z.string().min(2).max(1_000_000),
  /** Freshly initialised cells beside it, of the run's sizes, on the same text as characters. */
  cells: z.array(z.enum(cellNames)).max(cellNames.length).default([]),
  /** Of fresh cells: all recurrent weights are multiplied by it. */
  gain: z.number().gt(0).max(1000).default(1),
  ...reachOptions,
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(1),
});
export type GradientsRequest = z.input<typeof gradientsRequest>;

export const taskGradientsRequest = z.strictObject({
  weights,
  /** One input, with its answer or without, or so many of the first records that the run validates on. */
  of: z
    .union([
      z.strictObject({ input: taskInput }),
      z.strictObject({ validation: z.int().min(1).max(256) }),
    ])
    .default({ validation: 1 }),
  ...reachOptions,
});
export type TaskGradientsRequest = z.input<typeof taskGradientsRequest>;

export interface GradientsAnswer {
  /** That of the run first, then the cells in the order asked for; of other tasks the run alone. */
  reaches: GradientReach[];
}

/** ‖∂L_t/∂h_(t−k)‖ of one network. */
export interface GradientReach {
  /** The run's name, or a cell's. */
  name: string;
  cell: string;
  hidden: number;
  /** The largest lag. */
  lags: number;
  /** The steps t of the rows of `norms`. */
  steps: number[];
  /** Of other tasks, what each row is called: `3: t = 20` is step 20 of the third record or window. */
  rows?: string[];
  layers: LayerReach[];
  /** The norm of the gradient of all weights, by window. */
  clipping: { clip: number; clipBy: 'norm' | 'value'; before: number[]; after: number[] };
}

export interface LayerReach {
  /** From 0. */
  layer: number;
  /** Where a network has several stacks or directions: `l0_reverse`, `encoder.l0`. */
  name?: string;
  /** One for each state of the cell, `h` first. */
  states: StateReach[];
  /** By gate block of the recurrent weights. */
  recurrent: { gate: string; spectralRadius: number; spectralNorm: number }[];
}

export interface StateReach {
  /** `h` or `c`. */
  state: string;
  /** For each of `steps` the norms by lag k from 0, as far as there are steps; null: no state there, or no finite number. */
  norms: (number | null)[][];
  /** By lag, over the steps that have a state there. */
  mean: (number | null)[];
  median: (number | null)[];
  /** The median's factor from one lag to the next; absent for fewer than three lags. */
  perStep?: number;
  /** The last lag to which the median stays at 1 % or more of that at the first. */
  reach: number;
}

/** Network and Gradients: what the network is made of, its numbers at one step, how far gradients reach. */
import { z } from 'zod';

const weights = z.enum(['best', 'last']).optional();

/** `GET /api/runs/:name/network`: boxes from input to output; a recurrent one also leads to itself. */
export interface NetworkPicture {
  task: string;
  boxes: NetworkBox[];
  /** Pairs of ids. */
  edges: [from: string, to: string][];
  parameters: number;
}

export type BoxKind =
  | 'input'
  | 'embedding'
  | 'dense'
  | 'recurrent'
  | 'attention'
  | 'pooling'
  | 'crf'
  | 'output';

export interface NetworkBox {
  id: string;
  kind: BoxKind;
  /** `lstm`, `embedding`, `softmax`. */
  name: string;
  /** Of recurrent ones, from 1. */
  layer?: number;
  /** Of recurrent ones: reads from the end. */
  reverse?: boolean;
  /** Numbers that leave it at each step. */
  size: number;
  parameters: { name: string; shape: number[] }[];
  parameterCount: number;
  /** In the notation of `unroll explain`: `i[t] = σ(W_i x[t] + …)`. */
  equations: string[];
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
  /** Symbols of the text, for stepping. */
  symbols: string[];
  at: number;
  boxes: { id: string; vectors: StepVector[] }[];
  /** The most probable next symbols. */
  next: { id: number; token: string; probability: number }[];
}

export interface StepVector {
  /** `x[t]`, `h[t-1]`, `i[t]`, `c[t]`, `h[t]`, `y[t]`. */
  name: string;
  size: number;
  /** The first units. */
  values: number[];
  min: number;
  mean: number;
  max: number;
  /** Euclidean. */
  norm: number;
}

const cellNames = ['rnn', 'gru-simple', 'gru', 'gru-torch', 'lstm', 'lstm-peephole'] as const;

export const gradientsRequest = z.strictObject({
  weights,
  text: z.string().min(2).max(1_000_000),
  /** Freshly initialised cells beside it, of the run's sizes. */
  cells: z.array(z.enum(cellNames)).max(6).default([]),
  /** How far back. */
  lags: z.int().min(1).max(1000).default(100),
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(1),
});
export type GradientsRequest = z.input<typeof gradientsRequest>;

export interface GradientsAnswer {
  reaches: GradientReach[];
}

/** ‖∂L_t/∂h_(t−k)‖ of one layer, or the same of its state c. */
export interface GradientReach {
  /** `run`, or a cell's name. */
  of: string;
  cell: string;
  layer: number;
  units: number;
  /** `h`, or `c` of an LSTM. */
  state: string;
  /** Over the steps t, by lag k from 0. */
  mean: number[];
  median: number[];
  /** The median's factor from one lag to the next; null where there are too few lags to tell. */
  perStep: number | null;
  /** The last lag to which the median stays at 1 % or more of that at lag 0. */
  reach: number;
  /** Of some steps t: `norms[row][k]`, and which t each row is. */
  heat: { t: number[]; norms: number[][] };
  /** Of the recurrent weights, per gate. */
  spectralRadius: { gate: string; radius: number }[];
}

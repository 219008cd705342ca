/**
 * The record that `explain` makes: plain data with every number of a small language model's forward
 * pass, loss and backward pass over one text. It is what `--json` prints; text and HTML are drawn
 * from it alone.
 *
 * Steps count from 1: h[1] is the state after the first symbol, h[0] the initial state (zeros).
 */
import type { LanguageModelConfig } from '../models/config.ts';
import type { Matrix, Vector } from './plain.ts';

/** One computed vector: `a[2] = W x[2] + b_i + U h[1] + b_h`, with its values. */
export interface Quantity {
  name: string;
  /** How it was made; empty where the name says it. */
  formula: string;
  values: Vector;
}

export interface NamedMatrix {
  name: string;
  /** The shape of the parameter; `values` of a vector is one row. */
  shape: readonly number[];
  values: Matrix;
  /** What rows and columns stand for: units, gates and units, symbols. */
  rows: string[];
  columns: string[];
}

export interface Token {
  id: number;
  token: string;
}

export interface LayerStep {
  /** What the layer reads: the embedding, or the output of the layer below. */
  x: Vector;
  forward: Quantity[];
  /** The state after the step. */
  h: Vector;
  c?: Vector;
  /** ∂L/∂h[t] and its two parts: from what stands above at step t, and from step t+1. */
  dh: { fromOutput: Quantity; throughTime: Quantity; total: Quantity };
  /** ∂L/∂c[t] as it arrives from step t+1 (LSTM cells). */
  dcThroughTime?: Vector;
  backward: Quantity[];
  /** ∂L/∂x[t] */
  dx: Vector;
}

export interface ExplainStep {
  t: number;
  input: Token;
  target: Token;
  layers: LayerStep[];
  /** Hidden layers of the output network, if there are any. */
  outputNetwork: Quantity[];
  logits: Vector;
  probabilities: Vector;
  /** −ln p(target), nats. */
  loss: number;
  /** ∂L/∂logits = (p − onehot(target)) / T */
  dLogits: Vector;
  /** ∂L/∂ of the hidden layers of the output network. */
  outputNetworkBackward: Quantity[];
}

/** What carries a gradient from one step to the step before it, in one layer. */
export interface FlowStep {
  t: number;
  /** ∂state[t]/∂state[t−1], rows by columns; the state is h, or h then c for LSTM cells. */
  factor: Matrix;
  /** Its largest singular value: how much it can stretch a gradient. */
  norm: number;
  /** Largest singular value of ∂state[T]/∂state[t] = J[T] · … · J[t+1]. */
  productNorm: number;
  /** ‖∂L/∂state[t]‖ of the whole loss. */
  gradientNorm: number;
  /** ‖∂loss[T]/∂state[t]‖: how much of the last symbol's error arrives here. */
  lastLossNorm: number;
}

export interface LayerFlow {
  layer: number;
  /** J[t] in words of symbols. */
  formula: string;
  steps: FlowStep[];
  /** Largest singular values of each gate's part of U. */
  recurrentNorms: { gate: string; norm: number }[];
}

export interface EngineCheck {
  /** What computed the values compared with. */
  engine: string;
  /** |difference| <= tolerance · max(1, |value|) for all of them. */
  tolerance: number;
  compared: number;
  largestDifference: number;
  where: string;
  agrees: boolean;
}

export interface Explanation {
  kind: 'explanation';
  /** The symbols read and predicted: the input of step t is text[t − 1], its target text[t]. */
  text: string[];
  config: LanguageModelConfig;
  vocabulary: readonly string[];
  /** T, the number of predictions. */
  length: number;
  gates: readonly string[];
  equations: string[];
  parameters: NamedMatrix[];
  gradients: NamedMatrix[];
  steps: ExplainStep[];
  /** Mean of the steps' losses, nats; ‖gradient‖ over all parameters. */
  loss: number;
  perplexity: number;
  gradientNorm: number;
  flow: LayerFlow[];
  checks: EngineCheck[];
}

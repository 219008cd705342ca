/**
 * How far gradients reach back: ‖∂L_t/∂h_(t−k)‖ by lag k, for many steps t of a text, in a language model
 * with any cell; L_t is the loss of step t alone, −ln P(symbol t | before). Beside it what is known of the
 * recurrent weights, and what clipping does to the weights' gradient.
 *
 * The derivative is total: it counts every path from that state to the loss, through the layers above too.
 */
import type { TextModel } from '../generate/text-model.ts';
import type { LanguageModel } from '../models/language-model.ts';
import { layerNames } from '../nn/recurrent/stack-config.ts';
import { expected, UnrollError } from '../util/errors.ts';
import { recurrentBlocks, spread, stateReach } from './reach-summary.ts';
import { windowNorms, windowsAt } from './reach-windows.ts';
import { type Clipping, type ClippingOptions, clippingOf } from './weight-gradients.ts';

export interface GradientReachOptions extends ClippingOptions {
  /** The largest lag k. Default 50; fewer where the text is shorter. */
  lags?: number;
  /** Steps t whose losses are followed back, evenly spread over the text. Default 64. */
  windows?: number;
  /** What the result is called beside others. Default: the cell's name. */
  name?: string;
}

export interface GradientReach {
  kind: 'gradient-reach';
  name: string;
  cell: string;
  hidden: number;
  /** The largest lag. */
  lags: number;
  /** The steps t of the rows below. Of a text, step t reads its symbol t − 1 and predicts symbol t. */
  steps: number[];
  /** What each row is called, where its step does not tell it from others. */
  rows?: string[];
  /** Of other tasks than language models, in words: which loss L_t is and from where lags are counted. */
  meaning?: string;
  layers: LayerReach[];
  clipping: Clipping;
}

export interface LayerReach {
  /** From 0. */
  layer: number;
  /** Where a network has several stacks or directions: `l0_reverse`, `encoder.l0`. */
  name?: string;
  /** One for each state of the cell, `h` first. */
  states: StateReach[];
  /** By gate block of the recurrent weights; empty for a cell without `weight_hh` of shape (G·H, H). */
  recurrent: RecurrentBlock[];
}

export interface StateReach {
  /** `h`, `c`, or what a user's own cell calls it. */
  state: string;
  /** For each of `steps`, ‖∂L_t/∂state_(t−k)‖ for k = 0 … min(lags, t − 1); NaN for lags at which the layer has no state. */
  norms: number[][];
  /** By lag, over the steps that have a state there; NaN where none has. */
  mean: number[];
  median: number[];
  /** The median's factor from one lag to the next, fitted over lags from 1 on; absent for fewer than three lags. */
  perStep?: number;
  /** The last lag to which the median stays at 1 % or more of that at the first. */
  reach: number;
}

export interface RecurrentBlock {
  gate: string;
  /** ρ: the largest absolute value of the block's eigenvalues. */
  spectralRadius: number;
  /** ‖U‖₂: its largest singular value. */
  spectralNorm: number;
}

/** Throws 'usage' unless each is a positive integer. */
export function checkCounts(counts: Readonly<Record<string, number>>): void {
  for (const [option, value] of Object.entries(counts)) {
    if (!Number.isInteger(value) || value < 1) throw expected(option, 'a positive integer', value);
  }
}

/**
 * Of a text, read after `<s>` where the model has one. Errors as `gradientReach`, and 'data' for a symbol that
 * the model does not know.
 */
export function textGradientReach(
  { network, codec }: Pick<TextModel, 'network' | 'codec'>,
  text: string,
  options: GradientReachOptions = {},
): GradientReach {
  const { bos } = codec.vocabulary;
  const ids = [...(bos === undefined ? [] : [bos]), ...codec.encode(text)];
  return gradientReach(network, ids, options);
}

/**
 * Of the text with these ids, read from the zero state: ids[0] is read first, and step t predicts ids[t].
 * Errors: 'usage' for fewer than two ids, for lags and windows that are no positive integers and for
 * clipping that cannot be.
 */
export function gradientReach(
  network: LanguageModel,
  ids: ArrayLike<number>,
  { lags: most = 50, windows: rows = 64, name, ...clipping }: GradientReachOptions = {},
): GradientReach {
  checkCounts({ lags: most, windows: rows });
  const all = Int32Array.from(ids);
  const T = all.length - 1;
  if (T < 1) {
    throw new UnrollError(
      'usage',
      `expected a text of at least two symbols (one to read, one to predict) but received ${all.length}`,
    );
  }
  const sequence = { inputs: all.subarray(0, T), targets: all.subarray(1) };
  const lags = Math.min(most, T - 1);
  const ends = spread(T > rows + lags ? lags : 0, T - 1, rows);
  const spans = ends.map((end) => ({ start: Math.max(0, end - lags), end }));
  const windows = windowsAt(network, sequence.inputs, spans);
  const norms = windowNorms(network, sequence, windows);
  const { cell, hidden } = network.config;
  const names = layerNames(network.stack.config);
  return {
    kind: 'gradient-reach',
    name: name ?? cell,
    cell,
    hidden,
    lags,
    steps: ends.map((end) => end + 1),
    layers: norms.map((byState, layer) => ({
      layer,
      states: byState.map((rows, s) => stateReach(network.stack.cell.states[s], rows, lags)),
      recurrent: recurrentBlocks(network.parameters, {
        name: `rnn.weight_hh${names[layer].suffix}`,
        H: hidden,
        cell: network.stack.cell,
      }),
    })),
    clipping: clippingOf(network, sequence, windows, clipping),
  };
}

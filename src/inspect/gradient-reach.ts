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
import { exp, log } from '../util/maths.ts';
import { windowNorms, windowsAt } from './reach-windows.ts';
import { largestSingularValue, spectralRadius } from './spectral-radius.ts';
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
  /** The steps t of the rows below, ascending. Step t reads symbol t − 1 of the text and predicts symbol t. */
  steps: number[];
  layers: LayerReach[];
  clipping: Clipping;
}

export interface LayerReach {
  /** From 0. */
  layer: number;
  /** One for each state of the cell, `h` first. */
  states: StateReach[];
  /** By gate block of the recurrent weights; empty for a cell without `weight_hh` of shape (G·H, H). */
  recurrent: RecurrentBlock[];
}

export interface StateReach {
  /** `h`, `c`, or what a user's own cell calls it. */
  state: string;
  /** For each of `steps`, ‖∂L_t/∂state_(t−k)‖ for k = 0 … min(lags, t − 1). */
  norms: number[][];
  /** By lag, over the steps that reach so far back. */
  mean: number[];
  median: number[];
  /** The median's factor from one lag to the next, fitted over lags from 1 on; absent for fewer than three lags. */
  perStep?: number;
  /** The last lag to which the median stays at 1 % or more of that at lag 0. */
  reach: number;
}

export interface RecurrentBlock {
  gate: string;
  /** ρ: the largest absolute value of the block's eigenvalues. */
  spectralRadius: number;
  /** ‖U‖₂: its largest singular value. */
  spectralNorm: number;
}

/** Of the lag 0, below which a gradient counts as gone. */
const GONE = 0.01;

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
  for (const [option, value] of Object.entries({ lags: most, windows: rows })) {
    if (!Number.isInteger(value) || value < 1) throw expected(option, 'a positive integer', value);
  }
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
      recurrent: recurrentBlocks(network, layer),
    })),
    clipping: clippingOf(network, sequence, windows, clipping),
  };
}

/** At most `count` whole numbers from `first` to `last`, evenly spread, both ends among them. */
function spread(first: number, last: number, count: number): number[] {
  const steps = Math.min(count, last - first + 1);
  if (steps === 1) return [last];
  return Array.from({ length: steps }, (_, i) =>
    Math.round(first + (i * (last - first)) / (steps - 1)),
  );
}

function stateReach(state: string, norms: number[][], lags: number): StateReach {
  const byLag = Array.from({ length: lags + 1 }, (_, k) =>
    norms.flatMap((row) => (k < row.length ? [row[k]] : [])),
  );
  const mean = byLag.map((values) => values.reduce((sum, x) => sum + x, 0) / values.length);
  const median = byLag.map(medianOf);
  const gone = median.findIndex((value) => !(value >= GONE * median[0]));
  return {
    state,
    norms,
    mean,
    median,
    perStep: factorPerStep(median),
    reach: gone < 0 ? lags : Math.max(0, gone - 1),
  };
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** exp of the slope of ln(median) over the lag, by least squares; lags whose median is 0 or ∞ are left out. */
function factorPerStep(median: readonly number[]): number | undefined {
  const points = median.flatMap((value, k) =>
    k > 0 && value > 0 && Number.isFinite(value) ? [{ k, y: log(value) }] : [],
  );
  if (points.length < 3) return undefined;
  const meanK = points.reduce((sum, { k }) => sum + k, 0) / points.length;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / points.length;
  const above = points.reduce((sum, { k, y }) => sum + (k - meanK) * (y - meanY), 0);
  const below = points.reduce((sum, { k }) => sum + (k - meanK) ** 2, 0);
  return exp(above / below);
}

function recurrentBlocks({ backend, parameters, stack }: LanguageModel, layer: number) {
  const { hidden: H } = stack.config;
  const { suffix } = layerNames(stack.config)[layer];
  const name = `rnn.weight_hh${suffix}`;
  const [rows, columns] = parameters.has(name) ? parameters.get(name).shape : [];
  if (columns !== H || rows % H !== 0) return [];
  const weights = parameters.read(name);
  return Array.from({ length: rows / H }, (_, g): RecurrentBlock => {
    const block = weights.subarray(g * H * H, (g + 1) * H * H);
    return {
      gate: stack.cell.fused?.gates[g] ?? `${g + 1}`,
      spectralRadius: spectralRadius(backend, block, H),
      spectralNorm: largestSingularValue(backend, block, H),
    };
  });
}

/**
 * Gradients of the loss at single steps by the states before them: ∂L_t/∂s_(t−k) for each state s of
 * each layer. Windows of a text are the members of a batch, each ends at another t with its own loss
 * and starts from the state that the model had there, so one walk back gives all lags of all windows.
 */

import type { Backend, Block } from '../backend/backend.ts';
import { IGNORED, type LanguageModel } from '../models/language-model.ts';
import type { CellState } from '../nn/cells/cell.ts';
import type { LayerState } from '../nn/recurrent/stack.ts';
import { linearCrossEntropy } from '../tensor/ops/cross-entropy.ts';
import { sliceRows } from '../tensor/ops/slice.ts';
import { PackCache } from '../tensor/pack-cache.ts';
import { Tape } from '../tensor/tape.ts';
import { gradientOf } from '../tensor/tensor.ts';

/** Steps `start` … `end`, counted from 0, the last one with the loss; `state` is that before `start`. */
export interface Window {
  start: number;
  end: number;
  state: LayerState[];
}

/** By layer, by state of the cell: (window, lag) ‖∂L_end/∂s_(end−k)‖, k from 0 to end − start. */
export type WindowNorms = number[][][][];

/** Floats that the tensors of one walk may take: 128 MiB in single precision. */
const WALK_FLOATS = 1 << 25;
/** Tensors (B, H) that a step of a layer leaves, with their gradients: about so many for an LSTM. */
const TENSORS_PER_STEP = 48;

/** The windows with the states before them, which are those of the walk over all of the text. */
export function windowsAt(
  network: LanguageModel,
  inputs: Int32Array,
  spans: readonly { start: number; end: number }[],
): Window[] {
  const tape = new Tape(network.backend, { recording: false });
  let state = network.initialState(1);
  let at = 0;
  try {
    return spans.map(({ start, end }) => {
      for (let steps = 0; at < start; at += steps) {
        steps = Math.min(1024, start - at);
        tape.reset();
        const piece = { inputs: inputs.subarray(at, at + steps), T: steps, B: 1, state };
        state = network.features(tape, piece).state();
      }
      return { start, end, state };
    });
  } finally {
    tape.close();
  }
}

/** Windows ordered by `start`; those of one length go side by side. The weights' gradients stay as they are. */
export function windowNorms(
  network: LanguageModel,
  { inputs, targets }: { inputs: Int32Array; targets: Int32Array },
  windows: readonly Window[],
): WindowNorms {
  const { parameters, config } = network;
  const states = network.stack.cell.states;
  const result: WindowNorms = Array.from({ length: config.layers }, () => states.map(() => []));
  const frozen = parameters.frozen;
  // Only the states' gradients are wanted, so none is made of the weights.
  parameters.freeze(parameters.names());
  const packs = new PackCache(network.backend, parameters);
  const tape = new FrozenTape(network.backend, packs);
  try {
    for (const batch of batches(network, windows)) {
      tape.reset();
      const norms = walk(network, tape, { inputs, targets, windows: batch });
      norms.forEach((byState, layer) => {
        byState.forEach((rows, s) => {
          result[layer][s].push(...rows);
        });
      });
    }
  } finally {
    tape.close();
    packs.close();
    parameters.freeze(frozen);
  }
  return result;
}

/** Weights that do not learn are laid out once for all steps, though gradients go through them. */
class FrozenTape extends Tape {
  private readonly weights: PackCache;

  constructor(backend: Backend, weights: PackCache) {
    super(backend);
    this.weights = weights;
  }

  override keeperOf(source: Block): PackCache | undefined {
    return this.weights.holds(source) ? this.weights : undefined;
  }
}

function* batches({ config }: LanguageModel, windows: readonly Window[]): Generator<Window[]> {
  for (let from = 0; from < windows.length; ) {
    const length = lengthOf(windows[from]);
    const perWindow = TENSORS_PER_STEP * length * config.layers * config.hidden;
    const most = Math.max(1, Math.floor(WALK_FLOATS / perWindow));
    let to = from + 1;
    while (to < windows.length && to - from < most && lengthOf(windows[to]) === length) to++;
    yield windows.slice(from, to);
    from = to;
  }
}

function lengthOf({ start, end }: Window): number {
  return end - start + 1;
}

/** One batch of windows of the same length. */
function walk(
  network: LanguageModel,
  tape: Tape,
  { inputs, targets, windows }: { inputs: Int32Array; targets: Int32Array; windows: Window[] },
): WindowNorms {
  const B = windows.length;
  const T = lengthOf(windows[0]);
  const ids = new Int32Array(T * B);
  windows.forEach(({ start }, b) => {
    for (let t = 0; t < T; t++) ids[t * B + b] = inputs[start + t];
  });
  const initial = initialStates(network, tape, windows);
  const { output, steps = [] } = network.features(
    tape,
    { inputs: ids, T, B, keepSteps: true },
    initial,
  );
  const loss = linearCrossEntropy(
    tape,
    { x: sliceRows(tape, output, T - 1, 1), ...network.outputLayer() },
    windows.map(({ end }) => targets[end]),
    { ignoreIndex: IGNORED, reduction: 'sum' },
  );
  tape.backward(loss);
  return steps.map((layer) =>
    network.stack.cell.states.map((name) => {
      const byLag = layer.map(({ state }) => rowNorms(gradientOf(state[name]), B)).reverse();
      return windows.map((_, b) => byLag.map((norms) => norms[b]));
    }),
  );
}

/** Whose gradient is wanted, so that those of all later states are made. */
function initialStates(network: LanguageModel, tape: Tape, windows: Window[]): CellState[] {
  const { layers, hidden: H } = network.config;
  const B = windows.length;
  return Array.from({ length: layers }, (_, layer) =>
    Object.fromEntries(
      network.stack.cell.states.map((name) => {
        const values = new Float64Array(B * H);
        windows.forEach(({ state }, b) => {
          values.set(state[layer][name] ?? [], b * H);
        });
        return [name, tape.variable(values, [B, H])];
      }),
    ),
  );
}

/** The norm of each row of a matrix with B rows; ∞ where a number has left its range. */
export function rowNorms(values: ArrayLike<number>, B: number): number[] {
  const H = values.length / B;
  return Array.from({ length: B }, (_, b) => {
    let largest = 0;
    for (let j = b * H; j < (b + 1) * H; j++) largest = Math.max(largest, Math.abs(values[j]));
    // Squares of numbers far from 1 would leave the range of doubles.
    if (largest === 0) return 0;
    if (!Number.isFinite(largest)) return Number.POSITIVE_INFINITY;
    let squares = 0;
    for (let j = b * H; j < (b + 1) * H; j++) squares += (values[j] / largest) ** 2;
    return largest * Math.sqrt(squares);
  });
}

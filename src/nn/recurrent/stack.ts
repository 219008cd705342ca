/**
 * Layers of one cell, in one or both directions, with dropout between layers and residual links.
 * Parameters carry torch's names: `weight_ih_l0`, `bias_hh_l1_reverse`, …
 */
import type { Floats, IntBlock } from '../../backend/backend.ts';
import { add } from '../../tensor/ops/arithmetic.ts';
import { dropout } from '../../tensor/ops/dropout.ts';
import type { Tape } from '../../tensor/tape.ts';
import { type Tensor, valuesOf } from '../../tensor/tensor.ts';
import { expected, UnrollError } from '../../util/errors.ts';
import { foldKey, type Key } from '../../util/rng.ts';
import type { Cell, CellParameters, CellState } from '../cells/cell.ts';
import { type CellName, type CellOptions, resolveCell } from '../cells/table.ts';
import type { ParameterSpec } from '../init.ts';
import type { LayerInput, LayerResult } from './layer.ts';
import { type LayerTrace, traceOf } from './trace.ts';
import { unroll } from './unroll.ts';

export interface StackConfig extends CellOptions {
  /** A built-in cell by name, or one made by `defineCell`. */
  cell: CellName | Cell;
  /** I: the width of the input; for one-hot tokens the vocabulary's size. */
  input: number;
  hidden: number;
  layers: number;
  bidirectional?: boolean;
  /** What becomes of the two directions: side by side (2H columns, as in torch) or added (H). */
  merge?: 'concat' | 'sum';
  /** Share of units dropped between layers while training. */
  dropout?: number;
  /** Each layer after the first adds its input, before dropout, to its output. */
  residual?: boolean;
  /** Whether the cells have biases. Default true. */
  bias?: boolean;
  /** The input is one-hot; only initialisation needs to know. */
  onehot?: boolean;
}

/** The state of one layer and direction as plain numbers, (B, H) row-major. */
export interface LayerState {
  h: Floats;
  c?: Floats;
  /** Further states of users' own cells. */
  [name: string]: Floats | undefined;
}

export interface ForwardOptions {
  T: number;
  B: number;
  /** By layer and direction: l0, (l0 reverse,) l1, … Absent: zeros. */
  state?: readonly LayerState[];
  /** The same as tensors (B, H), for gradients of the initial state. */
  initial?: readonly CellState[];
  /** (B) steps of each sequence. */
  lengths?: IntBlock;
  /** Dropout is on. */
  training?: boolean;
  /** Of this training step; each layer folds its number in. */
  dropoutKey?: Key;
  /** Global number of the batch's first stream, for dropout. */
  firstStream?: number;
  /** False: plain operations instead of kernels. */
  fused?: boolean;
  /** Keeps every step's state as tensors (plain operations). */
  keepStates?: boolean;
  /** Copies gates and states of all steps (fused cells). */
  trace?: boolean;
}

export interface StackResult {
  /** (T, B, F), F = `width` of the configuration; zero where a sequence has ended. */
  output: Tensor;
  /** Copies of the final states, by layer and direction; call before the tape's reset. */
  state: () => LayerState[];
  /** Final states (B, H) as tensors, by layer and direction. */
  hidden: Tensor[];
  /** Final cell states; empty for cells without one. */
  cell: Tensor[];
  /** With `trace`. */
  traces?: LayerTrace[];
  /** With `keepStates`: by layer and direction, by time step. */
  states?: CellState[][];
}

/** Columns of a stack's output. */
export function stackWidth({ hidden, bidirectional, merge = 'concat' }: StackConfig): number {
  return bidirectional && merge === 'concat' ? 2 * hidden : hidden;
}

export class Stack {
  readonly config: StackConfig;
  readonly cell: Cell;
  private readonly layers: readonly { parameters: CellParameters; reverse: boolean }[][];

  /** What the parameters must hold, in order. Error 'usage' for impossible sizes. */
  static specs(config: StackConfig, prefix = ''): ParameterSpec[] {
    checkConfig(config);
    const { hidden, bias = true } = config;
    const cell = resolveCell(config.cell, config);
    return layerNames(config).flatMap(({ layer, suffix }) => {
      const input = layer === 0 ? config.input : stackWidth(config);
      return cell.parameters({ input, hidden, bias }).map(({ name, shape, init }) => {
        const onehot = init.kind === 'input-weight' && layer === 0 && config.onehot === true;
        return {
          name: `${prefix}${name}${suffix}`,
          shape,
          init: onehot ? { ...init, onehot } : init,
        };
      });
    });
  }

  constructor(config: StackConfig, parameters: { get(name: string): Tensor }, prefix = '') {
    checkConfig(config);
    this.config = config;
    this.cell = resolveCell(config.cell, config);
    const sizes = { input: config.input, hidden: config.hidden, bias: config.bias ?? true };
    const names = this.cell.parameters(sizes).map(({ name }) => name);
    const layers: { parameters: CellParameters; reverse: boolean }[][] = [];
    for (const { layer, reverse, suffix } of layerNames(config)) {
      const own = names.map((name) => [name, parameters.get(`${prefix}${name}${suffix}`)]);
      layers[layer] ??= [];
      layers[layer].push({ parameters: Object.fromEntries(own), reverse });
    }
    this.layers = layers;
  }

  forward(tape: Tape, input: LayerInput, options: ForwardOptions): StackResult {
    const { T, B, training = false, dropoutKey, firstStream } = options;
    const { hidden: H, dropout: p = 0, residual = false } = this.config;
    const initial = options.initial ?? this.initialState(tape, options);
    const results: LayerResult[] = [];
    let x = input;
    let output: Tensor | undefined;
    this.layers.forEach((directions, layer) => {
      const below = output;
      if (below !== undefined) {
        x = training ? this.drop(tape, below, { p, layer, dropoutKey, firstStream, B }) : below;
      }
      const joined = this.wideOutput(tape, directions.length, { T, B });
      const parts = directions.map(({ parameters, reverse }, direction) => {
        const { lengths, fused, keepStates } = options;
        const state = initial?.[results.length];
        const into = joined && { output: joined, column: direction * H };
        const how = { lengths, reverse, into, fused, keepStates };
        const result = unroll(tape, {
          cell: this.cell,
          T,
          B,
          H,
          parameters,
          input: x,
          state,
          ...how,
        });
        results.push(result);
        return result.output;
      });
      const merged = joined ?? parts.reduce((sum, part) => add(tape, sum, part));
      output = residual && below !== undefined ? add(tape, merged, below) : merged;
    });
    return {
      output: output as Tensor,
      state: () => results.map(({ state }) => stateValues(state)),
      hidden: results.map(({ state }) => state.h),
      cell: results.flatMap(({ state }) => state.c ?? []),
      traces: options.trace
        ? results.map((result, k) => this.trace(result, k, { T, B }))
        : undefined,
      states: options.keepStates ? results.map(({ states = [] }) => states) : undefined,
    };
  }

  /** (T, B, 2H) for both directions to write into; undefined where there is nothing to join. */
  private wideOutput(tape: Tape, directions: number, { T, B }: { T: number; B: number }) {
    const { merge = 'concat', hidden } = this.config;
    if (directions === 1 || merge !== 'concat') return undefined;
    return tape.empty([T, B, directions * hidden], true);
  }

  private drop(
    tape: Tape,
    x: Tensor,
    { p, layer, dropoutKey, firstStream, B }: DropOptions,
  ): Tensor {
    if (p === 0) return x;
    if (dropoutKey === undefined) {
      throw new UnrollError('usage', 'dropout while training needs a dropoutKey for this step');
    }
    return dropout(tape, x, { p, key: foldKey(dropoutKey, layer), streams: B, firstStream });
  }

  private initialState(tape: Tape, { state, B }: ForwardOptions): CellState[] | undefined {
    if (state === undefined) return undefined;
    const { hidden: H } = this.config;
    const wanted = this.layers.flat().length;
    if (state.length !== wanted) {
      throw new UnrollError(
        'shape',
        `expected a state of ${wanted} layers and directions but received ${state.length}`,
      );
    }
    return state.map((values, k) => {
      const named = this.cell.states.map((name) => {
        const numbers = values[name];
        if (numbers === undefined || numbers.length !== B * H) {
          throw new UnrollError(
            'shape',
            `expected state ${name} of layer ${k} with shape (${B}, ${H}), that is ${B * H} numbers, but received ${numbers?.length ?? 'none'}`,
          );
        }
        return [name, tape.constant(numbers, [B, H])];
      });
      return Object.fromEntries(named) as CellState;
    });
  }

  private trace(result: LayerResult, index: number, sizes: { T: number; B: number }): LayerTrace {
    const { reverse } = this.layers.flat()[index];
    const layer = Math.floor(index / this.layers[0].length);
    return traceOf(this.cell, result, { ...sizes, H: this.config.hidden, layer, reverse });
  }
}

interface DropOptions extends Pick<ForwardOptions, 'dropoutKey' | 'firstStream' | 'B'> {
  p: number;
  layer: number;
}

/** `_l0`, `_l0_reverse`, `_l1`, … */
function layerNames({ layers, bidirectional = false }: StackConfig) {
  const directions = bidirectional ? [false, true] : [false];
  return Array.from({ length: layers }, (_, layer) =>
    directions.map((reverse) => ({
      layer,
      reverse,
      suffix: `_l${layer}${reverse ? '_reverse' : ''}`,
    })),
  ).flat();
}

function stateValues(state: CellState): LayerState {
  const named = Object.entries(state).map(([name, tensor]) => [name, valuesOf(tensor)]);
  return Object.fromEntries(named) as LayerState;
}

function checkConfig({ input, hidden, layers, dropout: p = 0 }: StackConfig): void {
  for (const [name, size] of Object.entries({ input, hidden, layers })) {
    if (!Number.isInteger(size) || size < 1) throw expected(name, 'a positive integer', size);
  }
  if (!(p >= 0 && p < 1)) throw expected('dropout', 'at least 0 and less than 1', p);
}

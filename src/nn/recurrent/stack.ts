/**
 * Layers of one cell, in one or both directions, with dropout between layers and residual links.
 * Parameters carry torch's names: `weight_ih_l0`, `bias_hh_l1_reverse`, …
 */
import type { IntBlock } from '../../backend/backend.ts';
import { add } from '../../tensor/ops/arithmetic.ts';
import { dropout } from '../../tensor/ops/dropout.ts';
import type { Tape } from '../../tensor/tape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { UnrollError } from '../../util/errors.ts';
import { foldKey, type Key } from '../../util/rng.ts';
import type { Cell, CellParameters, CellState, CellStep } from '../cells/cell.ts';
import { resolveCell } from '../cells/table.ts';
import type { ParameterSpec } from '../init.ts';
import type { LayerInput, LayerResult } from './layer.ts';
import { checkConfig, layerNames, type StackConfig, stackSpecs } from './stack-config.ts';
import { type LayerState, stateTensors, stateValues } from './state.ts';
import { type LayerTrace, traceOf, viewOf } from './trace.ts';
import { unroll } from './unroll.ts';
import { watcherOf } from './watch.ts';

export { type StackConfig, stackWidth } from './stack-config.ts';
export type { LayerState } from './state.ts';

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
  /** Keeps every step's tensors, whose gradients can then be read (plain operations). */
  keepSteps?: boolean;
  /** Copies gates and states of all steps. */
  trace?: boolean;
}

export interface StackResult {
  /** (T, B, F), F = `stackWidth(config)`; zero where a sequence has ended. */
  output: Tensor;
  /** Copies of the final states, by layer and direction; call before the tape's reset. */
  state: () => LayerState[];
  /** Final states as tensors (B, H), by layer and direction. */
  states: CellState[];
  /** The h of each. */
  hidden: Tensor[];
  /** Final cell states; empty for cells without one. */
  cell: Tensor[];
  /** With `trace`, by layer and direction. */
  traces?: LayerTrace[];
  /** With `keepSteps`: by layer and direction, by time step. */
  steps?: CellStep[][];
}

interface Direction {
  layer: number;
  reverse: boolean;
  parameters: CellParameters;
}

export class Stack {
  readonly config: StackConfig;
  readonly cell: Cell;
  private readonly prefix: string;
  /** By layer, by direction. */
  private readonly layers: Direction[][] = [];

  /** What the parameters must hold, in order. Error 'usage' for impossible sizes. */
  static specs(config: StackConfig, prefix = ''): ParameterSpec[] {
    return stackSpecs(config, prefix);
  }

  constructor(config: StackConfig, parameters: { get(name: string): Tensor }, prefix = '') {
    checkConfig(config);
    this.config = config;
    this.prefix = prefix;
    this.cell = resolveCell(config.cell, config);
    const { input, hidden, bias = true } = config;
    const names = this.cell.parameters({ input, hidden, bias }).map(({ name }) => name);
    for (const { layer, reverse, suffix } of layerNames(config)) {
      const own = names.map((name) => [name, parameters.get(`${prefix}${name}${suffix}`)]);
      this.layers[layer] ??= [];
      this.layers[layer].push({ layer, reverse, parameters: Object.fromEntries(own) });
    }
  }

  /** Error 'shape' when input, state or lengths do not fit T and B. */
  forward(tape: Tape, input: LayerInput, options: ForwardOptions): StackResult {
    const states = this.initialStates(tape, options);
    const results: LayerResult[] = [];
    let output = this.layer(tape, 0, input, { options, states, results });
    for (let layer = 1; layer < this.layers.length; layer++) {
      const below = output;
      const x = this.drop(tape, below, layer, options);
      output = this.layer(tape, layer, x, { options, states, results });
      if (this.config.residual) output = add(tape, output, below);
    }
    return {
      output,
      state: () => results.map(({ state }) => stateValues(state)),
      states: results.map(({ state }) => state),
      hidden: results.map(({ state }) => state.h),
      cell: results.flatMap(({ state }) => state.c ?? []),
      traces: options.trace ? this.traces(results, options) : undefined,
      steps: options.keepSteps ? results.map(({ steps = [] }) => steps) : undefined,
    };
  }

  /** One layer, all its directions; appends to `results`. */
  private layer(
    tape: Tape,
    index: number,
    input: LayerInput,
    { options, states, results }: LayerContext,
  ): Tensor {
    const { T, B, lengths, fused, trace = false } = options;
    const { hidden: H, merge = 'concat' } = this.config;
    const watcher = watcherOf(tape);
    const directions = this.layers[index];
    const wide =
      directions.length > 1 && merge === 'concat'
        ? tape.empty([T, B, directions.length * H], true)
        : undefined;
    const outputs = directions.map((one, direction) => {
      const { reverse } = one;
      const place = watcher && { stack: this.prefix, layer: index, reverse, T, B, H };
      const cell = (place && watcher?.cell?.(place, this.cell)) ?? this.cell;
      const plain = fused === false || cell.fused === undefined;
      const looked = trace || watcher?.walked !== undefined;
      const keepSteps = options.keepSteps || watcher?.stepped !== undefined || (looked && plain);
      const state = states?.[results.length];
      const into = wide && { output: wide, column: direction * H };
      const result = unroll(tape, {
        cell,
        T,
        B,
        H,
        parameters: this.weights(tape, one, options),
        input,
        state,
        lengths,
        reverse,
        into,
        fused,
        keepSteps,
      });
      results.push(result);
      if (place && watcher?.walked) watcher.walked(place, viewOf(cell, result, place));
      if (place) watcher?.stepped?.(place, result.steps ?? []);
      return result.output;
    });
    return wide ?? outputs.reduce((sum, part) => add(tape, sum, part));
  }

  private drop(tape: Tape, x: Tensor, layer: number, options: ForwardOptions): Tensor {
    const { dropout: p = 0, variational } = this.config;
    if (!options.training || p === 0) return x;
    const { firstStream, B: streams } = options;
    const key = foldKey(keyOf(options), layer);
    return dropout(tape, x, { p, key, streams, firstStream, everyStep: variational });
  }

  /** The cell's parameters, with recurrent weights dropped where the layer is trained so. */
  private weights(tape: Tape, direction: Direction, options: ForwardOptions): CellParameters {
    const { weightDrop: p = 0 } = this.config;
    const { parameters, layer, reverse } = direction;
    if (!options.training || p === 0) return parameters;
    const key = foldKey(keyOf(options), WEIGHT_SITE + 2 * layer + (reverse ? 1 : 0));
    return {
      ...parameters,
      weight_hh: dropout(tape, parameters.weight_hh, { p, key, streams: 1 }),
    };
  }

  private initialStates(tape: Tape, { state, initial, B }: ForwardOptions) {
    if (initial !== undefined || state === undefined) return initial;
    const layers = this.layers.flat().length;
    return stateTensors(tape, state, { names: this.cell.states, layers, B, H: this.config.hidden });
  }

  private traces(results: readonly LayerResult[], { T, B }: ForwardOptions): LayerTrace[] {
    return this.layers.flat().map(({ layer, reverse }, index) => {
      const where = { T, B, H: this.config.hidden, layer, reverse };
      return traceOf(this.cell, results[index], where);
    });
  }
}

/** Where keys of dropped weights begin; below are those of the layers' inputs. */
const WEIGHT_SITE = 1 << 16;

function keyOf({ dropoutKey }: ForwardOptions): Key {
  if (dropoutKey !== undefined) return dropoutKey;
  throw new UnrollError('usage', 'dropout while training needs a dropoutKey for this step');
}

interface LayerContext {
  options: ForwardOptions;
  states: readonly CellState[] | undefined;
  results: LayerResult[];
}

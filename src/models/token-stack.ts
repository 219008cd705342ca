/**
 * What every network over sequences begins with: tokens, vectors or both (see `StepInput`) → recurrent
 * stack, and the dropout around them. Parameters: those of the input, and the stack's under its prefix.
 */
import type { Backend } from '../backend/backend.ts';
import type { Cell, CellState } from '../nn/cells/cell.ts';
import type { CellName } from '../nn/cells/table.ts';
import type { Init, ParameterSpec } from '../nn/init.ts';
import type { LayerInput } from '../nn/recurrent/layer.ts';
import {
  type LayerState,
  Stack,
  type StackConfig,
  type StackResult,
  stackWidth,
} from '../nn/recurrent/stack.ts';
import { dropout } from '../tensor/ops/dropout.ts';
import type { Parameters } from '../tensor/parameters.ts';
import type { Tape } from '../tensor/tape.ts';
import type { Ids, Tensor } from '../tensor/tensor.ts';
import { foldKey, type Key } from '../util/rng.ts';
import type { DirectionsConfig, NetworkConfig } from './config.ts';
import { type InputConfig, type InputSizes, inputColumns } from './input-config.ts';
import { StepInput, type StepInputNames, type StepInputs } from './step-input.ts';
import { withoutWords } from './word-drop.ts';

/** Targets that do not count (padding). */
export const IGNORED = -1;
/** The input before the first symbol of a text: a zero embedding, a zero one-hot vector. */
export const NOTHING = -1;

export interface SequenceBatch extends StepInputs {
  T: number;
  B: number;
  /** State before the first step; zeros where absent. */
  state?: LayerState[];
  /** Steps of each sequence; absent: all T. */
  lengths?: Ids;
  /** Of the first stream, when the batch is a part of a larger one. */
  firstStream?: number;
  /** The step's key; absent: nothing is dropped. */
  dropoutKey?: Key;
  /** Keeps every step's tensors, whose gradients can then be read (plain operations). */
  keepSteps?: boolean;
}

export interface TokenStackOptions extends InputSizes {
  /** Cells made by `defineCell` that `config.cell` may name. */
  cells?: readonly Cell[];
  /** Default `embedding`, `projection` and `rnn.`. */
  names?: StepInputNames & { stack: string };
}

type TokenStackConfig = NetworkConfig & Partial<DirectionsConfig> & Partial<InputConfig>;

const EMBEDDING_SITE = 0;
const OUTPUT_SITE = 1;
const STACK_SITE = 2;
const LETTERS_SITE = 3;
const WORD_SITE = 4;

const NAMES = { embedding: 'embedding', stack: 'rnn.' };

export interface TokenStackResult extends StackResult {
  /** What the lowest layer read. */
  input: LayerInput;
}

export class TokenStack {
  readonly stack: Stack;
  private readonly config: TokenStackConfig;
  private readonly input: StepInput;

  /** Every parameter, in order; `init` is the embedding's. */
  static specs(
    config: TokenStackConfig,
    options: TokenStackOptions,
    init: Init = { kind: 'embedding' },
  ): ParameterSpec[] {
    const { names = NAMES } = options;
    const stack = stackConfig(config, options);
    return [
      ...StepInput.specs(config, { ...options, names, cell: stack }, init),
      ...Stack.specs(stack, names.stack),
    ];
  }

  constructor(config: TokenStackConfig, parameters: Parameters, options: TokenStackOptions) {
    const { names = NAMES } = options;
    const stack = stackConfig(config, options);
    this.config = config;
    this.input = new StepInput(config, parameters, { ...options, names, cell: stack });
    this.stack = new Stack(stack, parameters, names.stack);
  }

  /** Columns of the output. */
  get width(): number {
    return stackWidth(this.stack.config);
  }

  /** The zero state of B sequences, by layer and direction; each array is (B, H). */
  initialState(backend: Backend, B: number): LayerState[] {
    const { layers, hidden, bidirectional } = this.config;
    const size = B * hidden;
    const zeros = () =>
      backend.precision === 'double' ? new Float64Array(size) : new Float32Array(size);
    return Array.from({ length: bidirectional ? 2 * layers : layers }, () => {
      const state: LayerState = { h: zeros() };
      for (const name of this.stack.cell.states) state[name] ??= zeros();
      return state;
    });
  }

  /** (T, B, width) before the dropout of the output; `initial` is the state as tensors (B, H). */
  forward(tape: Tape, batch: SequenceBatch, initial?: readonly CellState[]): TokenStackResult {
    const { T, B, state, lengths, firstStream = 0, dropoutKey, keepSteps } = batch;
    const { embedDropout } = this.config;
    const drops = embedDropout > 0 && dropoutKey !== undefined;
    const drop = (x: Tensor, what: 'embedding' | 'letters') => {
      const site = what === 'letters' ? LETTERS_SITE : EMBEDDING_SITE;
      return this.drop(tape, x, batch, { p: embedDropout, site });
    };
    const input = this.input.forward(tape, this.hideWords(batch), drops ? drop : undefined);
    const run = this.stack.forward(tape, input, {
      T,
      B,
      state,
      initial,
      lengths: lengths === undefined ? undefined : tape.ints(lengths),
      training: dropoutKey !== undefined,
      dropoutKey: dropoutKey === undefined ? undefined : foldKey(dropoutKey, STACK_SITE),
      firstStream,
      keepSteps,
    });
    return { ...run, input };
  }

  /** The output (T, B, F), or what was made of it (B, F), with units dropped while training. */
  dropOutput(tape: Tape, x: Tensor, batch: SequenceBatch): Tensor {
    return this.drop(tape, x, batch, { p: this.config.dropout, site: OUTPUT_SITE });
  }

  private hideWords(batch: SequenceBatch): SequenceBatch {
    const { inputs, B, firstStream = 0, dropoutKey } = batch;
    const { wordDrop: p } = this.config;
    if (p === 0 || dropoutKey === undefined || inputs === undefined) return batch;
    const key = foldKey(dropoutKey, WORD_SITE);
    return { ...batch, inputs: withoutWords(inputs, { p, key, B, firstStream }) };
  }

  private drop(
    tape: Tape,
    x: Tensor,
    { B: streams, firstStream = 0, dropoutKey }: SequenceBatch,
    { p, site }: { p: number; site: number },
  ): Tensor {
    if (p === 0 || dropoutKey === undefined) return x;
    const key = foldKey(dropoutKey, site);
    return dropout(tape, x, { p, key, streams, firstStream, everyStep: this.config.variational });
  }
}

/** The stack that a configuration asks for. */
export function stackConfig(
  config: TokenStackConfig,
  { cells = [], ...sizes }: TokenStackOptions,
): StackConfig {
  const { layers, hidden, bidirectional, merge, dropout, weightDrop } = config;
  const { variational, residual, nonlinearity, peepholeOutput } = config;
  const { columns, onehot } = inputColumns(config, sizes);
  // A name that is neither the user's nor built in is refused, with the list, by `resolveCell`.
  const cell = cells.find(({ name }) => name === config.cell) ?? (config.cell as CellName);
  return {
    cell,
    input: columns,
    onehot,
    hidden,
    layers,
    bidirectional,
    merge,
    dropout,
    weightDrop,
    variational,
    residual,
    nonlinearity,
    peepholeOutput,
  };
}

/**
 * The language model: embedding (or one-hot) → recurrent stack → output network → softmax over the
 * vocabulary. It holds the parameters and says what the loss is; `Predictor` is its inference side.
 *
 * Parameter names are torch's: `embedding.weight` (V, E); `rnn.weight_ih_l0` … (see the stack);
 * `output_layers.K.weight`, `.bias`; `projection.weight` (E, D) where tied sizes differ;
 * `output.weight` (V, D) and `output.bias` (V). With `tie` there is no `output.weight`: the output
 * layer reads `embedding.weight`.
 */
import type { Backend } from '../backend/backend.ts';
import type { Cell } from '../nn/cells/cell.ts';
import type { CellName } from '../nn/cells/table.ts';
import { initialize, type ParameterSpec } from '../nn/init.ts';
import { DenseLayers, linearSpecs } from '../nn/layers.ts';
import { type LayerState, Stack, type StackConfig } from '../nn/recurrent/stack.ts';
import { linearCrossEntropy } from '../tensor/ops/cross-entropy.ts';
import { dropout } from '../tensor/ops/dropout.ts';
import { embedding } from '../tensor/ops/embedding.ts';
import { linear } from '../tensor/ops/linear.ts';
import { Parameters } from '../tensor/parameters.ts';
import type { Tape } from '../tensor/tape.ts';
import type { Ids, Tensor } from '../tensor/tensor.ts';
import { foldKey, type Key } from '../util/rng.ts';
import { checkConfig, type LanguageModelConfig } from './config.ts';

/** Targets that do not count (padding). */
export const IGNORED = -1;
/** The input before the first symbol of a text: a zero embedding, a zero one-hot vector. */
export const NOTHING = -1;

export interface SequenceBatch {
  /** (T, B) time-major ids; `NOTHING` (−1) is the zero input. */
  inputs: Ids;
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
}

export interface LossBatch extends SequenceBatch {
  /** (T, B) ids; `IGNORED` (−1) does not count. */
  targets: Ids;
  reduction?: 'mean' | 'sum' | 'none';
}

export interface Features {
  /** (T, B, D): what the output layer reads. */
  output: Tensor;
  /** The state after the last step, copied out. */
  state: () => LayerState[];
}

const EMBEDDING_SITE = 0;
const OUTPUT_SITE = 1;
const STACK_SITE = 2;

const OUTPUT_LAYERS = 'output_layers.';

export interface LanguageModelOptions {
  /** Of the first weights; absent: all weights are zero, to be written from a file. */
  seed?: number;
  /** Cells made by `defineCell` that `config.cell` may name. */
  cells?: readonly Cell[];
}

export class LanguageModel {
  readonly backend: Backend;
  readonly config: LanguageModelConfig;
  readonly vocabularySize: number;
  readonly parameters: Parameters;
  readonly stack: Stack;
  private readonly outputLayers: DenseLayers;
  private readonly specs: readonly ParameterSpec[];

  constructor(
    backend: Backend,
    config: LanguageModelConfig,
    vocabularySize: number,
    { seed, cells = [] }: LanguageModelOptions = {},
  ) {
    checkConfig(config, vocabularySize);
    this.backend = backend;
    this.config = config;
    this.vocabularySize = vocabularySize;
    const specs = languageModelSpecs(config, vocabularySize, cells);
    this.parameters = new Parameters(backend, specs);
    this.specs = specs;
    if (seed !== undefined) this.initialize(seed);
    this.stack = new Stack(stackConfig(config, vocabularySize, cells), this.parameters, 'rnn.');
    const deep = { input: config.hidden, sizes: config.outputLayers };
    this.outputLayers = new DenseLayers(deep, this.parameters, OUTPUT_LAYERS);
  }

  /** Writes the first weights, a function of the seed and the configuration. */
  initialize(seed: number): void {
    initialize(this.parameters, this.specs, { scheme: this.config.init, seed });
  }

  /** The zero state of B sequences, by layer; each array is (B, H). */
  initialState(B: number): LayerState[] {
    const size = B * this.config.hidden;
    const zeros = () =>
      this.backend.precision === 'double' ? new Float64Array(size) : new Float32Array(size);
    return Array.from({ length: this.config.layers }, () => {
      const state: LayerState = { h: zeros() };
      for (const name of this.stack.cell.states) state[name] ??= zeros();
      return state;
    });
  }

  /** Everything below the output layer. */
  features(tape: Tape, batch: SequenceBatch): Features {
    const { T, B, state, lengths, firstStream = 0, dropoutKey } = batch;
    const { variational } = this.config;
    const ids = tape.ints(batch.inputs);
    const table =
      this.config.embed === 'onehot' ? undefined : this.parameters.get('embedding.weight');
    const drop = (x: Tensor, p: number, site: number) => {
      if (p === 0 || dropoutKey === undefined) return x;
      const key = foldKey(dropoutKey, site);
      return dropout(tape, x, { p, key, streams: B, firstStream, everyStep: variational });
    };
    const { embedDropout } = this.config;
    const input =
      table !== undefined && embedDropout > 0 && dropoutKey !== undefined
        ? drop(embedding(tape, table, ids, { shape: [T, B] }), embedDropout, EMBEDDING_SITE)
        : { ids, table };
    const run = this.stack.forward(tape, input, {
      T,
      B,
      state,
      lengths: lengths === undefined ? undefined : tape.ints(lengths),
      training: dropoutKey !== undefined,
      dropoutKey: dropoutKey === undefined ? undefined : foldKey(dropoutKey, STACK_SITE),
      firstStream,
    });
    let x = this.outputLayers.forward(tape, drop(run.output, this.config.dropout, OUTPUT_SITE));
    if (this.parameters.has('projection.weight')) {
      x = linear(tape, x, this.parameters.get('projection.weight'));
    }
    return { output: x, state: run.state };
  }

  /** Cross-entropy of the next symbols, in nats. */
  loss(tape: Tape, batch: LossBatch): { loss: Tensor; state: () => LayerState[] } {
    const { output, state } = this.features(tape, batch);
    const loss = linearCrossEntropy(tape, { x: output, ...this.outputLayer() }, batch.targets, {
      ignoreIndex: IGNORED,
      reduction: batch.reduction,
    });
    return { loss, state };
  }

  /** The layer from features to logits. */
  outputLayer(): { weight: Tensor; bias: Tensor } {
    const weight = this.config.tie ? 'embedding.weight' : 'output.weight';
    return { weight: this.parameters.get(weight), bias: this.parameters.get('output.bias') };
  }

  close(): void {
    this.parameters.free();
  }
}

function stackConfig(
  config: LanguageModelConfig,
  vocabularySize: number,
  cells: readonly Cell[],
): StackConfig {
  const { layers, hidden, dropout, weightDrop, variational, residual } = config;
  const { nonlinearity, peepholeOutput } = config;
  const onehot = config.embed === 'onehot';
  const input = config.embed === 'onehot' ? vocabularySize : config.embed;
  // A name that is neither the user's nor built in is refused, with the list, by `resolveCell`.
  const cell = cells.find(({ name }) => name === config.cell) ?? (config.cell as CellName);
  return {
    cell,
    input,
    onehot,
    hidden,
    layers,
    dropout,
    weightDrop,
    variational,
    residual,
    nonlinearity,
    peepholeOutput,
  };
}

/** Every parameter of the model, in the order of its flat block. */
export function languageModelSpecs(
  config: LanguageModelConfig,
  V: number,
  cells: readonly Cell[] = [],
): ParameterSpec[] {
  const { embed, tie, hidden, outputLayers, init } = config;
  const specs: ParameterSpec[] = [];
  if (embed !== 'onehot') {
    // Weights that also make logits must start small; torch's N(0, 1) is kept where it is asked for.
    const small = tie && init === 'unroll';
    specs.push({
      name: 'embedding.weight',
      shape: [V, embed],
      init: { kind: small ? 'linear-weight' : 'embedding' },
    });
  }
  specs.push(...Stack.specs(stackConfig(config, V, cells), 'rnn.'));
  specs.push(...DenseLayers.specs({ input: hidden, sizes: outputLayers }, OUTPUT_LAYERS));
  let D = outputLayers.at(-1) ?? hidden;
  if (tie && embed !== D) {
    const shape = [Number(embed), D];
    specs.push({ name: 'projection.weight', shape, init: { kind: 'linear-weight' } });
    D = Number(embed);
  }
  const output = linearSpecs('output', D, V);
  specs.push(...(tie ? output.slice(1) : output));
  return specs;
}

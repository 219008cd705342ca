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
import type { Cell, CellState, CellStep } from '../nn/cells/cell.ts';
import type { ParameterSpec } from '../nn/init.ts';
import { DenseLayers, linearSpecs } from '../nn/layers.ts';
import type { LayerState, Stack } from '../nn/recurrent/stack.ts';
import { linearCrossEntropy } from '../tensor/ops/cross-entropy.ts';
import { linear } from '../tensor/ops/linear.ts';
import type { Tape } from '../tensor/tape.ts';
import type { Ids, Tensor } from '../tensor/tensor.ts';
import { checkLanguageModel, type LanguageModelConfig } from './config.ts';
import { Network, type NetworkOptions } from './network.ts';
import { IGNORED, type SequenceBatch, TokenStack } from './token-stack.ts';

export { IGNORED, NOTHING, type SequenceBatch } from './token-stack.ts';

export interface LossBatch extends SequenceBatch {
  /** (T, B) ids; `IGNORED` (−1) does not count. */
  targets: Ids;
  reduction?: 'mean' | 'sum' | 'none';
}

export interface Features {
  /** (T, B, D): what the output layer reads. */
  output: Tensor;
  /** (T, B, H) of the last recurrent layer, and the same with units dropped. */
  top: Tensor;
  dropped: Tensor;
  /** The state after the last step, copied out. */
  state: () => LayerState[];
  /** The same as tensors (B, H), by layer; `cell` is empty for cells without one. */
  hidden: Tensor[];
  cell: Tensor[];
  /** With `keepSteps`: by layer, by step. */
  steps?: CellStep[][];
}

const OUTPUT_LAYERS = 'output_layers.';

export class LanguageModel extends Network {
  readonly config: LanguageModelConfig;
  readonly vocabularySize: number;
  private readonly tokens: TokenStack;
  private readonly outputLayers: DenseLayers;

  constructor(
    backend: Backend,
    config: LanguageModelConfig,
    vocabularySize: number,
    { seed, cells = [] }: NetworkOptions = {},
  ) {
    checkLanguageModel(config, vocabularySize);
    super(backend, languageModelSpecs(config, vocabularySize, cells), { init: config.init, seed });
    this.config = config;
    this.vocabularySize = vocabularySize;
    this.tokens = new TokenStack(config, this.parameters, { vocabularySize, cells });
    const deep = { input: config.hidden, sizes: config.outputLayers };
    this.outputLayers = new DenseLayers(deep, this.parameters, OUTPUT_LAYERS);
  }

  get stack(): Stack {
    return this.tokens.stack;
  }

  /** The zero state of B sequences, by layer; each array is (B, H). */
  initialState(B: number): LayerState[] {
    return this.tokens.initialState(this.backend, B);
  }

  /** Everything below the output layer; `initial` is the state as tensors (B, H). */
  features(tape: Tape, batch: SequenceBatch, initial?: readonly CellState[]): Features {
    const run = this.tokens.forward(tape, batch, initial);
    const dropped = this.tokens.dropOutput(tape, run.output, batch);
    let x = this.outputLayers.forward(tape, dropped);
    if (this.parameters.has('projection.weight')) {
      x = linear(tape, x, this.parameters.get('projection.weight'));
    }
    return { ...run, output: x, top: run.output, dropped };
  }

  /** Cross-entropy of the next symbols, in nats. */
  loss(tape: Tape, batch: LossBatch): { loss: Tensor } & Omit<Features, 'output'> {
    const { output, ...features } = this.features(tape, batch);
    const loss = linearCrossEntropy(tape, { x: output, ...this.outputLayer() }, batch.targets, {
      ignoreIndex: IGNORED,
      reduction: batch.reduction,
    });
    return { loss, ...features };
  }

  /** The layer from features to logits. */
  outputLayer(): { weight: Tensor; bias: Tensor } {
    const weight = this.config.tie ? 'embedding.weight' : 'output.weight';
    return { weight: this.parameters.get(weight), bias: this.parameters.get('output.bias') };
  }
}

/** Every parameter of the model, in the order of its flat block. */
export function languageModelSpecs(
  config: LanguageModelConfig,
  V: number,
  cells: readonly Cell[] = [],
): ParameterSpec[] {
  const { embed, tie, hidden, outputLayers, init } = config;
  // Weights that also make logits must start small; torch's N(0, 1) is kept where it is asked for.
  const small = tie && init === 'unroll';
  const specs = TokenStack.specs(
    config,
    { vocabularySize: V, cells },
    { kind: small ? 'linear-weight' : 'embedding' },
  );
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

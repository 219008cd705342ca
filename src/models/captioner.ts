/**
 * A sequence from one thing, one-to-many: a vector (features of a picture), a label (a style) or nothing,
 * and first symbols, begin it. The condition sets the state before the first step, of every layer k, by a
 * learned map:
 *
 *   'vector'  h = tanh(W_h,k x + b), c = W_c,k x + b', x after `conditionLayers` (tanh)
 *   'label'   h = tanh(row of a table), c = row of another
 *   'none'    zeros
 *
 * After the first symbols each step reads the symbol before it (`feedback` 'previous'; in training that of
 * the target), or zeros ('zeros'), so that all that follows comes from the state.
 *
 * Parameter names: `condition_layers.K.weight`, `.bias`; `initial.h_l0.weight` (H, F) or (labels, H),
 * `.bias` (H), `initial.c_l0.weight` …; `embedding.weight` (V, E); `rnn.weight_ih_l0` … (see the stack);
 * `output_layers.K.weight`, `.bias`; `output.weight` (V, D) and `output.bias`.
 */
import type { Backend } from '../backend/backend.ts';
import type { CellState } from '../nn/cells/cell.ts';
import { resolveCell } from '../nn/cells/table.ts';
import type { ParameterSpec } from '../nn/init.ts';
import type { LayerState } from '../nn/recurrent/stack.ts';
import type { Tape } from '../tensor/tape.ts';
import { type Ids, isBlock, type Tensor } from '../tensor/tensor.ts';
import { Condition, type ConditionConfig, type ConditionSizes } from './condition.ts';
import { checkClasses, checkNetwork, type NetworkConfig, networkDefaults } from './config.ts';
import { DeepOutput } from './deep-output.ts';
import { expectOneOf } from './expect.ts';
import { Network, type NetworkOptions } from './network.ts';
import {
  IGNORED,
  NOTHING,
  stackConfig,
  TokenStack,
  type TokenStackOptions,
} from './token-stack.ts';
import {
  countedTargets,
  type LossOptions,
  type SequencesBatch,
  sequencePart,
  sequencesPart,
  type Trainable,
  weightOfTargets,
} from './trainable.ts';

export interface CaptionerConfig extends NetworkConfig, ConditionConfig {
  /** What a step reads after the first symbols: the symbol before it, or zeros. */
  feedback: 'previous' | 'zeros';
  /** This share of each target is spread evenly over the vocabulary. */
  smoothing: number;
}

export const captionerDefaults: CaptionerConfig = {
  ...networkDefaults,
  layers: 1,
  condition: 'vector',
  conditionSize: 1,
  conditionLayers: [],
  feedback: 'previous',
  smoothing: 0,
};

/** What the sequences come from, and the symbols that they are read by: (T, B) `inputs`. */
export interface CaptionBatch extends SequencesBatch {
  /** 'vector': (B, F) numbers. 'label': (B) labels. 'none': absent. */
  condition?: ArrayLike<number>;
  /** (B) how many of the inputs are first symbols, which 'zeros' leaves as they are; absent: 1 each. */
  given?: Ids;
}

export interface CaptionTraining extends CaptionBatch {
  /** (T, B) the symbol after each input; `IGNORED` (−1) does not count, nor does what stands after an end. */
  targets: ArrayLike<number>;
}

export interface CaptionResult {
  /** (T, B, V) */
  logits: Tensor;
  /** The state after the last step, copied out. */
  state: () => LayerState[];
}

export class Captioner extends Network implements Trainable<CaptionTraining> {
  readonly config: CaptionerConfig;
  readonly vocabularySize: number;
  readonly tokens: TokenStack;
  private readonly condition: Condition;
  private readonly output: DeepOutput;

  constructor(
    backend: Backend,
    config: CaptionerConfig,
    vocabularySize: number,
    { seed, cells }: NetworkOptions = {},
  ) {
    checkCaptioner(config, vocabularySize);
    const options = { vocabularySize, cells };
    const states = statesOf(config, options);
    super(backend, captionerSpecs(config, options, states), { init: config.init, seed });
    this.config = config;
    this.vocabularySize = vocabularySize;
    this.tokens = new TokenStack(config, this.parameters, options);
    this.condition = new Condition(config, states, this.parameters);
    const deep = { input: config.hidden, sizes: config.outputLayers };
    this.output = new DeepOutput(deep, this.parameters);
  }

  /** The state that the condition sets, by layer; undefined: zeros. Errors 'shape' and 'data' when it does not fit. */
  initial(
    tape: Tape,
    { condition, B }: Pick<CaptionBatch, 'condition' | 'B'>,
  ): CellState[] | undefined {
    return this.condition.forward(tape, condition, B);
  }

  /** Logits of every next symbol. `state` is where a sequence goes on; absent: where its condition begins it. */
  forward(tape: Tape, batch: CaptionBatch, state?: readonly CellState[]): CaptionResult {
    const run = this.features(tape, batch, state);
    return { logits: this.output.forward(tape, run.output), state: run.state };
  }

  /** Nats per symbol of the targets. */
  loss(tape: Tape, batch: CaptionTraining, { reduction }: LossOptions = {}): Tensor {
    const { smoothing } = this.config;
    const { output } = this.features(tape, batch);
    return this.output.crossEntropy(tape, output, counted(batch), { smoothing, reduction });
  }

  part(batch: CaptionTraining, from: number, to: number): CaptionTraining {
    const { B, condition, given, targets } = batch;
    const each = (condition?.length ?? 0) / B;
    return {
      ...sequencesPart(batch, from, to),
      condition: condition && Array.from(condition).slice(from * each, to * each),
      given: given && sequencePart(given, B, from, to),
      targets: sequencePart(targets, B, from, to),
    };
  }

  weight(batch: CaptionTraining): number {
    return weightOfTargets(counted(batch), { ignored: IGNORED });
  }

  private features(tape: Tape, batch: CaptionBatch, state?: readonly CellState[]) {
    const { condition: _, given: __, ...steps } = batch;
    const inputs = this.read(batch);
    const initial = state ?? this.initial(tape, batch);
    const run = this.tokens.forward(tape, { ...steps, inputs }, initial);
    return { output: this.tokens.dropOutput(tape, run.output, batch), state: run.state };
  }

  /** The inputs, without those that zeros stand for. */
  private read({ inputs, B, given }: CaptionBatch): Ids | undefined {
    if (this.config.feedback === 'previous' || inputs === undefined) return inputs;
    const counts = given && (isBlock(given) ? given.array() : given);
    const all = isBlock(inputs) ? inputs.array() : inputs;
    return Int32Array.from(all, (id, n) =>
      Math.floor(n / B) < (counts?.[n % B] ?? 1) ? id : NOTHING,
    );
  }
}

function counted({ targets, B, lengths }: CaptionTraining): Int32Array {
  return countedTargets(targets, { B, lengths, ignored: IGNORED });
}

function checkCaptioner(config: CaptionerConfig, vocabularySize: number): void {
  checkNetwork(config, { vocabularySize, outputs: vocabularySize });
  checkClasses({ classWeights: [], smoothing: config.smoothing }, vocabularySize);
  expectOneOf('feedback', config.feedback, ['previous', 'zeros']);
}

/** The states that a condition sets. */
function statesOf(config: CaptionerConfig, options: TokenStackOptions): ConditionSizes {
  const { cell, hidden, layers } = stackConfig(config, options);
  return { names: resolveCell(cell, config).states, hidden, layers };
}

/** Every parameter, in the order of its flat block. */
function captionerSpecs(
  config: CaptionerConfig,
  options: TokenStackOptions,
  states: ConditionSizes,
): ParameterSpec[] {
  const { outputLayers, hidden } = config;
  const { vocabularySize } = options;
  return [
    ...Condition.specs(config, states),
    ...TokenStack.specs(config, options),
    ...DeepOutput.specs({ input: hidden, sizes: outputLayers, outputs: vocabularySize }),
  ];
}

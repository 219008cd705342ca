/**
 * One answer for a whole sequence, many-to-one: tokens, vectors or both → recurrent stack, in one or
 * both directions → pooling over the steps that count → deep output layers → classes or numbers.
 *
 * Parameter names are torch's: those of the input (see `StepInput`); `rnn.weight_ih_l0`, `…_reverse` (see the
 * stack); `pooling.key.weight`, `.bias`, `pooling.v.weight`; `output_layers.K.weight`, `.bias`;
 * `output.weight` (outputs, D) and `output.bias`; with a wide part `wide.weight` (see `Wide`).
 */
import type { Backend } from '../backend/backend.ts';
import type { ParameterSpec } from '../nn/init.ts';
import { type Pooled, Pooling, type PoolingName } from '../nn/pooling.ts';
import { stackWidth } from '../nn/recurrent/stack.ts';
import { crossEntropy } from '../tensor/ops/cross-entropy.ts';
import { mse } from '../tensor/ops/pair-loss.ts';
import type { Tape } from '../tensor/tape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { UnrollError } from '../util/errors.ts';
import {
  type ClassesConfig,
  checkClasses,
  checkNetwork,
  type DirectionsConfig,
  expectOneOf,
  expectPositive,
  type NetworkConfig,
  networkDefaults,
} from './config.ts';
import { DeepOutput, lossOptions } from './deep-output.ts';
import { type InputConfig, type InputSizes, inputDefaults, inputSizes } from './input-config.ts';
import { Network, type NetworkOptions } from './network.ts';
import { IGNORED, stackConfig, TokenStack, type TokenStackOptions } from './token-stack.ts';
import {
  type LossOptions,
  type SequencesBatch,
  sequencesPart,
  type Trainable,
  weightOfTargets,
} from './trainable.ts';
import { checkWide, sparsePart, Wide, type WideBatch, type WideConfig } from './wide.ts';

export interface ClassifierConfig
  extends NetworkConfig,
    InputConfig,
    DirectionsConfig,
    ClassesConfig,
    WideConfig {
  /** Classes with softmax cross-entropy (over two it is the same as a sigmoid of their difference), or numbers with the mean squared error. */
  task: 'classify' | 'regress';
  /** How many classes or numbers. */
  outputs: number;
  pooling: PoolingName;
}

export const classifierDefaults: ClassifierConfig = {
  ...networkDefaults,
  ...inputDefaults,
  layers: 1,
  bidirectional: true,
  merge: 'concat',
  task: 'classify',
  outputs: 2,
  pooling: 'last',
  classWeights: [],
  smoothing: 0,
  wide: 0,
  wideDrop: 0,
};

export interface ClassifierBatch extends SequencesBatch, WideBatch {}

export interface ClassifierTraining extends ClassifierBatch {
  /** 'classify': (B) classes, `IGNORED` (−1) does not count. 'regress': (B, outputs) numbers. */
  targets: ArrayLike<number>;
}

export interface ClassifierResult {
  /** (B, outputs): logits of the classes, or the numbers. */
  outputs: Tensor;
  /** Pooling by attention only: (B, T), how much each step counts; rows sum to 1. */
  attention?: Tensor;
}

const POOLING = 'pooling.';

export class Classifier extends Network implements Trainable<ClassifierTraining> {
  readonly config: ClassifierConfig;
  readonly sizes: Required<InputSizes>;
  private readonly tokens: TokenStack;
  private readonly pooling: Pooling;
  private readonly output: DeepOutput;
  private readonly wide: Wide | undefined;

  constructor(
    backend: Backend,
    config: ClassifierConfig,
    vocabularySize: number | InputSizes,
    { seed, cells }: NetworkOptions = {},
  ) {
    const sizes = inputSizes(vocabularySize);
    checkClassifier(config, sizes);
    const options = { ...sizes, cells };
    super(backend, classifierSpecs(config, options), { init: config.init, seed });
    this.config = config;
    this.sizes = sizes;
    const { parameters } = this;
    this.tokens = new TokenStack(config, parameters, options);
    const stack = this.tokens.stack.config;
    this.pooling = new Pooling(config.pooling, stack, { parameters, prefix: POOLING });
    const deep = { input: this.tokens.width, sizes: config.outputLayers };
    this.output = new DeepOutput(deep, parameters);
    if (config.wide > 0) this.wide = new Wide(parameters, config);
  }

  /** Symbols of the input. */
  get vocabularySize(): number {
    return this.sizes.vocabularySize;
  }

  /** The answers, one row a sequence. Errors 'shape' and 'data' when the batch does not fit. */
  forward(tape: Tape, batch: ClassifierBatch): ClassifierResult {
    const { output, weights } = this.pooled(tape, batch);
    const deep = this.output.forward(tape, output);
    const outputs = this.wide?.addTo(tape, deep, batch.features, batch) ?? deep;
    return { outputs, attention: weights };
  }

  /** Nats per sequence, or the mean squared error per number. */
  loss(tape: Tape, batch: ClassifierTraining, { reduction }: LossOptions = {}): Tensor {
    const { task, outputs } = this.config;
    if (task === 'regress') {
      const target = tape.constant(batch.targets, [batch.B, outputs]);
      return mse(tape, this.forward(tape, batch).outputs, target, { reduction });
    }
    const { classWeights, smoothing } = this.config;
    const options = { classWeights, smoothing, reduction };
    if (this.wide !== undefined) {
      const { outputs: logits } = this.forward(tape, batch);
      return crossEntropy(tape, logits, batch.targets, lossOptions(options));
    }
    const { output } = this.pooled(tape, batch);
    return this.output.crossEntropy(tape, output, batch.targets, options);
  }

  part(batch: ClassifierTraining, from: number, to: number): ClassifierTraining {
    const each = batch.targets.length / batch.B;
    const targets = Array.from(batch.targets).slice(from * each, to * each);
    const { features } = batch;
    return {
      ...sequencesPart(batch, from, to),
      features: features && sparsePart(features, batch.B, from, to),
      targets,
    };
  }

  weight({ targets }: ClassifierTraining): number {
    const { task, classWeights } = this.config;
    if (task === 'regress') return targets.length;
    return weightOfTargets(targets, { classWeights, ignored: IGNORED });
  }

  /** (B, F): one vector for each sequence. */
  private pooled(tape: Tape, batch: SequencesBatch): Pooled {
    const run = this.tokens.forward(tape, batch);
    const { output, weights } = this.pooling.forward(tape, run, batch.lengths);
    return { output: this.tokens.dropOutput(tape, output, batch), weights };
  }
}

function checkClassifier(config: ClassifierConfig, sizes: InputSizes): void {
  const { task, outputs, classWeights, smoothing } = config;
  checkNetwork(config, { ...sizes, outputs });
  expectOneOf('task', task, ['classify', 'regress']);
  expectPositive('outputs', outputs);
  checkWide(config);
  checkClasses(config, outputs);
  if (task === 'regress' && (classWeights.length > 0 || smoothing > 0)) {
    throw new UnrollError(
      'usage',
      'classWeights and smoothing belong to classes, and regression has none: leave them out',
    );
  }
}

/** Every parameter, in the order of its flat block. */
function classifierSpecs(config: ClassifierConfig, options: TokenStackOptions): ParameterSpec[] {
  const { outputLayers, outputs, pooling } = config;
  const stack = stackConfig(config, options);
  return [
    ...TokenStack.specs(config, options),
    ...Pooling.specs(pooling, stack, POOLING),
    ...DeepOutput.specs({ input: stackWidth(stack), sizes: outputLayers, outputs }),
    ...Wide.specs({ features: config.wide, outputs }),
  ];
}

/**
 * A label for every step, many-to-many in step: tokens, vectors or both → recurrent stack, in one or
 * both directions → deep output layers → labels.
 *
 * Parameter names are torch's: those of the input (see `StepInput`); `rnn.weight_ih_l0`, `…_reverse` (see the
 * stack); `output_layers.K.weight`, `.bias`; `output.weight` (labels, D) and `output.bias`.
 */
import type { Backend } from '../backend/backend.ts';
import type { ParameterSpec } from '../nn/init.ts';
import { stackWidth } from '../nn/recurrent/stack.ts';
import type { Tape } from '../tensor/tape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import {
  type ClassesConfig,
  checkClasses,
  checkNetwork,
  type DirectionsConfig,
  expectPositive,
  type InputConfig,
  inputDefaults,
  type NetworkConfig,
  networkDefaults,
} from './config.ts';
import { DeepOutput } from './deep-output.ts';
import { Network, type NetworkOptions } from './network.ts';
import { IGNORED, stackConfig, TokenStack, type TokenStackOptions } from './token-stack.ts';
import {
  countedTargets,
  type LossOptions,
  type SequencesBatch,
  sequencePart,
  sequencesPart,
  type Trainable,
  weightOfTargets,
} from './trainable.ts';

export interface TaggerConfig extends NetworkConfig, InputConfig, DirectionsConfig, ClassesConfig {
  /** How many labels there are. */
  labels: number;
}

export const taggerDefaults: TaggerConfig = {
  ...networkDefaults,
  ...inputDefaults,
  layers: 1,
  bidirectional: true,
  merge: 'concat',
  labels: 2,
  classWeights: [],
  smoothing: 0,
};

export interface TaggerTraining extends SequencesBatch {
  /** (T, B) labels; `IGNORED` (−1) does not count, nor does what stands after a sequence's end. */
  targets: ArrayLike<number>;
}

export class Tagger extends Network implements Trainable<TaggerTraining> {
  readonly config: TaggerConfig;
  readonly vocabularySize: number;
  private readonly tokens: TokenStack;
  private readonly output: DeepOutput;

  constructor(
    backend: Backend,
    config: TaggerConfig,
    vocabularySize: number,
    { seed, cells }: NetworkOptions = {},
  ) {
    checkTagger(config, vocabularySize);
    const options = { vocabularySize, cells };
    super(backend, taggerSpecs(config, options), { init: config.init, seed });
    this.config = config;
    this.vocabularySize = vocabularySize;
    this.tokens = new TokenStack(config, this.parameters, options);
    const deep = { input: this.tokens.width, sizes: config.outputLayers };
    this.output = new DeepOutput(deep, this.parameters);
  }

  /** (T, B, labels): logits, which mean nothing after a sequence's end. */
  forward(tape: Tape, batch: SequencesBatch): Tensor {
    return this.output.forward(tape, this.features(tape, batch));
  }

  /** Nats per label. */
  loss(tape: Tape, batch: TaggerTraining, { reduction }: LossOptions = {}): Tensor {
    const { classWeights, smoothing } = this.config;
    const x = this.features(tape, batch);
    const options = { classWeights, smoothing, reduction };
    return this.output.crossEntropy(tape, x, counted(batch), options);
  }

  part(batch: TaggerTraining, from: number, to: number): TaggerTraining {
    const targets = sequencePart(batch.targets, batch.B, from, to);
    return { ...sequencesPart(batch, from, to), targets };
  }

  weight(batch: TaggerTraining): number {
    const { classWeights } = this.config;
    return weightOfTargets(counted(batch), { classWeights, ignored: IGNORED });
  }

  /** (T, B, F): what the output reads. */
  private features(tape: Tape, batch: SequencesBatch): Tensor {
    return this.tokens.dropOutput(tape, this.tokens.forward(tape, batch).output, batch);
  }
}

function counted({ targets, B, lengths }: TaggerTraining): Int32Array {
  return countedTargets(targets, { B, lengths, ignored: IGNORED });
}

function checkTagger(config: TaggerConfig, vocabularySize: number): void {
  const { labels } = config;
  checkNetwork(config, { vocabularySize, outputs: labels });
  expectPositive('labels', labels);
  checkClasses(config, labels);
}

/** Every parameter, in the order of its flat block. */
function taggerSpecs(config: TaggerConfig, options: TokenStackOptions): ParameterSpec[] {
  const { outputLayers, labels } = config;
  const width = stackWidth(stackConfig(config, options));
  return [
    ...TokenStack.specs(config, options),
    ...DeepOutput.specs({ input: width, sizes: outputLayers, outputs: labels }),
  ];
}

/**
 * Labels from frames, many-to-many and not aligned: tokens, vectors or both → recurrent stack, in one or
 * both directions → deep output layers → at every step one of the labels or the blank, with the loss of
 * connectionist temporal classification (see `ctcLoss`). Labels are 0 … labels − 1; the blank is the one
 * after them.
 *
 * With `stackFrames` k, the network reads k frames at each step, side by side, and takes 1/k of the steps.
 *
 * Parameter names are torch's: those of the input (see `StepInput`); `rnn.weight_ih_l0`, `…_reverse` (see
 * the stack); `output_layers.K.weight`, `.bias`; `output.weight` (labels + 1, D) and `output.bias`.
 */
import type { Backend } from '../backend/backend.ts';
import {
  type CtcBeamOptions,
  type CtcHypothesis,
  type CtcPath,
  ctcBeam,
  ctcGreedy,
} from '../nn/ctc/decode.ts';
import { ctcLoss } from '../nn/ctc/loss.ts';
import type { ParameterSpec } from '../nn/init.ts';
import { stackWidth } from '../nn/recurrent/stack.ts';
import { scale } from '../tensor/ops/arithmetic.ts';
import type { Tape } from '../tensor/tape.ts';
import { type Ids, isBlock, type Tensor } from '../tensor/tensor.ts';
import { UnrollError } from '../util/errors.ts';
import {
  checkNetwork,
  type DirectionsConfig,
  type NetworkConfig,
  networkDefaults,
} from './config.ts';
import { DeepOutput } from './deep-output.ts';
import { expectPositive } from './expect.ts';
import { type VectorsConfig, vectorsDefaults } from './input-config.ts';
import { Network, type NetworkOptions } from './network.ts';
import { stackFrames } from './stack-frames.ts';
import { stackConfig, TokenStack, type TokenStackOptions } from './token-stack.ts';
import {
  type LossOptions,
  type SequencesBatch,
  sequencesPart,
  type Trainable,
} from './trainable.ts';

export interface TranscriberConfig extends NetworkConfig, VectorsConfig, DirectionsConfig {
  /** How many labels there are, without the blank. */
  labels: number;
  /** How many frames the network reads at each step. */
  stackFrames: number;
}

export const transcriberDefaults: TranscriberConfig = {
  ...networkDefaults,
  ...vectorsDefaults,
  layers: 1,
  bidirectional: true,
  merge: 'concat',
  labels: 1,
  stackFrames: 1,
};

export interface TranscriptionTraining extends SequencesBatch {
  /** The labels of each sequence, in order. */
  labels: readonly ArrayLike<number>[];
}

export interface Transcription {
  /** (T', B, labels + 1) of every step, which mean nothing after a sequence's end; T' = ⌈T / stackFrames⌉. */
  logits: Tensor;
  /** (B) steps of each sequence; absent: all T'. */
  lengths?: Ids;
}

export class Transcriber extends Network implements Trainable<TranscriptionTraining> {
  readonly config: TranscriberConfig;
  readonly vocabularySize: number;
  private readonly tokens: TokenStack;
  private readonly output: DeepOutput;

  /** `vocabularySize` 0: the input is vectors alone. */
  constructor(
    backend: Backend,
    config: TranscriberConfig,
    vocabularySize: number,
    { seed, cells }: NetworkOptions = {},
  ) {
    checkTranscriber(config, vocabularySize);
    const options = { vocabularySize, cells };
    const read = readConfig(config);
    super(backend, transcriberSpecs(config, options), { init: config.init, seed });
    this.config = config;
    this.vocabularySize = vocabularySize;
    this.tokens = new TokenStack(read, this.parameters, options);
    const deep = { input: this.tokens.width, sizes: config.outputLayers };
    this.output = new DeepOutput(deep, this.parameters);
  }

  /** The symbol that stands for no label. */
  get blank(): number {
    return this.config.labels;
  }

  /** Errors 'shape' and 'data' when the batch does not fit. */
  forward(tape: Tape, batch: SequencesBatch): Transcription {
    const steps = this.steps(batch);
    const { output } = this.tokens.forward(tape, steps);
    const logits = this.output.forward(tape, this.tokens.dropOutput(tape, output, steps));
    return { logits, lengths: steps.lengths };
  }

  /** Nats per label (a sequence without labels counts as one). Error 'data' when labels need more steps than there are. */
  loss(tape: Tape, batch: TranscriptionTraining, { reduction = 'mean' }: LossOptions = {}): Tensor {
    const { labels, firstStream = 0 } = batch;
    const { logits, lengths } = this.forward(tape, batch);
    const ends = lengths && (isBlock(lengths) ? lengths.array() : lengths);
    labels.forEach((one, b) => {
      this.expectRoom(one, ends?.[b] ?? logits.shape[0], firstStream + b);
    });
    const options = { blank: this.blank, inputLengths: lengths, reduction: 'sum' } as const;
    const sum = ctcLoss(tape, logits, labels, options);
    return reduction === 'sum' ? sum : scale(tape, sum, 1 / this.weight(batch));
  }

  part(batch: TranscriptionTraining, from: number, to: number): TranscriptionTraining {
    return { ...sequencesPart(batch, from, to), labels: batch.labels.slice(from, to) };
  }

  weight({ labels }: TranscriptionTraining): number {
    return labels.reduce((sum, { length }) => sum + Math.max(1, length), 0);
  }

  /** The labels on the most probable path of each sequence, and the frame at which each begins. */
  greedy(tape: Tape, batch: SequencesBatch): CtcPath[] {
    const { logits, options } = this.decoding(tape, batch);
    const { stackFrames: k } = this.config;
    return ctcGreedy(logits, options).map((path) => ({
      ...path,
      frames: path.frames.map((step) => step * k),
    }));
  }

  /** The most probable labels of each sequence that a beam over prefixes finds, best first. */
  beam(
    tape: Tape,
    batch: SequencesBatch,
    { beamWidth, n }: Pick<CtcBeamOptions, 'beamWidth' | 'n'> = {},
  ): CtcHypothesis[][] {
    const { logits, options } = this.decoding(tape, batch);
    return ctcBeam(logits, { ...options, beamWidth, n });
  }

  private decoding(tape: Tape, batch: SequencesBatch) {
    const { logits, lengths } = this.forward(tape, batch);
    const inputLengths = lengths && (isBlock(lengths) ? lengths.array() : lengths);
    return { logits, options: { blank: this.blank, inputLengths } };
  }

  /** What the stack reads: frames side by side where that is asked for. */
  private steps(batch: SequencesBatch): SequencesBatch {
    const { stackFrames: k, vectors: F } = this.config;
    const { vectors, T, B, lengths } = batch;
    if (k === 1 || vectors === undefined) return batch;
    if (vectors.length !== T * B * F) {
      throw new UnrollError(
        'shape',
        `expected vectors with shape (${T}, ${B}, ${F}), ${T * B * F} numbers, but received ${vectors.length}`,
      );
    }
    return { ...batch, ...stackFrames({ vectors, T, B, lengths }, k) };
  }

  private expectRoom(labels: ArrayLike<number>, steps: number, sequence: number): void {
    let needed = labels.length;
    for (let i = 1; i < labels.length; i++) if (labels[i] === labels[i - 1]) needed++;
    if (needed <= steps) return;
    const { stackFrames: k } = this.config;
    const repeats = needed - labels.length;
    throw new UnrollError(
      'data',
      `sequence ${sequence} has ${labels.length} labels${repeats > 0 ? `, ${repeats} of them repeated, which takes a blank between,` : ''} and needs at least ${needed} steps but has ${steps}: ${k > 1 ? `lower stackFrames, which is ${k}, or ` : ''}leave the sequence out`,
    );
  }
}

function checkTranscriber(config: TranscriberConfig, vocabularySize: number): void {
  const { labels, stackFrames: k } = config;
  expectPositive('labels', labels);
  expectPositive('stackFrames', k);
  if (k > 1 && vocabularySize > 0) {
    throw new UnrollError(
      'usage',
      'stackFrames puts vectors side by side, and the input has tokens: leave it at 1',
    );
  }
  checkNetwork(readConfig(config), { vocabularySize, outputs: labels + 1 });
}

/** The stack's view: vectors as wide as the frames of a step. */
function readConfig(config: TranscriberConfig): TranscriberConfig {
  return { ...config, vectors: config.vectors * config.stackFrames };
}

/** Every parameter, in the order of its flat block. */
function transcriberSpecs(config: TranscriberConfig, options: TokenStackOptions): ParameterSpec[] {
  const { outputLayers, labels } = config;
  const read = readConfig(config);
  const width = stackWidth(stackConfig(read, options));
  return [
    ...TokenStack.specs(read, options),
    ...DeepOutput.specs({ input: width, sizes: outputLayers, outputs: labels + 1 }),
  ];
}

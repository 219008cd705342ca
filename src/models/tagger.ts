/**
 * A label for every step, many-to-many in step: tokens, vectors or both → recurrent stack, in one or
 * both directions → deep output layers → labels, each for itself or, with a CRF, all together.
 *
 * Parameter names are torch's: those of the input (see `StepInput`); `rnn.weight_ih_l0`, `…_reverse` (see the
 * stack); `output_layers.K.weight`, `.bias`; `output.weight` (labels, D) and `output.bias`;
 * `crf.transitions`, `.start_transitions`, `.end_transitions`; with a wide part `wide.weight` (see `Wide`).
 */
import type { Backend } from '../backend/backend.ts';
import { Crf } from '../nn/crf/crf.ts';
import type { TagRule } from '../nn/crf/rules.ts';
import type { ParameterSpec } from '../nn/init.ts';
import { type LayerState, stackWidth } from '../nn/recurrent/stack.ts';
import { add, scale, subtract } from '../tensor/ops/arithmetic.ts';
import { crossEntropy } from '../tensor/ops/cross-entropy.ts';
import { softmax } from '../tensor/ops/softmax.ts';
import type { Tape } from '../tensor/tape.ts';
import { type Ids, isBlock, reshape, type Tensor } from '../tensor/tensor.ts';
import { UnrollError } from '../util/errors.ts';
import {
  type ClassesConfig,
  checkClasses,
  checkNetwork,
  type DirectionsConfig,
  expectPositive,
  type NetworkConfig,
  networkDefaults,
} from './config.ts';
import { DeepOutput, lossOptions } from './deep-output.ts';
import { type InputConfig, type InputSizes, inputDefaults, inputSizes } from './input-config.ts';
import { Network, type NetworkOptions } from './network.ts';
import {
  IGNORED,
  type SequenceBatch,
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
import { checkWide, sparsePart, Wide, type WideBatch, type WideConfig } from './wide.ts';

export interface TaggerConfig
  extends NetworkConfig,
    InputConfig,
    DirectionsConfig,
    ClassesConfig,
    WideConfig {
  /** How many labels there are. */
  labels: number;
  /** Labels are judged as a whole sequence, with learned scores of neighbours (see the CRF). */
  crf: boolean;
}

export const taggerDefaults: TaggerConfig = {
  ...networkDefaults,
  ...inputDefaults,
  layers: 1,
  bidirectional: true,
  merge: 'concat',
  labels: 2,
  crf: false,
  classWeights: [],
  smoothing: 0,
  wide: 0,
  wideDrop: 0,
};

export interface TaggerBatch extends SequencesBatch, WideBatch {}

export interface TaggerOptions extends NetworkOptions {
  /** With `crf`: which labels may follow which, for example `bioRule(labels)`. Default: any. */
  allowed?: TagRule;
}

export interface TaggerTraining extends TaggerBatch {
  /**
   * (T, B) labels; `IGNORED` (−1) does not count, nor does what stands after a sequence's end. With
   * `crf` every step up to there has a label.
   */
  targets: ArrayLike<number>;
}

const CRF = 'crf.';
/** A score that e^x makes 0 of, beside any other. */
const IMPOSSIBLE = -1e5;

export class Tagger extends Network implements Trainable<TaggerTraining> {
  readonly config: TaggerConfig;
  readonly sizes: Required<InputSizes>;
  private readonly tokens: TokenStack;
  private readonly output: DeepOutput;
  private readonly crf: Crf | undefined;
  private readonly wide: Wide | undefined;

  constructor(
    backend: Backend,
    config: TaggerConfig,
    vocabularySize: number | InputSizes,
    { seed, cells, allowed }: TaggerOptions = {},
  ) {
    const sizes = inputSizes(vocabularySize);
    checkTagger(config, sizes, allowed);
    const options = { ...sizes, cells };
    super(backend, taggerSpecs(config, options), { init: config.init, seed });
    this.config = config;
    this.sizes = sizes;
    this.tokens = new TokenStack(config, this.parameters, options);
    const deep = { input: this.tokens.width, sizes: config.outputLayers };
    this.output = new DeepOutput(deep, this.parameters);
    if (config.crf) this.crf = new Crf({ tags: config.labels, allowed }, this.parameters, CRF);
    if (config.wide > 0) this.wide = new Wide(this.parameters, config);
  }

  /** Symbols of the input. */
  get vocabularySize(): number {
    return this.sizes.vocabularySize;
  }

  /** (T, B, labels): logits, the emissions of a CRF, which mean nothing after a sequence's end. */
  forward(tape: Tape, batch: TaggerBatch): Tensor {
    return this.logits(tape, this.outputs(tape, batch), batch);
  }

  /** Steps that go on from a state, for `TagStream`. */
  forwardFrom(
    tape: Tape,
    batch: TaggerBatch & Pick<SequenceBatch, 'state'>,
  ): { logits: Tensor; state: () => LayerState[] } {
    const { output, state } = this.tokens.forward(tape, batch);
    return { logits: this.logits(tape, output, batch), state };
  }

  /** The zero state of B sequences, by layer and direction. */
  initialState(B: number): LayerState[] {
    return this.tokens.initialState(this.backend, B);
  }

  /**
   * (T, B, labels): how probable each label is at each step, given all that the network reads; with a
   * CRF the marginals over all sequences of labels. Means nothing after a sequence's end. `logits`:
   * what `forward` gave, where it is there already.
   */
  probabilities(tape: Tape, batch: TaggerBatch, logits = this.forward(tape, batch)): Tensor {
    const { lengths } = batch;
    return this.crf?.marginals(tape, logits, { lengths }) ?? softmax(tape, logits);
  }

  /**
   * The labels of each sequence: with a CRF the sequence with the highest score (Viterbi), else the most
   * probable label of each step; of equals the smaller. `logits` as for `probabilities`.
   */
  decode(tape: Tape, batch: TaggerBatch, logits = this.forward(tape, batch)): number[][] {
    if (this.crf !== undefined) {
      return this.crf.decode(tape, logits, { lengths: batch.lengths }).map(({ tags }) => tags);
    }
    return bestLabels(logits, batch.lengths);
  }

  /**
   * ln P of these labels (T) of one sequence, given all that the network reads, or with `at` (from 0) of the
   * label at that step alone; ().
   */
  logProbability(tape: Tape, batch: TaggerBatch, labels: readonly number[], at?: number): Tensor {
    const logits = this.forward(tape, batch);
    const { lengths } = batch;
    const { crf } = this;
    if (crf === undefined) {
      const targets = labels.map((label, t) => (at === undefined || at === t ? label : IGNORED));
      const options = { ignoreIndex: IGNORED, reduction: 'sum' } as const;
      return scale(tape, crossEntropy(tape, logits, targets, options), -1);
    }
    if (at === undefined) {
      return scale(tape, crf.loss(tape, logits, labels, { lengths, reduction: 'sum' }), -1);
    }
    // ln P(y_t = k) = ln Z with all other labels at t impossible, less ln Z.
    const { labels: K } = this.config;
    const only = new Float64Array(logits.data.length).fill(IMPOSSIBLE, at * K, (at + 1) * K);
    only[at * K + labels[at]] = 0;
    const held = add(tape, logits, tape.constant(only, logits.shape));
    const [withLabel, all] = [held, logits].map((x) => crf.logPartition(tape, x, { lengths }));
    return reshape(subtract(tape, withLabel, all), []);
  }

  /** Nats per label; with a CRF −ln of the probability of each whole sequence over all labels. */
  loss(tape: Tape, batch: TaggerTraining, { reduction }: LossOptions = {}): Tensor {
    const { classWeights, smoothing } = this.config;
    const outputs = this.outputs(tape, batch);
    if (this.crf !== undefined) {
      const { lengths, targets } = batch;
      const emissions = this.logits(tape, outputs, batch);
      const sum = this.crf.loss(tape, emissions, targets, { lengths, reduction: 'sum' });
      return reduction === 'sum' ? sum : scale(tape, sum, 1 / this.weight(batch));
    }
    const options = { classWeights, smoothing, reduction };
    if (this.wide === undefined) {
      return this.output.crossEntropy(tape, outputs, counted(batch), options);
    }
    const logits = this.logits(tape, outputs, batch);
    return crossEntropy(tape, logits, counted(batch), lossOptions(options));
  }

  part(batch: TaggerTraining, from: number, to: number): TaggerTraining {
    const { B, features } = batch;
    return {
      ...sequencesPart(batch, from, to),
      targets: sequencePart(batch.targets, B, from, to),
      features: features && sparsePart(features, B, from, to),
    };
  }

  weight(batch: TaggerTraining): number {
    const { classWeights } = this.config;
    return weightOfTargets(counted(batch), { classWeights, ignored: IGNORED });
  }

  /** (T, B, D): what the output reads. */
  private outputs(tape: Tape, batch: SequencesBatch): Tensor {
    return this.tokens.dropOutput(tape, this.tokens.forward(tape, batch).output, batch);
  }

  private logits(tape: Tape, outputs: Tensor, batch: TaggerBatch): Tensor {
    const deep = this.output.forward(tape, outputs);
    return this.wide?.addTo(tape, deep, batch.features, batch) ?? deep;
  }
}

function counted({ targets, B, lengths }: TaggerTraining): Int32Array {
  return countedTargets(targets, { B, lengths, ignored: IGNORED });
}

function bestLabels({ shape, data }: Tensor, lengths?: Ids): number[][] {
  const [T, B, labels] = shape;
  const values = data.array();
  const ends = lengths && (isBlock(lengths) ? lengths.array() : lengths);
  return Array.from({ length: B }, (_, b) =>
    Array.from({ length: ends?.[b] ?? T }, (_, t) => {
      const row = (t * B + b) * labels;
      let best = 0;
      for (let y = 1; y < labels; y++) if (values[row + y] > values[row + best]) best = y;
      return best;
    }),
  );
}

function checkTagger(config: TaggerConfig, sizes: InputSizes, allowed?: TagRule): void {
  const { labels, crf, classWeights, smoothing } = config;
  checkNetwork(config, { ...sizes, outputs: labels });
  expectPositive('labels', labels);
  checkClasses(config, labels);
  checkWide(config);
  if (crf && (classWeights.length > 0 || smoothing > 0)) {
    throw new UnrollError(
      'usage',
      'classWeights and smoothing belong to single labels, and a CRF judges whole sequences: leave them out, or crf',
    );
  }
  if (!crf && allowed !== undefined) {
    throw new UnrollError(
      'usage',
      'a rule of which labels may follow which needs crf: true, because single labels do not know their neighbours',
    );
  }
}

/** Every parameter, in the order of its flat block. */
function taggerSpecs(config: TaggerConfig, options: TokenStackOptions): ParameterSpec[] {
  const { outputLayers, labels, crf, wide } = config;
  const width = stackWidth(stackConfig(config, options));
  return [
    ...TokenStack.specs(config, options),
    ...DeepOutput.specs({ input: width, sizes: outputLayers, outputs: labels }),
    ...(crf ? Crf.specs({ tags: labels }, CRF) : []),
    ...Wide.specs({ features: wide, outputs: labels }),
  ];
}

/**
 * A sequence from another, many-to-many with a delay: an encoder reads the source, in one or both
 * directions; a decoder starts from the encoder's last state and predicts each next symbol of the
 * target from those before it, given to it while training (teacher forcing). With attention, every
 * decoder state h looks at all encoder outputs and the output reads tanh(W_c [context; h] + b_c)
 * (Luong et al. 2015, without input feeding), so all steps of a target are made at once.
 *
 * Layer k of the decoder starts from layer k of the encoder: both directions side by side or added,
 * as `merge` says; the decoder is as wide as the encoder's output.
 *
 * Parameter names are torch's: `source_embedding.weight`, `source_projection.weight`, `.bias` (see
 * `StepInput`); `encoder.weight_ih_l0` … (see the stack);
 * `target_embedding.weight`; `decoder.weight_ih_l0` …; `attention.W.weight` … (see the attention);
 * `combine.weight`, `.bias`; `output_layers.K.weight`, `.bias`; `output.weight`, `output.bias`.
 */
import type { Backend } from '../backend/backend.ts';
import { Attention, AttentionalLayer, type AttentionMemory } from '../nn/attention.ts';
import type { CellState } from '../nn/cells/cell.ts';
import type { LayerState, StackConfig } from '../nn/recurrent/stack.ts';
import { add } from '../tensor/ops/arithmetic.ts';
import { concatColumns } from '../tensor/ops/concat.ts';
import { PackCache } from '../tensor/pack-cache.ts';
import { Tape } from '../tensor/tape.ts';
import { type Ids, reshape, type Tensor, valuesOf } from '../tensor/tensor.ts';
import { foldKey, type Key } from '../util/rng.ts';
import { DeepOutput } from './deep-output.ts';
import {
  ATTENTION,
  checkEncoderDecoder,
  type EncoderDecoderConfig,
  encoderDecoderSpecs,
  partsOf,
  type VocabularySizes,
} from './encoder-decoder-parts.ts';
import { expectShare } from './expect.ts';
import { Network, type NetworkOptions } from './network.ts';
import { sampledInputs } from './scheduled-sampling.ts';
import { IGNORED, TokenStack } from './token-stack.ts';
import {
  countedTargets,
  type LossOptions,
  type SequencesBatch,
  sequencePart,
  sequencesPart,
  type Trainable,
  weightOfTargets,
} from './trainable.ts';

export {
  type EncoderDecoderConfig,
  encoderDecoderDefaults,
  type VocabularySizes,
} from './encoder-decoder-parts.ts';

/** The source is the batch itself: tokens, vectors or both. */
export interface TranslationBatch extends SequencesBatch {
  decoder: {
    /** (T, B) what the decoder reads: the symbol before each target, a first one at the start. */
    inputs: Ids;
    T: number;
    /** (B) steps of each target; absent: all T. */
    lengths?: Ids;
  };
}

export interface TranslationTraining extends TranslationBatch {
  /** (T, B) of the decoder; `IGNORED` (−1) does not count, nor does what stands after an end. */
  targets: ArrayLike<number>;
  /** In place of the configuration's, for a ratio that changes while training. */
  samplingRatio?: number;
}

/** What the decoder needs of the source. */
export interface Encoded {
  /** The decoder's state before its first step, by layer. */
  initial: CellState[];
  /** What attention reads; absent without attention. */
  memory?: AttentionMemory;
}

export interface Decoded {
  /** (T, B, target vocabulary) */
  logits: Tensor;
  /** (T, B, S) how much each step of the source counts; absent without attention. */
  attention?: Tensor;
  /** The state after the last step, copied out. */
  state: () => LayerState[];
}

interface DecoderRun extends Omit<Decoded, 'logits'> {
  /** (T, B, D): what the output reads. */
  output: Tensor;
  /** The state after the last step, by layer. */
  states: CellState[];
}

const ENCODER_SITE = 0;
const DECODER_SITE = 1;
const SAMPLING_SITE = 2;

export class EncoderDecoder extends Network implements Trainable<TranslationTraining> {
  readonly config: EncoderDecoderConfig;
  readonly vocabularySizes: VocabularySizes;
  private readonly encoder: TokenStack;
  readonly decoder: TokenStack;
  private readonly attention: { scores: Attention; layer: AttentionalLayer } | undefined;
  private readonly output: DeepOutput;

  constructor(
    backend: Backend,
    config: EncoderDecoderConfig,
    vocabularySizes: VocabularySizes,
    { seed, cells }: NetworkOptions = {},
  ) {
    checkEncoderDecoder(config, vocabularySizes);
    const parts = partsOf(config, vocabularySizes, cells);
    super(backend, encoderDecoderSpecs(config, parts), { init: config.init, seed });
    this.config = config;
    this.vocabularySizes = vocabularySizes;
    const { parameters } = this;
    this.encoder = new TokenStack(config, parameters, parts.encoder);
    this.decoder = new TokenStack(parts.decoderConfig, parameters, parts.decoder);
    if (parts.attention !== undefined) {
      this.attention = {
        scores: new Attention(parts.attention, parameters, ATTENTION),
        layer: new AttentionalLayer(parameters, ''),
      };
    }
    this.output = new DeepOutput(parts.output, parameters);
  }

  /** Reads the source. Errors 'shape' and 'data' when the batch does not fit. */
  encode(tape: Tape, batch: SequencesBatch): Encoded {
    const dropoutKey = siteKey(batch.dropoutKey, ENCODER_SITE);
    const run = this.encoder.forward(tape, { ...batch, dropoutKey });
    return {
      initial: joinDirections(tape, run.states, this.encoder.stack.config),
      memory: this.attention?.scores.prepare(tape, run.output, batch.lengths),
    };
  }

  /** Logits of every next symbol of the target. */
  forward(tape: Tape, batch: TranslationBatch): Decoded {
    return this.decode(tape, this.encode(tape, batch), batch);
  }

  /**
   * The decoder's steps from a state that `encode` or an earlier decoder step left. For a single step the
   * batch may be K hypotheses for each of the B sources, row k·B + b; logits are then (K, B, …).
   */
  decode(tape: Tape, encoded: Encoded, batch: Pick<TranslationBatch, 'B' | 'decoder'>): Decoded {
    const { output, attention, state } = this.decoderRun(tape, encoded, batch);
    return { logits: this.output.forward(tape, output), attention, state };
  }

  /**
   * Nats per symbol of the targets. With the step's key the loss is that of training: units are dropped,
   * and inputs sampled. Without, every input is the target's.
   */
  loss(tape: Tape, batch: TranslationTraining, { reduction }: LossOptions = {}): Tensor {
    const { smoothing } = this.config;
    const encoded = this.encode(tape, batch);
    const decoder = this.trainingInputs(encoded, batch);
    const { output } = this.decoderRun(tape, encoded, { ...batch, decoder });
    return this.output.crossEntropy(tape, output, counted(batch), { smoothing, reduction });
  }

  part(batch: TranslationTraining, from: number, to: number): TranslationTraining {
    const { B, decoder, targets } = batch;
    const { inputs, lengths, T } = decoder;
    return {
      ...sequencesPart(batch, from, to),
      decoder: {
        T,
        inputs: sequencePart(inputs, B, from, to),
        lengths: lengths && sequencePart(lengths, B, from, to),
      },
      targets: sequencePart(targets, B, from, to),
    };
  }

  weight(batch: TranslationTraining): number {
    return weightOfTargets(counted(batch), { ignored: IGNORED });
  }

  /** What the decoder reads, with symbols of its own among it where that is asked for. */
  private trainingInputs(
    encoded: Encoded,
    { B, decoder, firstStream = 0, dropoutKey, ...batch }: TranslationTraining,
  ): TranslationBatch['decoder'] {
    const { samplingChoice: choice } = this.config;
    const ratio = batch.samplingRatio ?? this.config.samplingRatio;
    expectShare('samplingRatio', ratio);
    if (ratio === 0 || dropoutKey === undefined) return decoder;
    const packs = new PackCache(this.backend, this.parameters);
    const tape = new Tape(this.backend, { recording: false, packs });
    let { initial } = encoded;
    const step = (ids: Int32Array, wanted: boolean) => {
      const run = this.decoderRun(
        tape,
        { ...encoded, initial },
        { B, decoder: { inputs: ids, T: 1 } },
      );
      initial = run.states;
      return wanted ? valuesOf(this.output.forward(tape, run.output)) : undefined;
    };
    const key = foldKey(dropoutKey, SAMPLING_SITE);
    const options = { T: decoder.T, B, firstStream, key, ratio, choice, step };
    try {
      return { ...decoder, inputs: sampledInputs(decoder.inputs, options) };
    } finally {
      tape.close();
      packs.close();
    }
  }

  private decoderRun(
    tape: Tape,
    { initial, memory }: Encoded,
    {
      decoder,
      ...batch
    }: Pick<TranslationTraining, 'B' | 'decoder' | 'firstStream' | 'dropoutKey'>,
  ): DecoderRun {
    const { B, firstStream } = batch;
    const dropoutKey = siteKey(batch.dropoutKey, DECODER_SITE);
    const steps = { ...decoder, B, firstStream, dropoutKey };
    const run = this.decoder.forward(tape, steps, initial);
    let { output } = run;
    let attention: Tensor | undefined;
    if (this.attention !== undefined && memory !== undefined) {
      output = besideSources(output, memory.values.shape[1]);
      const { context, weights } = this.attention.scores.attend(tape, memory, output);
      output = this.attention.layer.forward(tape, context, output);
      attention = weights;
    }
    return {
      output: this.decoder.dropOutput(tape, output, steps),
      attention,
      state: run.state,
      states: run.states,
    };
  }
}

/**
 * One step (1, K·B, D) of K hypotheses for each of B sources looks at them as K steps (K, B, D) would,
 * and nothing of a source is copied.
 */
function besideSources(h: Tensor, B: number): Tensor {
  const [T, rows, D] = h.shape;
  return T === 1 && rows % B === 0 ? reshape(h, [rows / B, B, D]) : h;
}

function siteKey(key: Key | undefined, site: number): Key | undefined {
  return key && foldKey(key, site);
}

function counted({ targets, B, decoder }: TranslationTraining): Int32Array {
  return countedTargets(targets, { B, lengths: decoder.lengths, ignored: IGNORED });
}

/** The states of each layer's directions side by side or added, by layer. */
function joinDirections(
  tape: Tape,
  states: readonly CellState[],
  { bidirectional, merge }: StackConfig,
): CellState[] {
  if (!bidirectional) return [...states];
  const join = merge === 'sum' ? add : concatColumns;
  return Array.from({ length: states.length / 2 }, (_, layer) => {
    const [forward, backward] = states.slice(2 * layer);
    const names = Object.keys(forward);
    return Object.fromEntries(
      names.map((name) => [name, join(tape, forward[name], backward[name])]),
    );
  });
}

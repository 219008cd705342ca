/**
 * The feed-forward language model with a fixed window (Bengio et al. 2003): the embeddings of the last
 * symbols side by side → hidden layers (tanh) → softmax over the vocabulary. It knows nothing of what
 * stands before its window: what a recurrent network must beat.
 *
 *   x = (C(w_{t−W+1}), …, C(w_t)),  y = b + U·tanh(d + H·x), with `direct` also + W·x
 *
 * Parameters: `embedding.weight` (V, E); `hidden_layers.K.weight`, `.bias`; `output.weight` (V, D) and
 * `output.bias` (V). With `direct`, D is the last hidden size + W·E: what the output reads of the
 * hidden layers, then of the embeddings.
 */
import type { Backend } from '../backend/backend.ts';
import type { InitScheme, ParameterSpec } from '../nn/init.ts';
import { DenseLayers, linearSpecs } from '../nn/layers.ts';
import { concatColumns } from '../tensor/ops/concat.ts';
import { linearCrossEntropy } from '../tensor/ops/cross-entropy.ts';
import { dropout } from '../tensor/ops/dropout.ts';
import { embedding } from '../tensor/ops/embedding.ts';
import { linear } from '../tensor/ops/linear.ts';
import type { Tape } from '../tensor/tape.ts';
import { type Ids, isBlock, reshape, type Tensor } from '../tensor/tensor.ts';
import { expected, UnrollError } from '../util/errors.ts';
import { foldKey } from '../util/rng.ts';
import { expectOneOf, expectPositive } from './config.ts';
import { Network } from './network.ts';
import { IGNORED, NOTHING } from './token-stack.ts';
import {
  countedTargets,
  type LossOptions,
  type SequencesBatch,
  sequencePart,
  sequencesPart,
  type Trainable,
  weightOfTargets,
} from './trainable.ts';

export interface WindowModelConfig {
  /** W: how many symbols it reads, the current one included; an n-gram model of order W + 1 reads as many. */
  window: number;
  /** E: size of the embeddings. */
  embed: number;
  /** Sizes of the hidden layers; none: the output reads the embeddings. */
  hidden: number[];
  /** The output reads the embeddings besides the last hidden layer. */
  direct: boolean;
  /** Probability of dropping a unit of what the output reads. */
  dropout: number;
  /** The same of the embeddings. */
  embedDropout: number;
  init: InitScheme;
}

export const windowModelDefaults: WindowModelConfig = {
  window: 4,
  embed: 32,
  hidden: [128],
  direct: false,
  dropout: 0,
  embedDropout: 0,
  init: 'unroll',
};

export interface WindowBatch extends SequencesBatch {
  inputs: Ids;
  /** (W − 1, B) the symbols before the first step; absent: `NOTHING`. */
  before?: Ids;
}

export interface WindowTraining extends WindowBatch {
  /** (T, B) next symbols; `IGNORED` (−1) does not count, nor does what stands after a sequence's end. */
  targets: ArrayLike<number>;
}

const LAYERS = 'hidden_layers.';
const EMBEDDING_SITE = 0;
const OUTPUT_SITE = 1;

export class WindowModel extends Network implements Trainable<WindowTraining> {
  readonly config: WindowModelConfig;
  readonly vocabularySize: number;
  private readonly table: Tensor;
  private readonly layers: DenseLayers;
  private readonly output: { weight: Tensor; bias: Tensor };

  constructor(
    backend: Backend,
    config: WindowModelConfig,
    vocabularySize: number,
    { seed }: { seed?: number } = {},
  ) {
    checkWindowModel(config, vocabularySize);
    super(backend, windowModelSpecs(config, vocabularySize), { init: config.init, seed });
    this.config = config;
    this.vocabularySize = vocabularySize;
    const { parameters } = this;
    this.table = parameters.get('embedding.weight');
    const sizes = { input: config.window * config.embed, sizes: config.hidden };
    this.layers = new DenseLayers(sizes, parameters, LAYERS);
    this.output = { weight: parameters.get('output.weight'), bias: parameters.get('output.bias') };
  }

  /** (T, B, V): logits of the next symbol at every step. */
  forward(tape: Tape, batch: WindowBatch): Tensor {
    return linear(tape, this.features(tape, batch), this.output.weight, this.output.bias);
  }

  /** Nats per symbol. */
  loss(tape: Tape, batch: WindowTraining, { reduction }: LossOptions = {}): Tensor {
    const layer = { x: this.features(tape, batch), ...this.output };
    return linearCrossEntropy(tape, layer, counted(batch), { ignoreIndex: IGNORED, reduction });
  }

  part(batch: WindowTraining, from: number, to: number): WindowTraining {
    const { B, targets, before } = batch;
    return {
      ...sequencesPart(batch, from, to),
      targets: sequencePart(targets, B, from, to),
      before: before && sequencePart(before, B, from, to),
    };
  }

  weight(batch: WindowTraining): number {
    return weightOfTargets(counted(batch), { ignored: IGNORED });
  }

  /** (T, B, D): what the output reads. */
  private features(tape: Tape, batch: WindowBatch): Tensor {
    const { T, B } = batch;
    const { window, embed, direct, embedDropout, dropout } = this.config;
    const ids = windows(batch, window);
    const rows = embedding(tape, this.table, ids, { shape: [T, B, window] });
    const wide = reshape(rows, [T, B, window * embed]);
    const x = drop(tape, wide, batch, { p: embedDropout, site: EMBEDDING_SITE });
    const top = this.layers.forward(tape, x);
    const read = direct ? concatColumns(tape, top, x) : top;
    return drop(tape, read, batch, { p: dropout, site: OUTPUT_SITE });
  }
}

/** (T, B, W): the symbols that each step reads, the oldest first. Nothing is read after a sequence's end. */
function windows({ T, B, inputs, lengths, before }: WindowBatch, W: number): Int32Array {
  const read = arrayOf(inputs);
  const ends = lengths && arrayOf(lengths);
  const earlier = before && arrayOf(before);
  if (read.length !== T * B || (earlier && earlier.length !== (W - 1) * B)) {
    const [what, steps, found] =
      read.length === T * B ? ['before', W - 1, earlier?.length] : ['inputs', T, read.length];
    throw new UnrollError(
      'shape',
      `expected ${what} to hold ${steps} steps of ${B} sequences but received ${found} symbols`,
    );
  }
  const ids = new Int32Array(T * B * W).fill(NOTHING);
  for (let t = 0, k = 0; t < T; t++) {
    for (let b = 0; b < B; b++) {
      const ended = ends !== undefined && t >= ends[b];
      for (let w = 0; w < W; w++, k++) {
        const from = t - (W - 1) + w;
        if (ended) continue;
        if (from >= 0) ids[k] = read[from * B + b];
        else if (earlier) ids[k] = earlier[(from + W - 1) * B + b];
      }
    }
  }
  return ids;
}

function drop(
  tape: Tape,
  x: Tensor,
  { B: streams, firstStream = 0, dropoutKey }: WindowBatch,
  { p, site }: { p: number; site: number },
): Tensor {
  if (p === 0 || dropoutKey === undefined) return x;
  return dropout(tape, x, { p, key: foldKey(dropoutKey, site), streams, firstStream });
}

function arrayOf(ids: Ids): ArrayLike<number> {
  return isBlock(ids) ? ids.array() : ids;
}

function counted({ targets, B, lengths }: WindowTraining): Int32Array {
  return countedTargets(targets, { B, lengths, ignored: IGNORED });
}

function checkWindowModel(config: WindowModelConfig, vocabularySize: number): void {
  const { window, embed, hidden, direct, dropout, embedDropout, init } = config;
  expectPositive('the vocabulary size', vocabularySize);
  expectPositive('window', window);
  expectPositive('embed', embed);
  for (const size of hidden) expectPositive('the size of a hidden layer', size);
  for (const [name, p] of Object.entries({ dropout, embedDropout })) {
    if (!(p >= 0 && p < 1)) throw expected(name, 'at least 0 and less than 1', p);
  }
  expectOneOf('init', init, ['unroll', 'torch']);
  if (direct && hidden.length === 0) {
    throw new UnrollError(
      'usage',
      'direct connections go past hidden layers, and there are none: give hidden a size, or leave direct out',
    );
  }
}

/** Every parameter, in the order of its flat block. */
function windowModelSpecs(config: WindowModelConfig, V: number): ParameterSpec[] {
  const { window, embed, hidden, direct } = config;
  const input = window * embed;
  const top = hidden.at(-1) ?? input;
  return [
    { name: 'embedding.weight', shape: [V, embed], init: { kind: 'embedding' } },
    ...DenseLayers.specs({ input, sizes: hidden }, LAYERS),
    ...linearSpecs('output', direct ? top + input : top, V),
  ];
}

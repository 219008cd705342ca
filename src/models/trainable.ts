/** What training needs of a network that reads whole sequences or rows, and how their batches are cut. */
import type { Floats } from '../backend/backend.ts';
import type { Parameters } from '../tensor/parameters.ts';
import type { Tape } from '../tensor/tape.ts';
import { type Ids, isBlock, type Tensor } from '../tensor/tensor.ts';
import type { Key } from '../util/rng.ts';
import type { DropoutConfig } from './config.ts';
import { lettersPart } from './letters.ts';
import type { StepInputs } from './step-input.ts';

/** What the batches of all topologies have. */
export interface WholeBatch {
  B: number;
  /** Number of the first sequence, when the batch is a part of a larger one. */
  firstStream?: number;
  /** The step's key; absent: nothing is dropped. */
  dropoutKey?: Key;
}

/** Sequences of tokens, vectors or both, of any lengths in any order. */
export interface SequencesBatch extends WholeBatch, StepInputs {
  T: number;
  /** (B) steps of each sequence; what stands at and after them is not read. Absent: all T. */
  lengths?: Ids;
}

export interface LossOptions {
  /** 'mean' (default) divides the sum by `weight` of the batch. */
  reduction?: 'mean' | 'sum';
}

export interface Trainable<Batch extends WholeBatch> {
  readonly parameters: Parameters;
  readonly config: DropoutConfig;
  /** The sequences [from, to) of a batch. */
  part(batch: Batch, from: number, to: number): Batch;
  /** What the summed loss is divided by to get its mean. */
  weight(batch: Batch): number;
  /** The answers, whatever the topology makes of them; targets are read only where they are also inputs. */
  forward(tape: Tape, batch: Batch): unknown;
  loss(tape: Tape, batch: Batch, options?: LossOptions): Tensor;
}

/** The sequences [from, to) of what every batch of sequences has; targets are the caller's. */
export function sequencesPart<Batch extends SequencesBatch>(
  batch: Batch,
  from: number,
  to: number,
): Batch {
  const { B, T, inputs, letters, vectors, lengths, firstStream = 0 } = batch;
  return {
    ...batch,
    B: to - from,
    firstStream: firstStream + from,
    inputs: inputs && sequencePart(inputs, B, from, to),
    letters: letters && lettersPart(letters, { T, B }, from, to),
    vectors: vectors && vectorsPart(vectors, { T, B }, from, to),
    lengths: lengths && sequencePart(lengths, B, from, to),
  };
}

/** The columns [from, to) of time-major values (T, B), or the entries of (B) ones. */
export function sequencePart(values: Ids, B: number, from: number, to: number): Int32Array {
  const all = isBlock(values) ? values.array() : values;
  const T = all.length / B;
  const part = new Int32Array(T * (to - from));
  for (let t = 0, k = 0; t < T; t++) {
    for (let b = from; b < to; b++) part[k++] = all[t * B + b];
  }
  return part;
}

/** Of time-major numbers (T, B, F) those of the sequences [from, to), in the same precision. */
export function vectorsPart(
  vectors: ArrayLike<number>,
  { T, B }: { T: number; B: number },
  from: number,
  to: number,
): Floats {
  const F = T * B === 0 ? 0 : vectors.length / (T * B);
  const size = T * (to - from) * F;
  const part = vectors instanceof Float32Array ? new Float32Array(size) : new Float64Array(size);
  for (let t = 0, k = 0; t < T; t++) {
    for (let n = (t * B + from) * F; n < (t * B + to) * F; n++) part[k++] = vectors[n];
  }
  return part;
}

/** Targets (T, B) with `ignored` at the steps at which a sequence has ended. */
export function countedTargets(
  targets: ArrayLike<number>,
  { B, lengths, ignored }: { B: number; lengths: Ids | undefined; ignored: number },
): Int32Array {
  const counted = Int32Array.from(targets);
  if (lengths === undefined) return counted;
  const ends = isBlock(lengths) ? lengths.array() : lengths;
  for (let k = 0; k < counted.length; k++) {
    if (Math.floor(k / B) >= ends[k % B]) counted[k] = ignored;
  }
  return counted;
}

/** Σ of the class weights of the targets that count, 1 each without weights. */
export function weightOfTargets(
  targets: ArrayLike<number>,
  { classWeights, ignored }: { classWeights?: readonly number[]; ignored: number },
): number {
  let total = 0;
  for (let k = 0; k < targets.length; k++) {
    if (targets[k] !== ignored) total += classWeights?.[targets[k]] ?? 1;
  }
  return total;
}

/**
 * Batches of whole lines or documents: the state starts afresh at each `<s>`. They come in the order
 * of `buckets`.
 */
import { UnrollError } from '../util/errors.ts';
import { type Bucket, type BucketsOptions, buckets } from './buckets.ts';
import type { SequenceIndex } from './sequence-index.ts';
import type { TokenSource } from './source.ts';
import type { StreamPosition } from './streams.ts';

export interface SequencesOptions extends BucketsOptions {
  /** Longest sequence in steps (T); a longer one is an error that names it. Default: no limit. */
  maxLength?: number;
}

export interface SequenceBatch {
  /** (T, B) time-major, from `<s>` to the last symbol; padded with 0. */
  inputs: Int32Array;
  /** (T, B), from the first symbol to `</s>`; padded with −1, which is ignored. */
  targets: Int32Array;
  /** (B) steps of each sequence. */
  lengths: Int32Array;
  T: number;
  B: number;
  epoch: number;
  /** Within the epoch. */
  step: number;
  /** (B) numbers of the sequences in the corpus part. */
  indices: Int32Array;
}

export interface TokenSequences {
  readonly stepsPerEpoch: number;
  /** Targets read in an epoch. */
  readonly tokensPerEpoch: number;
  readonly position: StreamPosition;
  next(): SequenceBatch;
  /** Throws 'usage' for a position that does not exist. */
  seek(position: StreamPosition): void;
  /** The share of an epoch's steps that is padding. */
  padding(epoch: number): number;
}

export function sequences(
  source: TokenSource,
  { count, starts }: SequenceIndex,
  options: SequencesOptions,
): TokenSequences {
  const { maxLength = Number.POSITIVE_INFINITY } = options;
  if (count === 0) throw new UnrollError('data', 'the text has no lines or documents');
  const steps = (sequence: number) => starts[sequence + 1] - starts[sequence] - 1;
  for (let s = 0; s < count; s++) {
    if (steps(s) > maxLength) {
      throw new UnrollError(
        'data',
        `line or document ${s + 1} has ${steps(s)} symbols, more than the ${maxLength} allowed; raise the limit or break it up`,
      );
    }
  }
  const lengthsOf = Int32Array.from({ length: count }, (_, sequence) => steps(sequence));
  const order = buckets(lengthsOf, options);

  function read({ indices, epoch, step }: Bucket): SequenceBatch {
    const B = indices.length;
    const lengths = indices.map(steps);
    const T = lengths.reduce((a, b) => Math.max(a, b));
    const inputs = new Int32Array(T * B);
    const targets = new Int32Array(T * B).fill(-1);
    const row = new Int32Array(T + 1);
    for (let b = 0; b < B; b++) {
      const ids = row.subarray(0, lengths[b] + 1);
      source.read(starts[indices[b]], ids);
      for (let t = 0; t < lengths[b]; t++) {
        inputs[t * B + b] = ids[t];
        targets[t * B + b] = ids[t + 1];
      }
    }
    return { inputs, targets, lengths, T, B, epoch, step, indices };
  }

  return {
    stepsPerEpoch: order.stepsPerEpoch,
    tokensPerEpoch: starts[count] - starts[0] - count,
    get position() {
      return order.position;
    },
    next: () => read(order.next()),
    seek: (position) => order.seek(position),
    padding: (epoch) => order.padding(epoch),
  };
}

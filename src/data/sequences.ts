/**
 * Batches of whole lines or documents: the state starts afresh at each `<s>`. The order of an epoch
 * is a function of the key and the epoch, so the position is a plain value.
 */
import { expected, UnrollError } from '../util/errors.ts';
import { foldKey, type Key, Rng } from '../util/rng.ts';
import type { SequenceIndex } from './sequence-index.ts';
import type { TokenSource } from './source.ts';
import type { StreamPosition } from './streams.ts';

export interface SequencesOptions {
  /** B, sequences per batch; the last batch of an epoch may have fewer. */
  batch: number;
  /** Key of the order; without it sequences come as they stand (evaluation). */
  key?: Key;
  /** Longest sequence in steps (T); a longer one is an error that names it. Default: no limit. */
  maxLength?: number;
  /**
   * Shuffled batches are made of sequences of like length out of this many batches at a time, which
   * saves padding; 1: lengths are not looked at.
   */
  pool?: number;
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
}

export function sequences(
  source: TokenSource,
  { count, starts }: SequenceIndex,
  { batch, key, maxLength = Number.POSITIVE_INFINITY, pool = 16 }: SequencesOptions,
): TokenSequences {
  if (!Number.isInteger(batch) || batch < 1) throw expected('batch', 'a positive integer', batch);
  if (!Number.isInteger(pool) || pool < 1) throw expected('pool', 'a positive integer', pool);
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
  const stepsPerEpoch = Math.ceil(count / batch);
  let position: StreamPosition = { epoch: 0, step: 0 };
  let order = new Int32Array(0);
  let orderEpoch = -1;

  /** The order of an epoch's sequences; batch k is the k-th run of `batch` of them. */
  function arrange(epoch: number): void {
    if (orderEpoch === epoch || (orderEpoch >= 0 && key === undefined)) return;
    orderEpoch = epoch;
    order = Int32Array.from({ length: count }, (_, s) => s);
    if (key === undefined) return;
    const rng = new Rng(foldKey(key, epoch));
    rng.shuffle(order);
    if (pool > 1) order = pooled(order, rng);
  }

  /** Sorts by length inside each pool, then shuffles the full batches. */
  function pooled(shuffled: Int32Array, rng: Rng): Int32Array<ArrayBuffer> {
    for (let at = 0; at < count; at += batch * pool) {
      shuffled.subarray(at, at + batch * pool).sort((a, b) => steps(a) - steps(b) || a - b);
    }
    const full = Math.floor(count / batch);
    const places = Int32Array.from({ length: full }, (_, k) => k);
    rng.shuffle(places);
    const result = Int32Array.from(shuffled);
    places.forEach((from, to) => {
      result.set(shuffled.subarray(from * batch, (from + 1) * batch), to * batch);
    });
    return result;
  }

  function read({ epoch, step }: StreamPosition): SequenceBatch {
    arrange(epoch);
    const indices = order.slice(step * batch, (step + 1) * batch);
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
    stepsPerEpoch,
    tokensPerEpoch: starts[count] - starts[0] - count,
    get position() {
      return { ...position };
    },
    next() {
      const result = read(position);
      const step = position.step + 1;
      position =
        step < stepsPerEpoch
          ? { epoch: position.epoch, step }
          : { epoch: position.epoch + 1, step: 0 };
      return result;
    },
    seek({ epoch, step }) {
      if (!Number.isInteger(epoch) || epoch < 0) throw expected('the epoch', 'at least 0', epoch);
      if (!Number.isInteger(step) || step < 0 || step >= stepsPerEpoch) {
        throw expected('the step in the epoch', `from 0 to ${stepsPerEpoch - 1}`, step);
      }
      position = { epoch, step };
    },
  };
}

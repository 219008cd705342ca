/**
 * Batches of whole examples, those of like length together. The order of an epoch is a function of the
 * key and the epoch, so the position is a plain value; every example comes once in an epoch.
 */
import { assert, expected } from '../util/errors.ts';
import { foldKey, type Key, Rng } from '../util/rng.ts';
import type { StreamPosition } from './streams.ts';

export interface BucketsOptions {
  /** B, examples per batch; the last batch of an epoch may have fewer. */
  batch: number;
  /** Key of the order; without it examples come as they stand (evaluation). */
  key?: Key;
  /**
   * Shuffled batches are made of examples of like length out of this many batches at a time, which
   * saves padding; 1: lengths are not looked at.
   */
  pool?: number;
}

export interface Bucket {
  /** (B) numbers of the examples. */
  indices: Int32Array;
  epoch: number;
  /** Within the epoch. */
  step: number;
}

export interface Buckets {
  readonly stepsPerEpoch: number;
  readonly position: StreamPosition;
  next(): Bucket;
  /** Throws 'usage' for a position that does not exist. */
  seek(position: StreamPosition): void;
  /** The share of an epoch's steps that is padding, from 0 to below 1; of all lengths together. */
  padding(epoch: number): number;
}

/** The lengths of each example: (count), or several such, the first to be bucketed by first. */
export type Lengths = Int32Array | readonly [Int32Array, ...Int32Array[]];

export function buckets(lengths: Lengths, options: BucketsOptions): Buckets {
  const { batch, key, pool = 16 } = options;
  if (!Number.isInteger(batch) || batch < 1) throw expected('batch', 'a positive integer', batch);
  if (!Number.isInteger(pool) || pool < 1) throw expected('pool', 'a positive integer', pool);
  const sides: readonly Int32Array[] = lengths instanceof Int32Array ? [lengths] : lengths;
  const count = sides[0].length;
  assert(
    sides.every((side) => side.length === count),
    'examples with some lengths missing',
  );
  if (count === 0) throw expected('the examples', 'at least one', 'none');
  const stepsPerEpoch = Math.ceil(count / batch);
  let position: StreamPosition = { epoch: 0, step: 0 };
  let order = new Int32Array(0);
  let orderEpoch = -1;

  /** The order of an epoch; batch k is the k-th run of `batch` of it. */
  function arrange(epoch: number): Int32Array {
    if (orderEpoch === epoch || (orderEpoch >= 0 && key === undefined)) return order;
    orderEpoch = epoch;
    order = Int32Array.from({ length: count }, (_, example) => example);
    if (key === undefined) return order;
    const rng = new Rng(foldKey(key, epoch));
    rng.shuffle(order);
    if (pool > 1) order = pooled(order, rng);
    return order;
  }

  /** Sorts by length inside each pool, then shuffles the full batches. */
  function pooled(shuffled: Int32Array, rng: Rng): Int32Array<ArrayBuffer> {
    for (let at = 0; at < count; at += batch * pool) {
      shuffled.subarray(at, at + batch * pool).sort(byLength);
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

  function byLength(a: number, b: number): number {
    for (const side of sides) if (side[a] !== side[b]) return side[a] - side[b];
    return a - b;
  }

  return {
    stepsPerEpoch,
    get position() {
      return { ...position };
    },
    next() {
      const { epoch, step } = position;
      const indices = arrange(epoch).slice(step * batch, (step + 1) * batch);
      position =
        step + 1 < stepsPerEpoch ? { epoch, step: step + 1 } : { epoch: epoch + 1, step: 0 };
      return { indices, epoch, step };
    },
    seek({ epoch, step }) {
      if (!Number.isInteger(epoch) || epoch < 0) throw expected('the epoch', 'at least 0', epoch);
      if (!Number.isInteger(step) || step < 0 || step >= stepsPerEpoch) {
        throw expected('the step in the epoch', `from 0 to ${stepsPerEpoch - 1}`, step);
      }
      position = { epoch, step };
    },
    padding(epoch) {
      const epochOrder = arrange(epoch);
      let used = 0;
      let held = 0;
      for (let at = 0; at < count; at += batch) {
        const indices = epochOrder.subarray(at, at + batch);
        for (const side of sides) {
          let longest = 0;
          for (const example of indices) {
            used += side[example];
            longest = Math.max(longest, side[example]);
          }
          held += longest * indices.length;
        }
      }
      return held === 0 ? 0 : 1 - used / held;
    },
  };
}

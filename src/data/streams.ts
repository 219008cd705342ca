/**
 * Batches for truncated backpropagation through time: the text is cut into B contiguous parts that
 * are read side by side, T symbols at a step, epoch after epoch. The position is a plain value, so
 * reading goes on exactly where it stopped.
 */
import { expected, UnrollError } from '../util/errors.ts';
import type { TokenSource } from './source.ts';

export interface StreamsOptions {
  /** B, parallel streams. */
  batch: number;
  /** T, symbols per stream and step. */
  bptt: number;
  /**
   * What happens to symbols that fill no whole window. 'drop' (training): fewer than B + B·T symbols
   * at the ends are not read. 'keep' (evaluation): every symbol but the first is a target exactly
   * once; the last window is shorter and streams that ended have target −1 (input 0).
   */
  remainder?: 'drop' | 'keep';
}

/** The next batch to be read; JSON. */
export interface StreamPosition {
  epoch: number;
  /** Within the epoch. */
  step: number;
}

export interface TokenBatch {
  /** (T, B) time-major. */
  inputs: Int32Array;
  /** (T, B), the symbol after each input; −1 is ignored. */
  targets: Int32Array;
  T: number;
  B: number;
  epoch: number;
  /** Within the epoch; at 0 the streams start at their beginnings again. */
  step: number;
}

export interface TokenStreams {
  readonly B: number;
  readonly T: number;
  readonly stepsPerEpoch: number;
  /** Targets read in an epoch. */
  readonly tokensPerEpoch: number;
  /** Set when the text was shorter than a window: T is `used` instead of `requested`. */
  readonly shrunk: { requested: number; used: number } | undefined;
  /** The position of the batch that `next` will give. */
  readonly position: StreamPosition;
  next(): TokenBatch;
  /** Throws 'usage' for a position that does not exist. */
  seek(position: StreamPosition): void;
}

/** Throws 'data' when there are fewer symbols than streams, naming the number to change. */
export function streams(source: TokenSource, options: StreamsOptions): TokenStreams {
  const { batch: B, bptt, remainder = 'drop' } = options;
  if (!Number.isInteger(B) || B < 1) throw expected('batch', 'a positive integer', B);
  if (!Number.isInteger(bptt) || bptt < 1) throw expected('bptt', 'a positive integer', bptt);
  const targets = source.length - 1;
  if (targets < 1) {
    throw new UnrollError(
      'data',
      `the text has ${source.length} symbol${source.length === 1 ? '' : 's'}; a model of what comes next needs at least 2`,
    );
  }
  if (targets < B) {
    throw new UnrollError(
      'data',
      `${source.length} symbols are too few for ${B} parallel streams; use --batch ${targets} or less, or more text`,
    );
  }
  const keep = remainder === 'keep';
  const part = keep ? Math.ceil(targets / B) : Math.floor(targets / B);
  const T = Math.min(bptt, part);
  const stepsPerEpoch = keep ? Math.ceil(part / T) : Math.floor(part / T);

  let position: StreamPosition = { epoch: 0, step: 0 };
  const row = new Int32Array(T + 1);

  function read({ epoch, step }: StreamPosition): TokenBatch {
    const first = step * T;
    const width = Math.min(T, part - first);
    const inputs = new Int32Array(width * B);
    const wanted = new Int32Array(width * B).fill(-1);
    for (let b = 0; b < B; b++) {
      const start = b * part + first;
      // Targets of this stream end with the part, and with the text.
      const count = Math.min(width, targets - start);
      if (count <= 0) continue;
      const window = row.subarray(0, count + 1);
      source.read(start, window);
      for (let t = 0; t < count; t++) {
        inputs[t * B + b] = window[t];
        wanted[t * B + b] = window[t + 1];
      }
    }
    return { inputs, targets: wanted, T: width, B, epoch, step };
  }

  return {
    B,
    T,
    stepsPerEpoch,
    tokensPerEpoch: keep ? targets : stepsPerEpoch * T * B,
    shrunk: part < bptt ? { requested: bptt, used: T } : undefined,
    get position() {
      return { ...position };
    },
    next() {
      const batch = read(position);
      const step = position.step + 1;
      position =
        step < stepsPerEpoch
          ? { epoch: position.epoch, step }
          : { epoch: position.epoch + 1, step: 0 };
      return batch;
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

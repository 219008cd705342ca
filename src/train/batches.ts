/** What training reads: batches one after another, at a position that is a value. */
import { type CorpusPart, sequences, streams } from '../data/index.ts';
import { UnrollError } from '../util/errors.ts';
import { keyFor } from '../util/rng.ts';

export interface TrainingBatch {
  /** (T, B) time-major. */
  inputs: Int32Array;
  /** (T, B); −1 does not count. */
  targets: Int32Array;
  T: number;
  B: number;
  /** (B) steps of each sequence, for batches of whole sequences. */
  lengths?: Int32Array;
  /** The state starts from zero instead of being carried on. */
  fresh: boolean;
  /** Targets that count. */
  tokens: number;
}

/** JSON: where the next batch comes from. */
export interface BatchPosition {
  epoch: number;
  /** Within the epoch. */
  step: number;
}

export interface Batches {
  readonly stepsPerEpoch: number;
  /** Set when the text was too short for the window asked for. */
  readonly shrunk: { requested: number; used: number } | undefined;
  readonly position: BatchPosition;
  next(): TrainingBatch;
  seek(position: BatchPosition): void;
}

export interface BatchesOptions {
  batch: number;
  /** 0: no cuts. */
  bptt: number;
  seed: number;
}

/** Without cuts every step of the text is held in memory. */
const LONGEST_WITHOUT_CUTS = 1 << 17;

/** Parallel streams for a stream of text, whole sequences for lines and documents. */
export function openBatches(part: CorpusPart, options: BatchesOptions): Batches {
  return part.sequences === undefined
    ? streamBatches(part, options)
    : sequenceBatches(part, part.sequences, options);
}

function streamBatches({ source }: CorpusPart, { batch, bptt }: BatchesOptions): Batches {
  const whole = bptt === 0;
  if (whole && source.length > LONGEST_WITHOUT_CUTS) {
    throw new UnrollError(
      'usage',
      `bptt 0 keeps all ${source.length} symbols of the text in memory, which is for at most ${LONGEST_WITHOUT_CUTS}: give a number of steps, such as 64`,
    );
  }
  const window = whole ? Math.max(1, Math.ceil((source.length - 1) / batch)) : bptt;
  const reader = streams(source, { batch, bptt: window });
  // A text that one window holds is a sequence of its own: it starts from zero each time. Longer
  // streams carry their state on for ever, from the last window of an epoch to the first one too.
  const fresh = reader.stepsPerEpoch === 1;
  return {
    stepsPerEpoch: reader.stepsPerEpoch,
    shrunk: whole ? undefined : reader.shrunk,
    get position() {
      return reader.position;
    },
    next() {
      const { inputs, targets, T, B } = reader.next();
      return { inputs, targets, T, B, fresh, tokens: T * B };
    },
    seek: (position) => reader.seek(position),
  };
}

function sequenceBatches(
  { source }: CorpusPart,
  index: NonNullable<CorpusPart['sequences']>,
  { batch, bptt, seed }: BatchesOptions,
): Batches {
  const reader = sequences(source, index, {
    batch,
    key: keyFor(seed, 'order'),
    maxLength: bptt === 0 ? LONGEST_WITHOUT_CUTS : undefined,
  });
  return {
    stepsPerEpoch: reader.stepsPerEpoch,
    shrunk: undefined,
    get position() {
      return reader.position;
    },
    next() {
      const { inputs, targets, lengths, T, B } = reader.next();
      const tokens = lengths.reduce((sum, length) => sum + length, 0);
      return { inputs, targets, lengths, T, B, fresh: true, tokens };
    },
    seek: (position) => reader.seek(position),
  };
}

/** The steps [from, to) of a batch; a sequence that has ended before has length 0. */
export function windowOf(batch: TrainingBatch, from: number, to: number): TrainingBatch {
  const { B, inputs, targets, lengths } = batch;
  return {
    ...batch,
    T: to - from,
    inputs: inputs.subarray(from * B, to * B),
    targets: targets.subarray(from * B, to * B),
    lengths: lengths?.map((length) => Math.max(0, Math.min(to - from, length - from))),
  };
}

/** The streams [from, to) of a batch. */
export function streamsOf(batch: TrainingBatch, from: number, to: number): TrainingBatch {
  const { T, B, inputs, targets, lengths } = batch;
  const take = (values: Int32Array) => {
    const part = new Int32Array(T * (to - from));
    for (let t = 0; t < T; t++) {
      part.set(values.subarray(t * B + from, t * B + to), t * (to - from));
    }
    return part;
  };
  return {
    ...batch,
    B: to - from,
    inputs: take(inputs),
    targets: take(targets),
    lengths: lengths?.slice(from, to),
  };
}

/** What training reads: batches one after another, at a position that is a value. */

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
  readonly position: BatchPosition;
  next(): TrainingBatch;
  seek(position: BatchPosition): void;
}

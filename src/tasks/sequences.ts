/** Input sequences of examples, and batches of them in the networks' time-major layout. */
import type { SparseRow } from '../baselines/index.ts';
import type { SequencesBatch } from '../models/trainable.ts';

/** One sequence: ids (T), or vectors (T, F), or both. */
export interface InputSequence {
  T: number;
  ids?: Int32Array;
  vectors?: Float32Array;
  /** Of a whole text, where a network has a wide part. */
  features?: SparseRow;
  /** Of texts: the symbols as they were written, unknown ones too. */
  symbols?: () => readonly string[];
}

/** The sequences side by side, each from its first step; `NOTHING` and zeros after its end. */
export function batchOfSequences(sequences: readonly InputSequence[]): SequencesBatch & {
  lengths: Int32Array;
} {
  const B = sequences.length;
  const lengths = Int32Array.from(sequences, ({ T }) => T);
  const T = lengths.reduce((a, b) => Math.max(a, b), 1);
  const [first] = sequences;
  const batch: SequencesBatch & { lengths: Int32Array } = { T, B, lengths };
  if (first?.ids !== undefined) {
    const inputs = new Int32Array(T * B).fill(-1);
    sequences.forEach(({ ids }, b) => {
      ids?.forEach((id, t) => {
        inputs[t * B + b] = id;
      });
    });
    batch.inputs = inputs;
  }
  if (first?.vectors !== undefined) {
    const F = first.vectors.length / first.T;
    const vectors = new Float32Array(T * B * F);
    sequences.forEach((sequence, b) => {
      for (let t = 0; t < sequence.T; t++) {
        const step = sequence.vectors?.subarray(t * F, (t + 1) * F);
        if (step !== undefined) vectors.set(step, (t * B + b) * F);
      }
    });
    batch.vectors = vectors;
  }
  return batch;
}

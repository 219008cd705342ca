/** Neighbouring frames put side by side, so that a network takes fewer steps over them. */
import type { Floats } from '../backend/backend.ts';
import { type Ids, isBlock } from '../tensor/tensor.ts';

/** Frames (T, B, F) of sequences of these lengths. */
export interface Frames {
  vectors: ArrayLike<number>;
  T: number;
  B: number;
  /** Absent: all T. */
  lengths?: Ids;
}

export interface StackedFrames extends Frames {
  vectors: Floats;
  lengths: Int32Array;
}

/**
 * (T, B, F) → (⌈T/k⌉, B, k·F): step s of a sequence holds its frames s·k … s·k + k − 1, zeros after its
 * last one. A sequence of n frames has ⌈n/k⌉ steps.
 */
export function stackFrames({ vectors, T, B, lengths }: Frames, k: number): StackedFrames {
  const F = T * B === 0 ? 0 : vectors.length / (T * B);
  const steps = Math.ceil(T / k);
  const size = steps * B * k * F;
  const stacked = vectors instanceof Float32Array ? new Float32Array(size) : new Float64Array(size);
  const ends = lengths && (isBlock(lengths) ? lengths.array() : lengths);
  const counts = Int32Array.from({ length: B }, (_, b) => ends?.[b] ?? T);
  for (let b = 0; b < B; b++) {
    for (let t = 0; t < counts[b]; t++) {
      const from = (t * B + b) * F;
      const to = ((Math.floor(t / k) * B + b) * k + (t % k)) * F;
      for (let f = 0; f < F; f++) stacked[to + f] = vectors[from + f];
    }
  }
  return { vectors: stacked, T: steps, B, lengths: counts.map((n) => Math.ceil(n / k)) };
}

/**
 * Log-probabilities of many sequences of ids, those of similar length side by side: what each one gets has
 * the same bits as if it were read alone.
 */
import type { Predictor } from '../models/predictor.ts';
import { IGNORED } from '../models/token-stack.ts';

/** Sequences that are read side by side. */
const AT_ONCE = 64;
/** Symbols of a batch, padding included, so that long sequences are read alone. */
const BATCH_SYMBOLS = 1 << 18;

/**
 * Calls `take` once for each sequence, in no order, with ln P of each of its symbols but the first, which is
 * read only. All sequences begin with the same id: `<s>`, or `NOTHING`.
 */
export function scoreSequences(
  predictor: Predictor,
  sequences: readonly Int32Array[],
  take: (index: number, logProbabilities: Float64Array) => void,
): void {
  const order = Array.from(sequences.keys());
  order.sort((a, b) => sequences[b].length - sequences[a].length);
  for (let from = 0, B = 0; from < order.length; from += B) {
    const T = sequences[order[from]].length - 1;
    B = Math.min(order.length - from, AT_ONCE, Math.max(1, Math.floor(BATCH_SYMBOLS / (T + 1))));
    const batch = order.slice(from, from + B).map((index) => sequences[index]);
    const inputs = new Int32Array(T * B);
    const targets = new Int32Array(T * B).fill(IGNORED);
    batch.forEach((ids, b) => {
      for (let t = 0; t + 1 < ids.length; t++) {
        inputs[t * B + b] = ids[t];
        targets[t * B + b] = ids[t + 1];
      }
    });
    const lengths = Int32Array.from(batch, (ids) => ids.length - 1);
    const { logProbabilities } = predictor.score(inputs, targets, { B, lengths });
    batch.forEach((_, b) => {
      take(
        order[from + b],
        Float64Array.from({ length: lengths[b] }, (_, t) => logProbabilities[t * B + b]),
      );
    });
  }
}

/**
 * Word dropout: a symbol is hidden from a sequence for a whole training step, at every place where it
 * stands there; its input is zero (Iyyer et al. 2015, "Deep unordered composition rivals syntactic
 * methods"; the same word at all places as in Gal and Ghahramani 2016, §4.2).
 */
import { type Ids, isBlock } from '../tensor/tensor.ts';
import { type Key, threefry2x32 } from '../util/rng.ts';

export interface WordDropOptions {
  /** Probability of hiding, 0 ≤ p < 1. */
  p: number;
  key: Key;
  /** Sequences side by side. */
  B: number;
  /** Number of the first sequence when the batch is a part of a larger one. */
  firstStream: number;
}

/** (T, B) ids, those that are hidden −1: a function of key, sequence and symbol, never of the batch. */
export function withoutWords(ids: Ids, { p, key, B, firstStream }: WordDropOptions): Int32Array {
  const from = isBlock(ids) ? ids.array() : ids;
  const word = new Uint32Array(2);
  return Int32Array.from(from, (id, n) => {
    if (id < 0) return id;
    threefry2x32(key, firstStream + (n % B), id, word, 13);
    return word[0] / 2 ** 32 < p ? -1 : id;
  });
}

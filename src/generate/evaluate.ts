/**
 * The log-probability of a whole text, in one exact pass with the state carried through: from `<s>`
 * for lines and documents, from the zero input and the zero state for a stream. Memory does not grow
 * with the text; the event loop gets its turn between pieces.
 */
import { setImmediate } from 'node:timers/promises';
import type { CorpusPart } from '../data/index.ts';
import { sequences } from '../data/index.ts';
import { NOTHING } from '../models/language-model.ts';
import type { Predictor } from '../models/predictor.ts';
import type { LayerState } from '../nn/recurrent/stack.ts';
import { exp } from '../util/maths.ts';
import type { Totals } from './types.ts';

/** Whole sequences that are read side by side; each one's result does not depend on the others. */
const SEQUENCES_AT_ONCE = 32;

export interface Sum {
  tokens: number;
  /** Σ ln P */
  logProbability: number;
}

/** Throws the signal's reason when it is aborted. */
export async function evaluatePart(
  predictor: Predictor,
  { source, sequences: index }: CorpusPart,
  signal?: AbortSignal,
): Promise<Sum> {
  let tokens = 0;
  let logProbability = 0;
  const add = (values: Float64Array, targets: Int32Array) => {
    for (let n = 0; n < values.length; n++) {
      if (targets[n] < 0) continue;
      tokens++;
      logProbability += values[n];
    }
  };
  if (index !== undefined) {
    const batches = sequences(source, index, { batch: SEQUENCES_AT_ONCE });
    for (let k = 0; k < batches.stepsPerEpoch; k++) {
      signal?.throwIfAborted();
      const { inputs, targets, lengths, B } = batches.next();
      add(predictor.score(inputs, targets, { B, lengths }).logProbabilities, targets);
      await setImmediate();
    }
    return { tokens, logProbability };
  }
  let state: LayerState[] | undefined;
  let before = NOTHING;
  const length = predictor.passLength(1);
  for (let at = 0; at < source.length; at += length) {
    signal?.throwIfAborted();
    const targets = new Int32Array(Math.min(length, source.length - at));
    source.read(at, targets);
    const inputs = new Int32Array(targets.length);
    inputs[0] = before;
    inputs.set(targets.subarray(0, -1), 1);
    before = targets[targets.length - 1];
    const result = predictor.score(inputs, targets, { B: 1, state });
    state = result.state;
    add(result.logProbabilities, targets);
    await setImmediate();
  }
  return { tokens, logProbability };
}

/** The usual figures from a sum. */
export function totals(
  { tokens, logProbability }: Sum,
  { characters, unknown }: { characters: number; unknown: number },
): Totals {
  const loss = tokens === 0 ? 0 : -logProbability / tokens;
  return {
    tokens,
    characters,
    unknown,
    logProbability,
    loss,
    perplexity: exp(loss),
    bitsPerCharacter: characters === 0 ? 0 : -logProbability / Math.LN2 / characters,
  };
}

/** Code points of a text. */
export function codePoints(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    // The second half of a surrogate pair is not a code point of its own.
    const unit = text.charCodeAt(i);
    const previous = i > 0 ? text.charCodeAt(i - 1) : 0;
    if ((unit & 0xfc00) !== 0xdc00 || (previous & 0xfc00) !== 0xd800) count++;
  }
  return count;
}

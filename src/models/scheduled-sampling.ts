/**
 * Scheduled sampling (Bengio et al. 2015): while training, with some probability a decoder's input at a
 * step is not the symbol of the target but the decoder's own, made from what it read before. No gradient
 * goes through the choice, so the inputs are found first, step by step, and then read like any others.
 *
 * Whether step t of a sequence reads its own symbol, and which one is drawn, is a function of the step's
 * key, t and the sequence's number alone.
 */
import type { Floats } from '../backend/backend.ts';
import { type Ids, isBlock } from '../tensor/tensor.ts';
import { exp, logSumExp } from '../util/maths.ts';
import { dropoutUniform, foldKey, type Key } from '../util/rng.ts';

/** The decoder's own symbol: its likeliest, or one drawn from its distribution. */
export type SamplingChoice = 'likeliest' | 'draw';

export const samplingChoices: readonly SamplingChoice[] = ['likeliest', 'draw'];

export interface SampledInputsOptions {
  T: number;
  B: number;
  /** Number of the first sequence. */
  firstStream: number;
  key: Key;
  /** The probability of a decoder's own symbol at each step after the first. */
  ratio: number;
  choice: SamplingChoice;
  /** Reads the inputs (B) of the next step; the logits (B, V) of what follows where they are wanted. */
  step: (ids: Int32Array, wanted: boolean) => Floats | undefined;
}

const OWN_SITE = 0;
const DRAW_SITE = 1;

/** inputs (T, B) with the decoder's own symbols in some places; never at the first step. */
export function sampledInputs(inputs: Ids, options: SampledInputsOptions): Int32Array {
  const { T, B, firstStream, key, ratio, choice, step } = options;
  const mixed = Int32Array.from(isBlock(inputs) ? inputs.array() : inputs);
  const uniform = (site: Key, t: number, b: number) =>
    dropoutUniform(site, t, firstStream + b, 0, 1);
  const [ownKey, drawKey] = [foldKey(key, OWN_SITE), foldKey(key, DRAW_SITE)];
  const places = Array.from({ length: T }, (_, t) =>
    Array.from({ length: t === 0 ? 0 : B }, (_, b) => b).filter(
      (b) => uniform(ownKey, t, b) < ratio,
    ),
  );
  const end = places.findLastIndex((own) => own.length > 0);
  for (let t = 1; t <= end; t++) {
    const own = places[t];
    const logits = step(mixed.slice((t - 1) * B, t * B), own.length > 0);
    if (logits === undefined) continue;
    const V = logits.length / B;
    for (const b of own) {
      const row = logits.subarray(b * V, (b + 1) * V);
      mixed[t * B + b] = choice === 'draw' ? drawn(row, uniform(drawKey, t, b)) : likeliest(row);
    }
  }
  return mixed;
}

function likeliest(logits: Floats): number {
  let best = 0;
  for (let v = 1; v < logits.length; v++) if (logits[v] > logits[best]) best = v;
  return best;
}

/** The symbol at which the cumulative sum of the softmax passes `uniform`. */
function drawn(logits: Floats, uniform: number): number {
  const normalizer = logSumExp(logits);
  let sum = 0;
  for (let v = 0; v < logits.length; v++) {
    sum += exp(logits[v] - normalizer);
    if (uniform < sum) return v;
  }
  return logits.length - 1;
}

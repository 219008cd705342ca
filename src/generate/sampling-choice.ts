/** Drawing the symbols of sequences that are made side by side (captions, translations). */
import type { Floats } from '../backend/backend.ts';
import { keyFor, Rng } from '../util/rng.ts';
import { Sampler, type SamplerOptions } from './sample-token.ts';

export interface SamplingChoiceOptions extends SamplerOptions {
  seed?: number;
  /** Number of the first sequence, when those of a call are a part of more. */
  firstStream?: number;
}

/**
 * The `choose` of `CaptionWriter.write` and `Translator.write` for a vocabulary of V symbols: draws from
 * the logits, sequence b from a stream of random numbers of its own.
 */
export function samplingChoice(
  V: number,
  { seed = 0, firstStream = 0, ...options }: SamplingChoiceOptions = {},
): (logits: Floats, offset: number, b: number) => number {
  const sampler = new Sampler(V, options);
  const streams = new Map<number, Rng>();
  return (logits, offset, b) => {
    let rng = streams.get(b);
    if (rng === undefined) {
      rng = new Rng(keyFor(seed, 'sampling', firstStream + b));
      streams.set(b, rng);
    }
    return sampler.choose(logits, rng.uniform(), offset);
  };
}

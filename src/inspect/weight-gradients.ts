/**
 * The norm of the weights' gradient, window by window as training would take them (truncated BPTT, the
 * mean loss of the window's steps), before and after clipping.
 */
import type { LanguageModel } from '../models/language-model.ts';
import { clipNorm, clipValue } from '../optim/clip.ts';
import { Tape } from '../tensor/tape.ts';
import { expected } from '../util/errors.ts';
import type { Window } from './reach-windows.ts';

export interface ClippingOptions {
  /** Limit of the gradient's norm, or of each of its numbers. Default 1, as in training. */
  clip?: number;
  /** Default `norm`. */
  clipBy?: 'norm' | 'value';
}

export interface Clipping {
  clip: number;
  clipBy: 'norm' | 'value';
  /** The norm of the gradient of all weights, by window; ∞ where numbers have left their range, then both. */
  before: number[];
  after: number[];
}

/** The gradients of the weights are zero afterwards. Error 'usage' for a limit that is not above 0. */
export function clippingOf(
  network: LanguageModel,
  { inputs, targets }: { inputs: Int32Array; targets: Int32Array },
  windows: readonly Window[],
  { clip = 1, clipBy = 'norm' }: ClippingOptions,
): Clipping {
  if (!(clip > 0)) throw expected('clip', 'a number above 0', clip);
  if (clipBy !== 'norm' && clipBy !== 'value') throw expected('clipBy', 'norm or value', clipBy);
  const { parameters } = network;
  const result: Clipping = { clip, clipBy, before: [], after: [] };
  const tape = new Tape(network.backend);
  try {
    for (const { start, end, state } of windows) {
      tape.reset();
      parameters.zeroGradients();
      const T = end - start + 1;
      const loss = network.loss(tape, {
        inputs: inputs.subarray(start, end + 1),
        targets: targets.subarray(start, end + 1),
        T,
        B: 1,
        state,
      }).loss;
      tape.backward(loss);
      const { norm, scale } = clipNorm(parameters, clip);
      if (!Number.isFinite(norm)) {
        result.before.push(Number.POSITIVE_INFINITY);
        result.after.push(Number.POSITIVE_INFINITY);
        continue;
      }
      result.before.push(norm);
      if (clipBy === 'norm') {
        result.after.push(norm * scale);
      } else {
        clipValue(parameters, clip);
        result.after.push(clipNorm(parameters, clip).norm);
      }
    }
  } finally {
    tape.close();
    parameters.zeroGradients();
  }
  return result;
}

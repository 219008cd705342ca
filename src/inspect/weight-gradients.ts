/**
 * The norm of the weights' gradient, before and after clipping: window by window of a text as training would
 * take them (truncated BPTT, the mean loss of the window's steps), or record by record of another task.
 */
import type { LanguageModel } from '../models/language-model.ts';
import { clipNorm, clipValue } from '../optim/clip.ts';
import type { Parameters } from '../tensor/parameters.ts';
import { Tape } from '../tensor/tape.ts';
import type { Tensor } from '../tensor/tensor.ts';
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
  /** The norm of the gradient of all weights, by window or record; ∞ where numbers have left their range, then both. */
  before: number[];
  after: number[];
}

/** Of the windows of a text. Errors as of `clippingOfLosses`. */
export function clippingOf(
  network: LanguageModel,
  { inputs, targets }: { inputs: Int32Array; targets: Int32Array },
  windows: readonly Window[],
  options: ClippingOptions,
): Clipping {
  const losses = windows.map(({ start, end, state }) => (tape: Tape) => {
    const part = {
      inputs: inputs.subarray(start, end + 1),
      targets: targets.subarray(start, end + 1),
    };
    return network.loss(tape, { ...part, T: end - start + 1, B: 1, state }).loss;
  });
  return clippingOfLosses(network.parameters, losses, options);
}

/** The gradients of the weights are zero afterwards. Error 'usage' for a limit that is not above 0. */
export function clippingOfLosses(
  parameters: Parameters,
  losses: readonly ((tape: Tape) => Tensor)[],
  { clip = 1, clipBy = 'norm' }: ClippingOptions,
): Clipping {
  if (!(clip > 0)) throw expected('clip', 'a number above 0', clip);
  if (clipBy !== 'norm' && clipBy !== 'value') throw expected('clipBy', 'norm or value', clipBy);
  const result: Clipping = { clip, clipBy, before: [], after: [] };
  const tape = new Tape(parameters.backend);
  try {
    for (const loss of losses) {
      tape.reset();
      parameters.zeroGradients();
      tape.backward(loss(tape));
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

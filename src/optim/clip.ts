/** Limits on the gradients of all parameters together. */
import type { Parameters } from '../tensor/parameters.ts';
import { expected } from '../util/errors.ts';

export interface ClippedNorm {
  /** Euclidean norm of all gradients; not finite when a gradient is not. */
  norm: number;
  /** For the optimizer's `gradScale`: max / (norm + 1e-6) where that is less than 1, else 1. */
  scale: number;
}

/**
 * As torch's clip_grad_norm_, but the gradients stay as they are: hand `scale` to the optimizer's
 * step, which multiplies them on the way. Error 'usage' unless max > 0.
 */
export function clipNorm(parameters: Parameters, max: number): ClippedNorm {
  if (!(max > 0)) throw expected('the largest gradient norm', 'more than 0', max);
  const { backend, count, gradients } = parameters;
  const norm = Math.sqrt(backend.sumSquares(count, gradients));
  const scale = max / (norm + 1e-6);
  return { norm, scale: Math.min(scale, 1) };
}

/** Limits every gradient to −limit … limit, in place. Error 'usage' unless limit > 0. */
export function clipValue(parameters: Parameters, limit: number): void {
  if (!(limit > 0)) throw expected('the largest gradient', 'more than 0', limit);
  parameters.backend.clamp(parameters.count, limit, parameters.gradients);
}

/** Limits on the gradients of all parameters together. */
import type { Floats } from '../backend/backend.ts';
import type { Parameters } from '../tensor/parameters.ts';
import { expected } from '../util/errors.ts';
import { pow } from '../util/maths.ts';

export interface ClippedNorm {
  /** Norm of all gradients; not finite when a gradient is not. */
  norm: number;
  /** For the optimizer's `gradScale`: max / (norm + 1e-6) where that is less than 1, else 1. */
  scale: number;
}

export interface ClipNormOptions {
  /** p of the norm (Σ|g|ᵖ)^(1/p); Infinity for max |g|. Default 2, the only one with a kernel. */
  normType?: number;
}

/**
 * As torch's clip_grad_norm_, but the gradients stay as they are: hand `scale` to the optimizer's
 * step, which multiplies them on the way. Error 'usage' unless max > 0 and normType > 0.
 */
export function clipNorm(
  parameters: Parameters,
  max: number,
  { normType = 2 }: ClipNormOptions = {},
): ClippedNorm {
  if (!(max > 0)) throw expected('the largest gradient norm', 'more than 0', max);
  if (!(normType > 0)) throw expected('normType', 'more than 0', normType);
  const { backend, gradients } = parameters;
  const squares = () =>
    parameters
      .spans()
      .reduce(
        (total, { start, length }) =>
          backend.sumSquares(length, gradients.slice(start, length), total),
        0,
      );
  const norm = normType === 2 ? Math.sqrt(squares()) : normOf(gradients.array(), normType);
  return { norm, scale: Math.min(1, max / (norm + 1e-6)) };
}

function normOf(values: Floats, p: number): number {
  let total = 0;
  if (p === Number.POSITIVE_INFINITY) {
    for (const value of values) total = Math.max(total, Math.abs(value));
    return total;
  }
  for (const value of values) total += pow(Math.abs(value), p);
  return pow(total, 1 / p);
}

/** Limits every gradient to −limit … limit, in place. Error 'usage' unless limit > 0. */
export function clipValue(parameters: Parameters, limit: number): void {
  if (!(limit > 0)) throw expected('the largest gradient', 'more than 0', limit);
  for (const { start, length } of parameters.spans()) {
    parameters.backend.clamp(length, limit, parameters.gradients.slice(start, length));
  }
}

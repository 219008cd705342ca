/** Layer normalisation over the last axis (Ba, Kiros, Hinton 2016). */
import { columnsOf, expectShape, rowsOf } from '../shape.ts';
import type { Tape } from '../tape.ts';
import type { Tensor } from '../tensor.ts';

export interface LayerNormOptions {
  /** (N) factor per column; absent: 1. */
  gamma?: Tensor;
  /** (N) term per column; absent: 0. */
  beta?: Tensor;
  /** Added to the variance; default 1e-5. */
  eps?: number;
}

/** x (…, N) → (x − mean) / √(variance + eps) · gamma + beta per row; the variance is the biased one. */
export function layerNorm(
  tape: Tape,
  x: Tensor,
  { gamma, beta, eps = 1e-5 }: LayerNormOptions = {},
): Tensor {
  const rows = rowsOf(x.shape);
  const columns = columnsOf(x.shape);
  if (gamma !== undefined) expectShape('gamma', gamma.shape, [columns]);
  if (beta !== undefined) expectShape('beta', beta.shape, [columns]);
  const { backend } = tape;
  const inputs = [x, gamma, beta];
  const y = tape.empty(
    x.shape,
    inputs.some((tensor) => tensor?.requiresGrad),
  );
  const mean = tape.arena.floats(rows);
  const rstd = tape.arena.floats(rows);
  const sizes = { rows, columns, x: x.data, gamma: gamma?.data, mean, rstd };
  backend.layerNorm({ ...sizes, eps, beta: beta?.data, y: y.data });
  tape.recordOutput(y, (dy) => {
    const dGamma = gamma?.requiresGrad ? tape.gradOf(gamma) : undefined;
    const dBeta = beta?.requiresGrad ? tape.gradOf(beta) : undefined;
    const dx = x.requiresGrad ? tape.gradOf(x) : tape.arena.zeros(x.data.length);
    backend.layerNormBackward({ ...sizes, dy, dx, dGamma, dBeta });
  });
  return y;
}

/**
 * Losses of numbers against a distribution that a network gives for each. Of C numbers a row, x has
 *
 *   'mse'        C columns: locations μ                                    (y − μ)²
 *   'gaussian'   2C: locations, then raw scales                            −ln N(y; μ, σ)
 *   'student-t'  3C: locations, raw scales, then raw degrees of freedom    −ln t_ν((y − μ)/σ) + ln σ
 *
 * with σ = softplus(raw) + 1e-4, so that no loss falls without end where a series is constant, and
 * ν = 2 + softplus(raw), so that there is a variance. Computed in doubles on every backend.
 */
import { exp, log, log1p, sigmoid } from '../../util/maths.ts';
import { digammaHalfStep } from '../../util/maths-gamma.ts';
import { studentLogDensity } from '../../util/quantiles.ts';
import { columnsOf, expectShape, rowsOf } from '../shape.ts';
import type { Tape } from '../tape.ts';
import type { Tensor } from '../tensor.ts';

export type Likelihood = 'mse' | 'gaussian' | 'student-t';

/** Columns of x for each number. */
export const likelihoodColumns: { readonly [L in Likelihood]: number } = {
  mse: 1,
  gaussian: 2,
  'student-t': 3,
};

const LEAST_SCALE = 1e-4;
const HALF_LOG_2_PI = 0.9189385332046728;

/** σ of a raw number. */
export function scaleOf(raw: number): number {
  return softplus(raw) + LEAST_SCALE;
}

/** ν of a raw number. */
export function degreesOf(raw: number): number {
  return 2 + softplus(raw);
}

export interface LikelihoodOptions {
  /** (rows) whether a row counts; absent: all do. */
  counts?: ArrayLike<boolean>;
  /** 'mean' over the numbers that count (default), or 'sum'. */
  reduction?: 'mean' | 'sum';
}

/**
 * x (…, columns) and numbers y (…, C) → (). What stands in rows that do not count is not read.
 * Error 'shape' when they do not fit.
 */
export function negativeLogLikelihood(
  tape: Tape,
  kind: Likelihood,
  { x, y }: { x: Tensor; y: ArrayLike<number> },
  { counts, reduction = 'mean' }: LikelihoodOptions = {},
): Tensor {
  const rows = rowsOf(x.shape);
  const columns = columnsOf(x.shape);
  const C = columns / likelihoodColumns[kind];
  expectShape('y', [y.length], [rows * C]);
  const slopes = tape.arena.doubles(rows * columns);
  const [from, to] = [x.data.array(), slopes()];
  to.fill(0);
  let sum = 0;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    if (counts !== undefined && !counts[row]) continue;
    for (let c = 0; c < C; c++)
      sum += term(kind, from, to, { at: row * columns + c, C, y: y[row * C + c] });
    total += C;
  }
  const weight = reduction === 'mean' ? 1 / total : 1;
  const loss = tape.scalar(sum * weight, x.requiresGrad);
  tape.recordOutput(loss, (dLoss) => {
    const factor = dLoss.array()[0] * weight;
    const [dx, slope] = [tape.gradOf(x).array(), slopes()];
    for (let k = 0; k < dx.length; k++) dx[k] += factor * slope[k];
  });
  return loss;
}

interface Place {
  /** Of the location; scale and degrees stand C and 2C further on. */
  at: number;
  C: number;
  y: number;
}

/** The loss of one number; its slopes into `to`. */
function term(
  kind: Likelihood,
  from: ArrayLike<number>,
  to: Float64Array,
  { at, C, y }: Place,
): number {
  const error = y - from[at];
  if (kind === 'mse') {
    to[at] = -2 * error;
    return error * error;
  }
  const scale = scaleOf(from[at + C]);
  const z = error / scale;
  // dσ/draw
  const dScale = sigmoid(from[at + C]);
  if (kind === 'gaussian') {
    // dL/dμ = −z/σ, dL/dσ = (1 − z²)/σ
    to[at] = -z / scale;
    to[at + C] = ((1 - z * z) / scale) * dScale;
    return HALF_LOG_2_PI + log(scale) + 0.5 * z * z;
  }
  const degrees = degreesOf(from[at + 2 * C]);
  const square = z * z;
  // (ν + 1)/(ν + z²), the weight of the residual
  const weight = (degrees + 1) / (degrees + square);
  to[at] = (-weight * z) / scale;
  to[at + C] = ((1 - weight * square) / scale) * dScale;
  // dL/dν = ½·(ln(1 + z²/ν) + 1/ν − z²·weight/ν − (ψ((ν + 1)/2) − ψ(ν/2)))
  const dDegrees =
    0.5 *
    (log1p(square / degrees) + (1 - square * weight) / degrees - digammaHalfStep(degrees / 2));
  to[at + 2 * C] = dDegrees * sigmoid(from[at + 2 * C]);
  return log(scale) - studentLogDensity(z, degrees);
}

/** ln(1 + e^x) */
function softplus(x: number): number {
  return (x > 0 ? x : 0) + log1p(exp(-Math.abs(x)));
}

/**
 * Linear regression: the weights that minimise
 *
 *   J = 1/(2N)·Σ_n (y_n − b − w·x_n)² + l2/2·Σ w²
 *
 * (b is free), found by L-BFGS from zero over rows of which few entries differ from 0.
 */
import { expected, UnrollError } from '../../util/errors.ts';
import { type LbfgsOptions, lbfgs } from './lbfgs.ts';
import type { SparseRow, SparseRows } from './sparse-rows.ts';

export interface LeastSquaresOptions extends LbfgsOptions {
  /** Default 1e-5. */
  l2?: number;
}

export interface LinearWeights {
  /** By column. */
  weights: Float64Array;
  bias: number;
}

/** Error 'data' for rows and targets that do not pair up, or none. */
export function fitLeastSquares(
  rows: SparseRows,
  targets: ArrayLike<number>,
  { l2 = 1e-5, ...options }: LeastSquaresOptions = {},
): LinearWeights {
  if (!(l2 > 0 && Number.isFinite(l2))) throw expected('l2', 'a positive number', l2);
  if (rows.count === 0 || targets.length !== rows.count) {
    throw new UnrollError(
      'data',
      `expected examples with a number each, received ${rows.count} examples and ${targets.length} numbers`,
    );
  }
  const x = new Float64Array(rows.columns + 1); // the weights, then b
  lbfgs((at, gradient) => objective(rows, targets, { at, gradient, l2 }), x, options);
  return { weights: x.slice(0, rows.columns), bias: x[rows.columns] };
}

/** J, and its gradient: dJ/dw = −(y − b − w·x)·x/N + l2·w for each row. */
function objective(
  { count, columns, starts, indices, values }: SparseRows,
  targets: ArrayLike<number>,
  { at, gradient, l2 }: { at: Float64Array; gradient: Float64Array; l2: number },
): number {
  let squares = 0;
  for (let j = 0; j < columns; j++) {
    squares += at[j] * at[j];
    gradient[j] = l2 * at[j];
  }
  gradient[columns] = 0;
  let loss = 0;
  for (let n = 0; n < count; n++) {
    let error = at[columns] - targets[n];
    for (let k = starts[n]; k < starts[n + 1]; k++) error += values[k] * at[indices[k]];
    loss += error * error;
    const share = error / count;
    for (let k = starts[n]; k < starts[n + 1]; k++) gradient[indices[k]] += share * values[k];
    gradient[columns] += share;
  }
  return loss / (2 * count) + (l2 / 2) * squares;
}

export function linearValue(
  { weights, bias }: LinearWeights,
  { indices, values }: SparseRow,
): number {
  let sum = bias;
  for (let k = 0; k < indices.length; k++) sum += weights[indices[k]] * values[k];
  return sum;
}

/**
 * Multinomial logistic regression: the weights that minimise
 *
 *   J = 1/N·Σ_n −log p(class_n | x_n) + l2/2·Σ W²
 *
 * (biases are free), found by L-BFGS from zero: one minimum, no seed. `l2` is scikit-learn's
 * 1/(C·N).
 */
import { expected, UnrollError } from '../../util/errors.ts';
import { type LbfgsOptions, lbfgs } from './lbfgs.ts';
import { type SoftmaxWeights, softmaxInPlace } from './softmax.ts';
import type { SparseRows } from './sparse-rows.ts';

export interface LogisticRegressionOptions extends LbfgsOptions {
  /** Default 1e-5. */
  l2?: number;
}

/** Error 'data' for a label that is no class, or no example at all. */
export function fitLogisticRegression(
  rows: SparseRows,
  labels: ArrayLike<number>,
  classes: number,
  { l2 = 1e-5, ...options }: LogisticRegressionOptions = {},
): SoftmaxWeights {
  if (!(l2 > 0 && Number.isFinite(l2))) throw expected('l2', 'a positive number', l2);
  expectLabels(labels, { count: rows.count, classes });
  // (columns, classes), then the biases
  const x = new Float64Array((rows.columns + 1) * classes);
  lbfgs((at, gradient) => objective({ rows, labels, classes, l2 }, at, gradient), x, options);
  return {
    classes,
    weights: Float32Array.from(x.subarray(0, rows.columns * classes)),
    bias: Float32Array.from(x.subarray(rows.columns * classes)),
  };
}

/** Error 'data' unless there are `count` labels, at least one, all of them classes. */
export function expectLabels(
  labels: ArrayLike<number>,
  { count, classes }: { count: number; classes: number },
): void {
  if (count === 0 || labels.length !== count) {
    throw new UnrollError(
      'data',
      `expected examples with a label each, received ${count} examples and ${labels.length} labels`,
    );
  }
  for (let n = 0; n < count; n++) {
    if (Number.isInteger(labels[n]) && labels[n] >= 0 && labels[n] < classes) continue;
    throw new UnrollError(
      'data',
      `expected labels from 0 to ${classes - 1} but received ${labels[n]} at position ${n}`,
    );
  }
}

interface Problem {
  rows: SparseRows;
  labels: ArrayLike<number>;
  classes: number;
  l2: number;
}

/** J, and its gradient: dJ/dscore = (p − [class])/N for each row, dW = x·dscore + l2·W. */
function objective(
  { rows, labels, classes, l2 }: Problem,
  x: Float64Array,
  gradient: Float64Array,
): number {
  const { count, columns, starts, indices, values } = rows;
  const biases = columns * classes;
  const scores = new Float64Array(classes);
  let squares = 0;
  for (let i = 0; i < biases; i++) {
    squares += x[i] * x[i];
    gradient[i] = l2 * x[i];
  }
  gradient.fill(0, biases);
  let loss = 0;
  for (let n = 0; n < count; n++) {
    for (let c = 0; c < classes; c++) scores[c] = x[biases + c];
    for (let k = starts[n]; k < starts[n + 1]; k++) {
      const at = indices[k] * classes;
      for (let c = 0; c < classes; c++) scores[c] += values[k] * x[at + c];
    }
    const own = scores[labels[n]];
    loss += softmaxInPlace(scores, 0, classes) - own;
    scores[labels[n]] -= 1;
    for (let c = 0; c < classes; c++) {
      scores[c] /= count;
      gradient[biases + c] += scores[c];
    }
    for (let k = starts[n]; k < starts[n + 1]; k++) {
      const at = indices[k] * classes;
      for (let c = 0; c < classes; c++) gradient[at + c] += values[k] * scores[c];
    }
  }
  return loss / count + (l2 / 2) * squares;
}

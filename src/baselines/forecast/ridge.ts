/**
 * Ridge regression from its normal equations: the weights that minimise
 *
 *   1/N·Σ_n (y_n − b − w·x_n)² + ridge·|w|²
 *
 * (the intercept b is free), for several outputs at once, which share one factorisation.
 */
import { expected, UnrollError } from '../../util/errors.ts';
import { choleskyInPlace, solveCholeskyInPlace } from './cholesky.ts';

export class NormalEquations {
  readonly inputs: number;
  readonly outputs: number;
  private readonly n: number;
  /** Lower triangle of Σ x·xᵀ, x with a 1 at its end. */
  private readonly products: Float64Array;
  /** (outputs, inputs + 1): Σ y·x */
  private readonly targets: Float64Array;
  private readonly x: Float64Array;
  private count = 0;

  constructor({ inputs, outputs }: { inputs: number; outputs: number }) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.n = inputs + 1;
    this.products = new Float64Array(this.n * this.n);
    this.targets = new Float64Array(outputs * this.n);
    this.x = new Float64Array(this.n).fill(1);
  }

  /** One example: x (inputs), y (outputs). */
  add(x: ArrayLike<number>, y: ArrayLike<number>): void {
    const { n, products, targets } = this;
    this.x.set(x);
    this.count++;
    for (let i = 0; i < n; i++) {
      const xi = this.x[i];
      for (let j = 0; j <= i; j++) products[i * n + j] += xi * this.x[j];
    }
    for (let o = 0; o < this.outputs; o++) {
      for (let i = 0; i < n; i++) targets[o * n + i] += y[o] * this.x[i];
    }
  }

  /** (outputs, inputs + 1): the weights of each output, then its intercept. Error 'numeric' when there is no one answer. */
  solve(ridge: number): Float64Array {
    if (!(ridge >= 0 && Number.isFinite(ridge))) {
      throw expected('ridge', 'a number of at least 0', ridge);
    }
    const { n, count } = this;
    const a = this.products.map((value) => value / count);
    for (let i = 0; i < this.inputs; i++) a[i * n + i] += ridge;
    if (count === 0 || !choleskyInPlace(a, n)) {
      throw new UnrollError(
        'numeric',
        `${count} examples do not determine ${n} weights (inputs may repeat each other): use a larger ridge, fewer lags or more data`,
      );
    }
    const weights = this.targets.map((value) => value / count);
    for (let o = 0; o < this.outputs; o++) {
      solveCholeskyInPlace(a, n, weights.subarray(o * n, (o + 1) * n));
    }
    return weights;
  }
}

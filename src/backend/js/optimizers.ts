/** Optimizer steps, with torch's formulas. The gradient is multiplied by `gradScale` before anything else. */

import { pow } from '../../util/maths.ts';
import type { AdagradArgs, AdamArgs, RmspropArgs, SgdArgs } from '../optimizer-args.ts';

/**
 * m = β₁m + (1 − β₁)g, v = β₂v + (1 − β₂)g²;
 * w −= lr/(1 − β₁^t) · m / (√v/√(1 − β₂^t) + eps). AMSGrad uses the maximum of v so far.
 */
export function adam(args: AdamArgs): void {
  const { n, lr, beta1, beta2, eps, weightDecay, decoupled, step, gradScale } = args;
  const w = args.weights.array();
  const gradient = args.gradient.array();
  const m = args.m.array();
  const v = args.v.array();
  const vMax = args.vMax?.array();
  const stepSize = lr / (1 - pow(beta1, step));
  const correction = Math.sqrt(1 - pow(beta2, step));
  for (let i = 0; i < n; i++) {
    let g = gradient[i] * gradScale;
    if (!decoupled) g += weightDecay * w[i];
    m[i] = beta1 * m[i] + (1 - beta1) * g;
    v[i] = beta2 * v[i] + (1 - beta2) * g * g;
    if (vMax) vMax[i] = Math.max(vMax[i], v[i]);
    const denominator = Math.sqrt(vMax ? vMax[i] : v[i]) / correction + eps;
    const decayed = decoupled ? w[i] * (1 - lr * weightDecay) : w[i];
    w[i] = decayed - (stepSize * m[i]) / denominator;
  }
}

/** u = g at the first step, then momentum·u + (1 − dampening)·g; w −= lr·u, or lr·(g + momentum·u) with Nesterov. */
export function sgd(args: SgdArgs): void {
  const { n, lr, momentum, dampening, nesterov, weightDecay, step, gradScale } = args;
  const w = args.weights.array();
  const gradient = args.gradient.array();
  const velocity = args.velocity?.array();
  for (let i = 0; i < n; i++) {
    let g = gradient[i] * gradScale + weightDecay * w[i];
    if (velocity && momentum !== 0) {
      velocity[i] = step === 1 ? g : momentum * velocity[i] + (1 - dampening) * g;
      g = nesterov ? g + momentum * velocity[i] : velocity[i];
    }
    w[i] -= lr * g;
  }
}

/** s = αs + (1 − α)g²; w −= lr · g/(√s + eps), centred: √(s − mean(g)²); with momentum the quotient is accumulated. */
export function rmsprop(args: RmspropArgs): void {
  const { n, lr, alpha, eps, momentum, weightDecay, gradScale } = args;
  const w = args.weights.array();
  const gradient = args.gradient.array();
  const squares = args.squareAverage.array();
  const average = args.gradAverage?.array();
  const velocity = args.velocity?.array();
  for (let i = 0; i < n; i++) {
    const g = gradient[i] * gradScale + weightDecay * w[i];
    squares[i] = alpha * squares[i] + (1 - alpha) * g * g;
    let variance = squares[i];
    if (average) {
      average[i] += (1 - alpha) * (g - average[i]);
      variance -= average[i] * average[i];
    }
    let change = g / (Math.sqrt(variance) + eps);
    if (velocity && momentum !== 0) {
      velocity[i] = momentum * velocity[i] + change;
      change = velocity[i];
    }
    w[i] -= lr * change;
  }
}

/** s += g²; w −= lr · g/(√s + eps) */
export function adagrad(args: AdagradArgs): void {
  const { n, lr, eps, weightDecay, gradScale } = args;
  const w = args.weights.array();
  const gradient = args.gradient.array();
  const sums = args.sum.array();
  for (let i = 0; i < n; i++) {
    const g = gradient[i] * gradScale + weightDecay * w[i];
    sums[i] += g * g;
    w[i] -= (lr * g) / (Math.sqrt(sums[i]) + eps);
  }
}

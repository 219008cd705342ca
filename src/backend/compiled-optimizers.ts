/** The optimizers' steps as rows of numbers for the compiled kernels (kernels/optimizers.h). */

import { address, type Call } from './compiled-call.ts';
import { OPERATIONS } from './operations.ts';
import type { AdagradArgs, AdamArgs, RmspropArgs, SgdArgs } from './optimizer-args.ts';

export function adam(call: Call, a: AdamArgs): void {
  call(
    OPERATIONS.adam,
    a.n,
    a.n,
    a.weights.address,
    a.gradient.address,
    a.m.address,
    a.v.address,
    address(a.vMax),
    a.lr,
    a.beta1,
    a.beta2,
    a.eps,
    a.weightDecay,
    Number(a.decoupled),
    1 - integerPower(a.beta1, a.step),
    Math.sqrt(1 - integerPower(a.beta2, a.step)),
    a.gradScale,
  );
}

export function sgd(call: Call, a: SgdArgs): void {
  call(
    OPERATIONS.sgd,
    a.n,
    a.n,
    a.weights.address,
    a.gradient.address,
    address(a.velocity),
    a.lr,
    a.momentum,
    a.dampening,
    Number(a.nesterov),
    a.weightDecay,
    a.step,
    a.gradScale,
  );
}

export function rmsprop(call: Call, a: RmspropArgs): void {
  call(
    OPERATIONS.rmsprop,
    a.n,
    a.n,
    a.weights.address,
    a.gradient.address,
    a.squareAverage.address,
    address(a.gradAverage),
    address(a.velocity),
    a.lr,
    a.alpha,
    a.eps,
    a.momentum,
    a.weightDecay,
    a.gradScale,
  );
}

export function adagrad(call: Call, a: AdagradArgs): void {
  const { n, weights, gradient, sum, lr, eps, weightDecay, gradScale } = a;
  const blocks = [weights.address, gradient.address, sum.address];
  call(OPERATIONS.adagrad, n, n, ...blocks, lr, eps, weightDecay, gradScale);
}

/** x^n for whole n by squaring: the same bits on every engine, unlike Math.pow. */
function integerPower(x: number, n: number): number {
  let result = 1;
  for (let base = x, e = n; e > 0; e = Math.floor(e / 2), base *= base)
    if (e % 2 === 1) result *= base;
  return result;
}

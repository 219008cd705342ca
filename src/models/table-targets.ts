/** Targets of two classes for binary cross-entropy. */
import { UnrollError } from '../util/errors.ts';
import type { ClassesConfig } from './config.ts';
import { IGNORED } from './token-stack.ts';

/**
 * For each of B targets 0, 1 or `IGNORED`: the share s of class 1 and the weight w with which
 * w·(−s·ln p₁ − (1 − s)·ln p₀) is the loss of softmax cross-entropy over two classes, that is
 * (1 − ε)·(−v_y·ln p_y) + ε/2·Σ_k −v_k·ln p_k with class weights v and smoothing ε. Error 'shape' or
 * 'data' for targets that do not fit.
 */
export function binaryTargets(
  targets: ArrayLike<number>,
  { B, classWeights, smoothing }: ClassesConfig & { B: number },
): { shares: Float64Array; weights: Float64Array } {
  if (targets.length !== B) {
    throw new UnrollError('shape', `expected ${B} targets but received ${targets.length}`);
  }
  const shares = new Float64Array(B);
  const weights = new Float64Array(B);
  for (let b = 0; b < B; b++) {
    const target = targets[b];
    if (target === IGNORED) continue;
    if (target !== 0 && target !== 1) {
      throw new UnrollError(
        'data',
        `expected targets from 0 to 1 (or ${IGNORED} to ignore) but received ${target} at position ${b}`,
      );
    }
    const one = (1 - smoothing) * target + smoothing / 2;
    const of1 = one * (classWeights[1] ?? 1);
    const of0 = (1 - one) * (classWeights[0] ?? 1);
    weights[b] = of0 + of1;
    shares[b] = weights[b] === 0 ? 0 : of1 / weights[b];
  }
  return { shares, weights };
}

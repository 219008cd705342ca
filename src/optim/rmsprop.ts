/**
 * RMSprop (Hinton's lecture 6e) as in torch: s ← αs + (1 − α)g², w ← w − lr·g / (√s + ε); centred:
 * s minus the square of the mean gradient under the root; with momentum u ← μu + g/(…), w ← w − lr·u.
 */
import { expectNumber, type Rule } from './rule.ts';

export interface RmspropConfig {
  name: 'rmsprop';
  lr: number;
  /** Default 0.99. */
  alpha?: number;
  /** Added to the root; default 1e-8. */
  eps?: number;
  /** μ; default 0. */
  momentum?: number;
  centered?: boolean;
  /** Default 0. */
  weightDecay?: number;
}

export function rmsprop(config: RmspropConfig): Rule {
  const { alpha = 0.99, eps = 1e-8, momentum = 0, centered = false, weightDecay = 0 } = config;
  expectNumber('alpha', alpha, { min: 0, below: 1 });
  expectNumber('eps', eps, { min: 0 });
  expectNumber('momentum', momentum, { min: 0 });
  const names = ['square_avg'];
  if (centered) names.push('grad_avg');
  if (momentum > 0) names.push('momentum_buffer');
  return {
    sparse: () => false,
    slots: names.map((name) => ({ name, initial: 0 })),
    apply(backend, { n, weights, gradient, slots, decay }, { lr, gradScale }) {
      backend.rmsprop({
        n,
        weights,
        gradient,
        squareAverage: slots.square_avg,
        gradAverage: slots.grad_avg,
        velocity: slots.momentum_buffer,
        lr,
        alpha,
        eps,
        momentum,
        weightDecay: decay ? weightDecay : 0,
        gradScale,
      });
    },
  };
}

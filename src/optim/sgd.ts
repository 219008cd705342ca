/**
 * Gradient descent with momentum as in torch: u ← μu + (1 − dampening)g (at the first step u ← g),
 * w ← w − lr·u; Nesterov's form w ← w − lr·(g + μu).
 */
import { UnrollError } from '../util/errors.ts';
import { expectNumber, type Rule } from './rule.ts';

export interface SgdConfig {
  name: 'sgd';
  lr: number;
  /** μ; default 0. */
  momentum?: number;
  /** Default 0. */
  dampening?: number;
  /** Needs momentum and no dampening. */
  nesterov?: boolean;
  /** Default 0. */
  weightDecay?: number;
}

export function sgd(config: SgdConfig): Rule {
  const { momentum = 0, dampening = 0, nesterov = false, weightDecay = 0 } = config;
  expectNumber('momentum', momentum, { min: 0 });
  expectNumber('dampening', dampening, { min: 0 });
  if (nesterov && (momentum === 0 || dampening !== 0)) {
    throw new UnrollError('usage', 'nesterov needs a momentum of more than 0 and no dampening');
  }
  return {
    sparse: (decay) => momentum === 0 && !(decay && weightDecay > 0),
    slots: momentum > 0 ? [{ name: 'momentum_buffer', initial: 0 }] : [],
    apply(backend, { n, weights, gradient, slots, decay }, step) {
      backend.sgd({
        n,
        weights,
        gradient,
        velocity: slots.momentum_buffer,
        momentum,
        dampening,
        nesterov,
        weightDecay: decay ? weightDecay : 0,
        ...step,
      });
    },
  };
}

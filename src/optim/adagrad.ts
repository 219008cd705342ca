/** Adagrad (Duchi et al. 2011) as in torch: s ← s + g², w ← w − lr/(1 + (t − 1)·lrDecay)·g / (√s + ε). */
import { expectNumber, type Rule } from './rule.ts';

export interface AdagradConfig {
  name: 'adagrad';
  lr: number;
  /** Default 0. */
  lrDecay?: number;
  /** What s starts from; default 0. */
  initialAccumulator?: number;
  /** Added to √s; default 1e-10. */
  eps?: number;
  /** Default 0. */
  weightDecay?: number;
}

export function adagrad(config: AdagradConfig): Rule {
  const { lrDecay = 0, initialAccumulator = 0, eps = 1e-10, weightDecay = 0 } = config;
  expectNumber('lrDecay', lrDecay, { min: 0 });
  expectNumber('initialAccumulator', initialAccumulator, { min: 0 });
  expectNumber('eps', eps, { min: 0 });
  return {
    sparse: (decay) => Math.fround(eps) > 0 && !(decay && weightDecay > 0), // 0 / 0 is no zero
    slots: [{ name: 'sum', initial: initialAccumulator }],
    apply(backend, { n, weights, gradient, slots, decay }, { lr, gradScale, step }) {
      backend.adagrad({
        n,
        weights,
        gradient,
        sum: slots.sum,
        lr: lr / (1 + (step - 1) * lrDecay),
        eps,
        weightDecay: decay ? weightDecay : 0,
        gradScale,
      });
    },
  };
}

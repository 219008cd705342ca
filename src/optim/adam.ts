/**
 * Adam (Kingma and Ba 2015), AMSGrad (Reddi et al. 2018) and AdamW (Loshchilov and Hutter 2019):
 * m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², w ← w − lr·m̂ / (√v̂ + ε). Adam adds decay·w to the
 * gradient; AdamW first takes lr·decay·w from the weights.
 */
import { expectNumber, type Rule } from './rule.ts';

export interface AdamConfig {
  name: 'adam' | 'adamw';
  lr: number;
  /** Default 0.9. */
  beta1?: number;
  /** Default 0.999. */
  beta2?: number;
  /** Added to √v̂; default 1e-8. */
  eps?: number;
  /** Default 0 for adam, 0.01 for adamw. */
  weightDecay?: number;
  /** Divide by the largest v̂ so far. */
  amsgrad?: boolean;
}

export function adam(config: AdamConfig): Rule {
  const decoupled = config.name === 'adamw';
  const { beta1 = 0.9, beta2 = 0.999, eps = 1e-8, amsgrad = false } = config;
  const { weightDecay = decoupled ? 0.01 : 0 } = config;
  expectNumber('beta1', beta1, { min: 0, below: 1 });
  expectNumber('beta2', beta2, { min: 0, below: 1 });
  expectNumber('eps', eps, { min: 0 });
  const names = ['exp_avg', 'exp_avg_sq', ...(amsgrad ? ['max_exp_avg_sq'] : [])];
  return {
    sparse: () => false,
    slots: names.map((name) => ({ name, initial: 0 })),
    apply(backend, { n, weights, gradient, slots, decay }, step) {
      backend.adam({
        n,
        weights,
        gradient,
        m: slots.exp_avg,
        v: slots.exp_avg_sq,
        vMax: slots.max_exp_avg_sq,
        beta1,
        beta2,
        eps,
        weightDecay: decay ? weightDecay : 0,
        decoupled,
        ...step,
      });
    },
  };
}

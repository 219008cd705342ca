import { afterAll, beforeAll, describe, it } from 'vitest';
import type { Backend, Block } from '../../src/backend/backend.ts';
import { backends } from '../support/backends.ts';
import { expectClose, fresh, put, source } from '../support/numbers.ts';

// Each rule once more for one weight, from the pages of torch.optim (torch 2.13).

interface Weight {
  w: number;
  [state: string]: number;
}

interface Options {
  [name: string]: number | boolean;
}

type Rule = (weight: Weight, gradient: number, step: number, o: Record<string, number>) => void;

const rules: Record<'adam' | 'sgd' | 'rmsprop' | 'adagrad', Rule> = {
  adam(s, gradient, t, o) {
    let g = gradient;
    if (o.decoupled) s.w -= o.lr * o.weightDecay * s.w;
    else g += o.weightDecay * s.w;
    s.m = o.beta1 * (s.m ?? 0) + (1 - o.beta1) * g;
    s.v = o.beta2 * (s.v ?? 0) + (1 - o.beta2) * g * g;
    const mHat = s.m / (1 - o.beta1 ** t);
    s.vMax = Math.max(s.vMax ?? 0, s.v);
    const vHat = (o.amsgrad ? s.vMax : s.v) / (1 - o.beta2 ** t);
    s.w -= (o.lr * mHat) / (Math.sqrt(vHat) + o.eps);
  },
  sgd(s, gradient, t, o) {
    let g = gradient + o.weightDecay * s.w;
    if (o.momentum) {
      s.velocity = t > 1 ? o.momentum * s.velocity + (1 - o.dampening) * g : g;
      g = o.nesterov ? g + o.momentum * s.velocity : s.velocity;
    }
    s.w -= o.lr * g;
  },
  rmsprop(s, gradient, _, o) {
    const g = gradient + o.weightDecay * s.w;
    s.squareAverage = o.alpha * (s.squareAverage ?? 0) + (1 - o.alpha) * g * g;
    let variance = s.squareAverage;
    if (o.centered) {
      s.gradAverage = o.alpha * (s.gradAverage ?? 0) + (1 - o.alpha) * g;
      variance -= s.gradAverage ** 2;
    }
    const change = g / (Math.sqrt(variance) + o.eps);
    s.velocity = o.momentum * (s.velocity ?? 0) + change;
    s.w -= o.lr * s.velocity;
  },
  adagrad(s, gradient, _, o) {
    const g = gradient + o.weightDecay * s.w;
    s.sum = (s.sum ?? 0.1) + g * g;
    s.w -= (o.lr * g) / (Math.sqrt(s.sum) + o.eps);
  },
};

const adam = { lr: 0.01, beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 0, decoupled: false };
const sgd = { lr: 0.1, momentum: 0, dampening: 0, nesterov: false, weightDecay: 0 };
const rmsprop = { lr: 0.01, alpha: 0.99, eps: 1e-8, momentum: 0, weightDecay: 0 };

const cases: { name: string; rule: keyof typeof rules; options: Options; states: string[] }[] = [
  { name: 'Adam', rule: 'adam', options: adam, states: ['m', 'v'] },
  {
    name: 'Adam with weight decay',
    rule: 'adam',
    options: { ...adam, weightDecay: 0.1, beta1: 0.8, eps: 1e-3 },
    states: ['m', 'v'],
  },
  {
    name: 'AMSGrad',
    rule: 'adam',
    options: { ...adam, beta2: 0.6, amsgrad: true },
    states: ['m', 'v', 'vMax'],
  },
  {
    name: 'AdamW',
    rule: 'adam',
    options: { ...adam, weightDecay: 0.3, decoupled: true },
    states: ['m', 'v'],
  },
  { name: 'SGD', rule: 'sgd', options: { ...sgd, weightDecay: 0.2 }, states: [] },
  {
    name: 'SGD with momentum and dampening',
    rule: 'sgd',
    options: { ...sgd, momentum: 0.9, dampening: 0.3, weightDecay: 0.1 },
    states: ['velocity'],
  },
  {
    name: 'SGD with Nesterov momentum',
    rule: 'sgd',
    options: { ...sgd, momentum: 0.8, nesterov: true },
    states: ['velocity'],
  },
  {
    name: 'RMSprop',
    rule: 'rmsprop',
    options: { ...rmsprop, weightDecay: 0.1 },
    states: ['squareAverage'],
  },
  {
    name: 'centred RMSprop with momentum',
    rule: 'rmsprop',
    options: { ...rmsprop, eps: 1e-3, momentum: 0.7, centered: true },
    states: ['squareAverage', 'gradAverage', 'velocity'],
  },
  {
    name: 'Adagrad',
    rule: 'adagrad',
    options: { lr: 0.1, eps: 1e-10, weightDecay: 0.05 },
    states: ['sum'],
  },
];

describe.each(await backends())('optimizers on $name', ({ create, tolerance }) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await create();
  });
  afterAll(() => backend.close());

  for (const { name, rule, options, states } of cases) {
    it(`${name} equals torch's rule over five steps`, () => {
      for (const n of [1, 17, 130, 5000]) {
        const from = source(n);
        const start = from.values(n);
        const weights = put(backend, start);
        const wanted: Weight[] = start.map((w) => ({ w }));
        // SGD's first step must not read the velocity.
        const initial = rule === 'adagrad' ? 0.1 : rule === 'sgd' ? Number.NaN : 0;
        const blocks = Object.fromEntries(
          states.map((state): [string, Block] => [state, fresh(backend, n, initial)]),
        );
        for (let step = 1; step <= 5; step++) {
          const gradient = from.values(n);
          if (n > 1) gradient[1] = 0;
          // biome-ignore format: one object, whose fields depend on the rule
          const args = { n, weights, gradient: put(backend, gradient), step, gradScale: 0.5, ...options, ...blocks };
          backend[rule](args as never);
          const numbers = Object.fromEntries(
            Object.entries(options).map(([k, v]) => [k, Number(v)]),
          );
          wanted.forEach((weight, i) => {
            rules[rule](weight, gradient[i] * 0.5, step, numbers);
          });
        }
        const limit = 4 * tolerance;
        expectClose(
          weights.array(),
          wanted.map((s) => s.w),
          limit,
          `${n} weights`,
        );
        for (const state of states) {
          expectClose(
            blocks[state].array(),
            wanted.map((s) => s[state]),
            limit,
            state,
          );
        }
      }
    });
  }
});

/** One step of `rnn`: h[t] = f(W x[t] + b_i + U h[t−1] + b_h), f = tanh or relu. */
import { tanh } from '../util/maths.ts';
import type { StepBackward, StepForward, StepInput } from './explain-cells.ts';
import { add, map, product, times, transposedProduct, type Vector } from './plain.ts';

export function rnnStep({ t, weights, x, state, options }: StepInput): StepForward {
  const { W, U, bi, bh } = weights;
  const relu = options.nonlinearity === 'relu';
  const fromInput = add(product(W, x), bi);
  const fromState = add(product(U, state.h), bh);
  const a = add(fromInput, fromState);
  const h = map(a, relu ? (value) => Math.max(value, 0) : tanh);
  // f′ written with f's own value: tanh′ = 1 − h², relu′ = 1 where h > 0
  const slope = map(h, relu ? (value) => (value > 0 ? 1 : 0) : (value) => 1 - value * value);
  const slopeName = relu ? `(h[${t}] > 0)` : `(1 - h[${t}]²)`;

  const backward = (dh: Vector): StepBackward => {
    const da = times(dh, slope);
    return {
      quantities: [{ name: `∂L/∂a[${t}]`, formula: `∂L/∂h[${t}] ⊙ ${slopeName}`, values: da }],
      dInputSide: da,
      dRecurrentSide: da,
      recurrentInput: () => state.h,
      dx: transposedProduct(W, da, x.length),
      dh: transposedProduct(U, da, h.length),
    };
  };
  return {
    h,
    quantities: [
      { name: `W x[${t}] + b_i`, formula: '', values: fromInput },
      { name: `U h[${t - 1}] + b_h`, formula: '', values: fromState },
      { name: `a[${t}]`, formula: 'the sum of both', values: a },
      { name: `h[${t}]`, formula: `${options.nonlinearity}(a[${t}])`, values: h },
      {
        name: slopeName.slice(1, -1),
        formula: `the slope of ${options.nonlinearity} there`,
        values: slope,
      },
    ],
    backward,
  };
}

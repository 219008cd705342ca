/**
 * Layer-normalised LSTM (Ba, Kiros and Hinton 2016, "Layer normalization", equations 20 to 22).
 *
 *   a = LN(W x; α_i, β_i) + LN(U h; α_h, β_h)        over all 4H pre-activations together
 *   i, f, o = σ(a),  g = tanh(a_g)
 *   c' = f ⊙ c + i ⊙ g
 *   h' = o ⊙ tanh(LN(c'; α_c, β_c))
 *
 * LN(v; α, β) = α ⊙ (v − mean v) / √(var v + 1e-5) + β. Gate order: i f g o. There are no further biases: β_i and
 * β_h stand in their place. Parameters: weight_ih (4H, I), weight_hh (4H, H), gain_ih, shift_ih, gain_hh,
 * shift_hh (4H), gain_c, shift_c (H). It has no kernel of its own: time is walked in plain operations.
 */
import { sigmoid, tanh } from '../../tensor/ops/activation.ts';
import { add, multiply } from '../../tensor/ops/arithmetic.ts';
import { layerNorm } from '../../tensor/ops/layer-norm.ts';
import { linear } from '../../tensor/ops/linear.ts';
import { type Cell, unedited } from './cell.ts';
import { block, gateParameters } from './gates.ts';
import { FORGET_GATE } from './lstm.ts';

export const lstmLayerNorm: Cell = {
  name: 'lstm-layernorm',
  states: ['h', 'c'],
  parameters(sizes) {
    const { hidden } = sizes;
    const gain = { kind: 'constant', value: 1 } as const;
    const shift = { kind: 'constant', value: 0 } as const;
    const open = { kind: 'recurrent-bias', hidden, ones: [FORGET_GATE] } as const;
    return [
      ...gateParameters({ ...sizes, bias: false }, 4),
      { name: 'gain_ih', shape: [4 * hidden], init: gain },
      { name: 'shift_ih', shape: [4 * hidden], init: open },
      { name: 'gain_hh', shape: [4 * hidden], init: gain },
      { name: 'shift_hh', shape: [4 * hidden], init: shift },
      { name: 'gain_c', shape: [hidden], init: gain },
      { name: 'shift_c', shape: [hidden], init: shift },
    ];
  },
  step(tape, p, x, state, edit = unedited) {
    const H = state.h.shape[1];
    const normal = (v: typeof x, name: string) =>
      layerNorm(tape, v, { gamma: p[`gain_${name}`], beta: p[`shift_${name}`] });
    const fromInput = normal(linear(tape, x, p.weight_ih), 'ih');
    const sum = add(tape, fromInput, normal(linear(tape, state.h, p.weight_hh), 'hh'));
    const i = edit('i', sigmoid(tape, block(tape, sum, 0, H)));
    const f = edit('f', sigmoid(tape, block(tape, sum, 1, H)));
    const g = edit('g', tanh(tape, block(tape, sum, 2, H)));
    const o = edit('o', sigmoid(tape, block(tape, sum, 3, H)));
    const c = edit('c', add(tape, multiply(tape, f, state.c), multiply(tape, i, g)));
    const h = edit('h', multiply(tape, o, tanh(tape, normal(c, 'c'))));
    return { output: h, state: { h, c }, gates: { i, f, g, o } };
  },
};

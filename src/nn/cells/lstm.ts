/**
 * Long short-term memory with a forget gate (Hochreiter & Schmidhuber 1997; Gers et al. 2000), as
 * `torch.nn.LSTM`.
 *
 *   i, f, o = σ(W x + b_i + U h + b_h),  g = tanh(W_g x + b_ig + U_g h + b_hg)
 *   c' = f ⊙ c + i ⊙ g
 *   h' = o ⊙ tanh(c')
 *
 * Gate order: i f g o.
 */

import { sigmoid, tanh } from '../../tensor/ops/activation.ts';
import { add, multiply } from '../../tensor/ops/arithmetic.ts';
import { type Cell, unedited } from './cell.ts';
import { block, fromInput, fromState, gateParameters } from './gates.ts';

export const FORGET_GATE = 1;

export const lstm: Cell = {
  name: 'lstm',
  states: ['h', 'c'],
  fused: { kind: 'lstm', gates: ['i', 'f', 'g', 'o'] },
  parameters: (sizes) => gateParameters(sizes, 4, [FORGET_GATE]),
  step(tape, parameters, x, state, edit = unedited) {
    const H = state.h.shape[1];
    const sum = add(tape, fromInput(tape, parameters, x), fromState(tape, parameters, state.h));
    const i = edit('i', sigmoid(tape, block(tape, sum, 0, H)));
    const f = edit('f', sigmoid(tape, block(tape, sum, 1, H)));
    const g = edit('g', tanh(tape, block(tape, sum, 2, H)));
    const o = edit('o', sigmoid(tape, block(tape, sum, 3, H)));
    const c = edit('c', add(tape, multiply(tape, f, state.c), multiply(tape, i, g)));
    const h = edit('h', multiply(tape, o, tanh(tape, c)));
    return { output: h, state: { h, c }, gates: { i, f, g, o } };
  },
};

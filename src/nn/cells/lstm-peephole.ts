/**
 * LSTM with diagonal peephole connections (Gers, Schraudolph & Schmidhuber 2002; ONNX LSTM with P).
 *
 *   i = σ(W_i x + b_ii + U_i h + b_hi + p_i ⊙ c)
 *   f = σ(W_f x + b_if + U_f h + b_hf + p_f ⊙ c)
 *   g = tanh(W_g x + b_ig + U_g h + b_hg)
 *   c' = f ⊙ c + i ⊙ g
 *   o = σ(W_o x + b_io + U_o h + b_ho + p_o ⊙ c')    'current': Gers 2002, ONNX
 *   o = σ(W_o x + b_io + U_o h + b_ho + p_o ⊙ c)     'previous': some textbooks
 *   h' = o ⊙ tanh(c')
 *
 * Gate order: i f g o. Three more parameters: peephole_i, peephole_f, peephole_o, each (H).
 */

import { sigmoid, tanh } from '../../tensor/ops/activation.ts';
import { add, multiply, multiplyRow } from '../../tensor/ops/arithmetic.ts';
import { type Cell, unedited } from './cell.ts';
import { block, fromInput, fromState, gateParameters } from './gates.ts';
import { FORGET_GATE } from './lstm.ts';

/** Which cell state the output gate sees. */
export type PeepholeOutput = 'current' | 'previous';

export function lstmPeephole(peepholeOutput: PeepholeOutput = 'current'): Cell {
  const current = peepholeOutput === 'current';
  return {
    name: 'lstm-peephole',
    states: ['h', 'c'],
    fused: {
      kind: current ? 'lstm-peephole' : 'lstm-peephole-previous',
      gates: ['i', 'f', 'g', 'o'],
    },
    parameters: (sizes) => [
      ...gateParameters(sizes, 4, [FORGET_GATE]),
      ...['peephole_i', 'peephole_f', 'peephole_o'].map((name) => ({
        name,
        shape: [sizes.hidden],
        init: { kind: 'peephole' as const, hidden: sizes.hidden },
      })),
    ],
    step(tape, p, x, state, edit = unedited) {
      const H = state.h.shape[1];
      const sum = add(tape, fromInput(tape, p, x), fromState(tape, p, state.h));
      const seeing = (gate: number, weight: typeof sum, c: typeof sum) =>
        sigmoid(tape, add(tape, block(tape, sum, gate, H), multiplyRow(tape, c, weight)));
      const i = edit('i', seeing(0, p.peephole_i, state.c));
      const f = edit('f', seeing(1, p.peephole_f, state.c));
      const g = edit('g', tanh(tape, block(tape, sum, 2, H)));
      const c = edit('c', add(tape, multiply(tape, f, state.c), multiply(tape, i, g)));
      const o = edit('o', seeing(3, p.peephole_o, current ? c : state.c));
      const h = edit('h', multiply(tape, o, tanh(tape, c)));
      return { output: h, state: { h, c }, gates: { i, f, g, o } };
    },
  };
}

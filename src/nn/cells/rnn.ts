/**
 * The simple recurrent cell (Elman 1990), `torch.nn.RNN`.
 *
 *   h' = f(W x + b_i + U h + b_h),  f = tanh or relu
 *
 * One gate: h.
 */

import { relu, tanh } from '../../tensor/ops/activation.ts';
import { add } from '../../tensor/ops/arithmetic.ts';
import { type Cell, unedited } from './cell.ts';
import { fromInput, fromState, gateParameters } from './gates.ts';

export type Nonlinearity = 'tanh' | 'relu';

export function rnn(nonlinearity: Nonlinearity = 'tanh'): Cell {
  const f = nonlinearity === 'relu' ? relu : tanh;
  return {
    name: 'rnn',
    states: ['h'],
    fused: { kind: nonlinearity === 'relu' ? 'rnn-relu' : 'rnn-tanh', gates: ['h'] },
    parameters: (sizes) => gateParameters(sizes, 1),
    step(tape, parameters, x, state, edit = unedited) {
      const sum = add(tape, fromInput(tape, parameters, x), fromState(tape, parameters, state.h));
      const h = edit('h', f(tape, sum));
      return { output: h, state: { h }, gates: { h } };
    },
  };
}

/**
 * The gated recurrent unit with the reset gate applied after the product (PyTorch, cuDNN, Keras
 * `reset_after=True`, ONNX `linear_before_reset=1`).
 *
 *   r = σ(W_r x + b_ir + U_r h + b_hr)
 *   z = σ(W_z x + b_iz + U_z h + b_hz)
 *   n = tanh(W_n x + b_in + r ⊙ (U_n h + b_hn))
 *   h' = (1 − z) ⊙ n + z ⊙ h
 *
 * Gate order: r z n.
 */

import { sigmoid, tanh } from '../../tensor/ops/activation.ts';
import { add, multiply } from '../../tensor/ops/arithmetic.ts';
import { type Cell, unedited } from './cell.ts';
import { block, fromInput, fromState, gateParameters } from './gates.ts';
import { interpolate } from './interpolate.ts';

/** Starts nearer to keeping h than to replacing it, as the forget gate of an LSTM. */
const UPDATE_GATE = 1;

export const gruTorch: Cell = {
  name: 'gru-torch',
  states: ['h'],
  fused: { kind: 'gru-torch', gates: ['r', 'z', 'n'] },
  parameters: (sizes) => gateParameters(sizes, 3, [UPDATE_GATE]),
  step(tape, parameters, x, { h }, edit = unedited) {
    const H = h.shape[1];
    const input = fromInput(tape, parameters, x);
    const recurrent = fromState(tape, parameters, h);
    const sum = add(tape, input, recurrent);
    const r = edit('r', sigmoid(tape, block(tape, sum, 0, H)));
    const z = edit('z', sigmoid(tape, block(tape, sum, 1, H)));
    const reset = multiply(tape, r, block(tape, recurrent, 2, H));
    const n = edit('n', tanh(tape, add(tape, block(tape, input, 2, H), reset)));
    const next = edit('h', interpolate(tape, z, n, h));
    return { output: next, state: { h: next }, gates: { r, z, n } };
  },
};

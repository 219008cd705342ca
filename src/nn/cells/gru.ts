/**
 * The gated recurrent unit with the reset gate applied before the product (Cho et al. 2014; ONNX
 * `linear_before_reset=0`; Keras `reset_after=False`).
 *
 *   r = σ(W_r x + b_ir + U_r h + b_hr)
 *   z = σ(W_z x + b_iz + U_z h + b_hz)
 *   n = tanh(W_n x + b_in + U_n (r ⊙ h) + b_hn)
 *   h' = (1 − z) ⊙ n + z ⊙ h
 *
 * Gate order: r z n. Textbooks that write c' = Γ_u ⊙ c̃ + (1 − Γ_u) ⊙ c mean Γ_u = 1 − z, Γ_r = r.
 */

import { sigmoid, tanh } from '../../tensor/ops/activation.ts';
import { add, multiply } from '../../tensor/ops/arithmetic.ts';
import { type Cell, unedited } from './cell.ts';
import { block, fromInput, fromState, gateParameters } from './gates.ts';
import { interpolate } from './interpolate.ts';

/** Starts nearer to keeping h than to replacing it, as the forget gate of an LSTM. */
const UPDATE_GATE = 1;

export const gru: Cell = {
  name: 'gru',
  states: ['h'],
  fused: { kind: 'gru', gates: ['r', 'z', 'n'] },
  parameters: (sizes) => gateParameters(sizes, 3, [UPDATE_GATE]),
  step(tape, parameters, x, { h }, edit = unedited) {
    const H = h.shape[1];
    const input = fromInput(tape, parameters, x);
    const sum = add(tape, input, fromState(tape, parameters, h));
    const r = edit('r', sigmoid(tape, block(tape, sum, 0, H)));
    const z = edit('z', sigmoid(tape, block(tape, sum, 1, H)));
    // The product with all of U is made a second time for its last block: plain before quick.
    const fromReset = fromState(tape, parameters, multiply(tape, r, h));
    const n = edit(
      'n',
      tanh(tape, add(tape, block(tape, input, 2, H), block(tape, fromReset, 2, H))),
    );
    const next = edit('h', interpolate(tape, z, n, h));
    return { output: next, state: { h: next }, gates: { r, z, n } };
  },
};

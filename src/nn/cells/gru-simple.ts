/**
 * The GRU with its update gate alone: `gru` with r = 1.
 *
 *   z = σ(W_z x + b_iz + U_z h + b_hz)
 *   n = tanh(W_n x + b_in + U_n h + b_hn)
 *   h' = (1 − z) ⊙ n + z ⊙ h
 *
 * Gate order: z n. Textbooks that write c' = Γ_u ⊙ c̃ + (1 − Γ_u) ⊙ c mean Γ_u = 1 − z.
 */

import { sigmoid, tanh } from '../../tensor/ops/activation.ts';
import { add } from '../../tensor/ops/arithmetic.ts';
import { type Cell, unedited } from './cell.ts';
import { block, fromInput, fromState, gateParameters } from './gates.ts';
import { interpolate } from './interpolate.ts';

/** Starts nearer to keeping h than to replacing it, as the forget gate of an LSTM. */
const UPDATE_GATE = 0;

export const gruSimple: Cell = {
  name: 'gru-simple',
  states: ['h'],
  fused: { kind: 'gru-simple', gates: ['z', 'n'] },
  parameters: (sizes) => gateParameters(sizes, 2, [UPDATE_GATE]),
  step(tape, parameters, x, { h }, edit = unedited) {
    const H = h.shape[1];
    const sum = add(tape, fromInput(tape, parameters, x), fromState(tape, parameters, h));
    const z = edit('z', sigmoid(tape, block(tape, sum, 0, H)));
    const n = edit('n', tanh(tape, block(tape, sum, 1, H)));
    const next = edit('h', interpolate(tape, z, n, h));
    return { output: next, state: { h: next }, gates: { z, n } };
  },
};

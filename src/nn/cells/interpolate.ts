import { oneMinus } from '../../tensor/ops/activation.ts';
import { add, multiply } from '../../tensor/ops/arithmetic.ts';
import type { Tape } from '../../tensor/tape.ts';
import type { Tensor } from '../../tensor/tensor.ts';

/** (1 − z) ⊙ n + z ⊙ h: how every GRU mixes its candidate n with the old state h. */
export function interpolate(tape: Tape, z: Tensor, n: Tensor, h: Tensor): Tensor {
  return add(tape, multiply(tape, oneMinus(tape, z), n), multiply(tape, z, h));
}

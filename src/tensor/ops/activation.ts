/** Elementwise functions of one tensor, of any shape. */
import type { MapOp } from '../../backend/backend.ts';
import type { Tape } from '../tape.ts';
import type { Tensor } from '../tensor.ts';

function map(op: MapOp, tape: Tape, x: Tensor): Tensor {
  const { backend } = tape;
  const n = x.data.length;
  const y = tape.empty(x.shape, x.requiresGrad);
  backend.map(op, n, x.data, y.data);
  tape.recordOutput(y, (dy) => backend.mapBackward(op, n, x.data, y.data, dy, tape.gradOf(x)));
  return y;
}

/** 1 / (1 + e⁻ˣ) */
export function sigmoid(tape: Tape, x: Tensor): Tensor {
  return map('sigmoid', tape, x);
}
export function tanh(tape: Tape, x: Tensor): Tensor {
  return map('tanh', tape, x);
}
/** max(x, 0), with slope 0 at 0. */
export function relu(tape: Tape, x: Tensor): Tensor {
  return map('relu', tape, x);
}
export function exp(tape: Tape, x: Tensor): Tensor {
  return map('exp', tape, x);
}
/** Natural logarithm. */
export function log(tape: Tape, x: Tensor): Tensor {
  return map('log', tape, x);
}
export function square(tape: Tape, x: Tensor): Tensor {
  return map('square', tape, x);
}
/** |x|, with slope 0 at 0. */
export function abs(tape: Tape, x: Tensor): Tensor {
  return map('abs', tape, x);
}
/** −x */
export function negate(tape: Tape, x: Tensor): Tensor {
  return map('negate', tape, x);
}
/** 1 − x */
export function oneMinus(tape: Tape, x: Tensor): Tensor {
  return map('one-minus', tape, x);
}

/** Sums and means over all elements. */
import type { Tape } from '../tape.ts';
import type { Tensor } from '../tensor.ts';

/** Σ x over all elements, as a scalar (). Summed in double precision, ascending. */
export function sum(tape: Tape, x: Tensor): Tensor {
  return weighted(tape, x, 1);
}

/** Σ x / n over all n elements, as a scalar (). */
export function mean(tape: Tape, x: Tensor): Tensor {
  return weighted(tape, x, 1 / x.data.length);
}

function weighted(tape: Tape, x: Tensor, weight: number): Tensor {
  const { backend } = tape;
  const n = x.data.length;
  const y = tape.scalar(backend.sum(n, x.data) * weight, x.requiresGrad);
  tape.recordOutput(y, (dy) => {
    const each = tape.arena.floats(n);
    backend.fill(n, dy.array()[0] * weight, each);
    backend.axpy(n, 1, each, tape.gradOf(x));
  });
  return y;
}

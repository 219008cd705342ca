/** log softmax over the last axis. */
import { columnsOf, rowsOf } from '../shape.ts';
import type { Tape } from '../tape.ts';
import type { Tensor } from '../tensor.ts';

/** x (…, V) → x − log Σ exp x per row. */
export function logSoftmax(tape: Tape, x: Tensor): Tensor {
  const sizes = { N: rowsOf(x.shape), V: columnsOf(x.shape) };
  const y = tape.empty(x.shape, x.requiresGrad);
  tape.backend.logSoftmax({ ...sizes, x: x.data, y: y.data });
  tape.recordOutput(y, (dy) =>
    tape.backend.logSoftmaxBackward({ ...sizes, y: y.data, dy, dx: tape.gradOf(x) }),
  );
  return y;
}

/** The linear layer, torch's layout: y = x·Wᵀ + b. */
import type { Block, Packed } from '../../backend/backend.ts';
import { columnsOf, expectShape, rowsOf } from '../shape.ts';
import type { Tape } from '../tape.ts';
import type { Tensor } from '../tensor.ts';

/** Checks weight (O, I), bias (O) and x (…, I); gives the sizes. */
export function linearSizes(
  x: Tensor,
  weight: Tensor,
  bias?: Tensor,
): { rows: number; inputs: number; outputs: number } {
  expectShape('weight', weight.shape, ['O', 'I']);
  const [outputs, inputs] = weight.shape;
  expectShape('x', x.shape, ['…', inputs]);
  if (bias !== undefined) expectShape('bias', bias.shape, [outputs]);
  return { rows: rowsOf(x.shape), inputs: columnsOf(x.shape), outputs };
}

/** Wᵀ laid out for x·Wᵀ. */
export function packForward(tape: Tape, weight: Tensor): Packed {
  const [outputs, inputs] = weight.shape;
  return tape.pack({ K: inputs, N: outputs, source: weight.data, ld: inputs, transposed: true });
}

/** y (rows, O) = x·Wᵀ + b into a block of the caller. */
export function linearForward(
  tape: Tape,
  x: Tensor,
  weight: Tensor,
  y: Block,
  bias?: Tensor,
): void {
  const { rows, inputs, outputs } = linearSizes(x, weight, bias);
  const b = packForward(tape, weight);
  const product = { a: x.data, lda: inputs, b, c: y, ldc: outputs };
  tape.backend.product({ M: rows, ...product, bias: bias?.data });
}

/** dx += dy·W, dW += dyᵀ·x, db += Σ dy over rows. */
export function linearBackward(tape: Tape, x: Tensor, weight: Tensor, dy: Block, bias?: Tensor) {
  const { rows, inputs, outputs } = linearSizes(x, weight, bias);
  const { backend } = tape;
  if (x.requiresGrad) {
    const b = tape.pack({ K: outputs, N: inputs, source: weight.data, ld: inputs });
    const c = tape.gradOf(x);
    backend.product({ M: rows, a: dy, lda: outputs, b, c, ldc: inputs, accumulate: true });
  }
  if (weight.requiresGrad) {
    const b = tape.pack({ K: rows, N: inputs, source: x.data, ld: inputs });
    const a = { a: dy, lda: outputs, aTransposed: true };
    const c = tape.gradOf(weight);
    backend.product({ M: outputs, ...a, b, c, ldc: inputs, accumulate: true });
  }
  if (bias?.requiresGrad) {
    backend.columnSums({ rows, columns: outputs, x: dy, ldx: outputs, out: tape.gradOf(bias) });
  }
}

/** x (…, I), weight (O, I), bias (O) → (…, O). Error 'shape' when they do not fit together. */
export function linear(tape: Tape, x: Tensor, weight: Tensor, bias?: Tensor): Tensor {
  const { outputs } = linearSizes(x, weight, bias);
  const requiresGrad = x.requiresGrad || weight.requiresGrad || (bias?.requiresGrad ?? false);
  const y = tape.empty([...x.shape.slice(0, -1), outputs], requiresGrad);
  linearForward(tape, x, weight, y.data, bias);
  tape.recordOutput(y, (dy) => linearBackward(tape, x, weight, dy, bias));
  return y;
}

/**
 * How large activations are, and how much they change from step to step: what activation regularisation keeps
 * small (Merity, McCann and Socher 2017, "Revisiting activation regularization for language RNNs").
 */
import type { Block } from '../../backend/backend.ts';
import { UnrollError } from '../../util/errors.ts';
import type { Tape } from '../tape.ts';
import { type Ids, isBlock, type Tensor } from '../tensor.ts';

/** x (T, B, F), zero where a sequence has ended → the mean of x² over all steps of the sequences, as a scalar (). */
export function meanSquare(tape: Tape, x: Tensor, lengths?: Ids): Tensor {
  const [T, B, F] = shapeOf(x);
  const steps = counts(lengths, T, B).reduce((sum, n) => sum + n, 0);
  return meanOfSquares(tape, x, x.data, steps * F, (factor, values) =>
    tape.backend.axpy(values.length, factor, values, tape.gradOf(x)),
  );
}

/** x (T, B, F) → the mean of (x[t] − x[t−1])² over all neighbouring steps of the sequences, as a scalar (). */
export function meanSquaredChange(tape: Tape, x: Tensor, lengths?: Ids): Tensor {
  const [T, B, F] = shapeOf(x);
  const { backend } = tape;
  const size = B * F;
  const n = Math.max(0, T - 1) * size;
  const change = tape.arena.floats(n);
  backend.zip('subtract', n, x.data.slice(size, n), x.data.slice(0, n), change);
  const ends = counts(lengths, T, B);
  let pairs = 0;
  for (let b = 0; b < B; b++) {
    pairs += Math.max(0, ends[b] - 1);
    // Into the zeros after the end of a sequence there is no step.
    for (let t = Math.max(1, ends[b]); t < T; t++) {
      backend.fill(F, 0, change.slice((t - 1) * size + b * F, F));
    }
  }
  return meanOfSquares(tape, x, change, pairs * F, (factor, values) => {
    const dx = tape.gradOf(x);
    backend.axpy(n, factor, values, dx.slice(size, n));
    backend.axpy(n, -factor, values, dx.slice(0, n));
  });
}

/** Σ v² / count; `give` gets 2/count · dy, by which v is to be multiplied: d(v²) = 2v dv. */
function meanOfSquares(
  tape: Tape,
  x: Tensor,
  values: Block,
  count: number,
  give: (factor: number, values: Block) => void,
): Tensor {
  const total = count === 0 ? 0 : tape.backend.sumSquares(values.length, values) / count;
  const y = tape.scalar(total, x.requiresGrad);
  tape.recordOutput(y, (dy) => {
    if (count > 0) give((2 / count) * dy.array()[0], values);
  });
  return y;
}

function shapeOf({ shape }: Tensor): readonly [number, number, number] {
  const [T, B, F] = shape;
  if (shape.length === 3) return [T, B, F];
  throw new UnrollError('shape', `expected a shape (T, B, F) but received (${shape.join(', ')})`);
}

function counts(lengths: Ids | undefined, T: number, B: number): Int32Array {
  if (lengths === undefined) return new Int32Array(B).fill(T);
  return Int32Array.from(isBlock(lengths) ? lengths.array() : lengths);
}

/** Dropout whose pattern is a function of key, time, stream and unit, never of the batch. */
import { expected } from '../../util/errors.ts';
import { columnsOf, rowsOf } from '../shape.ts';
import type { Tape } from '../tape.ts';
import type { Tensor } from '../tensor.ts';

export interface DropoutOptions {
  /** Share of units set to zero, 0 ≤ p < 1; the others are multiplied by 1 / (1 − p). */
  p: number;
  /** Two 32-bit words, as `keyFor` in util/rng.ts makes them. */
  key: readonly [number, number];
  /** Streams in a row of time steps; default: the axis before the last, so B for (T, B, F). */
  streams?: number;
  /** Number of the first stream when the batch is a part of a larger one. Default 0. */
  firstStream?: number;
}

/** x (…, F) → the same shape. With p = 0 x itself. Error 'usage' for p outside [0, 1). */
export function dropout(tape: Tape, x: Tensor, options: DropoutOptions): Tensor {
  const { p, key, streams = x.shape.at(-2) ?? 1, firstStream = 0 } = options;
  if (!(p >= 0 && p < 1)) throw expected('dropout', 'at least 0 and less than 1', p);
  if (p === 0) return x;
  const { backend } = tape;
  const y = tape.empty(x.shape, x.requiresGrad);
  const columns = columnsOf(x.shape);
  const pattern = { rows: rowsOf(x.shape), columns, streams, firstStream, p, key };
  backend.dropout({ ...pattern, x: x.data, y: y.data });
  tape.recordOutput(y, (dy) =>
    backend.dropout({ ...pattern, x: dy, y: tape.gradOf(x), accumulate: true }),
  );
  return y;
}

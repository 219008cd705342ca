/**
 * Dropout whose pattern is a function of key, time, stream and unit, never of the batch; or, the same
 * units at every time step, of key, stream and unit (Gal and Ghahramani 2016, "variational").
 */
import type { Block } from '../../backend/backend.ts';
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
  /** A stream's pattern is that of time step 0 at every time step. */
  everyStep?: boolean;
}

/** x (…, F) → the same shape. With p = 0 x itself. Error 'usage' for p outside [0, 1). */
export function dropout(tape: Tape, x: Tensor, options: DropoutOptions): Tensor {
  const { p, key, streams = x.shape.at(-2) ?? 1, firstStream = 0 } = options;
  const { everyStep = false } = options;
  if (!(p >= 0 && p < 1)) throw expected('dropout', 'at least 0 and less than 1', p);
  if (p === 0) return x;
  const { backend } = tape;
  const y = tape.empty(x.shape, x.requiresGrad);
  const columns = columnsOf(x.shape);
  const rows = rowsOf(x.shape);
  const pattern = { columns, streams, firstStream, p, key };
  const apply = (from: Block, to: Block, accumulate: boolean): void => {
    const count = everyStep ? streams : rows;
    for (let row = 0; row < rows; row += count) {
      const part = (block: Block) => block.slice(row * columns, count * columns);
      backend.dropout({ ...pattern, rows: count, x: part(from), y: part(to), accumulate });
    }
  };
  apply(x.data, y.data, false);
  tape.recordOutput(y, (dy) => apply(dy, tape.gradOf(x), true));
  return y;
}

/** Softmax over the last axis, over the steps of a padded sequence that count. */
import { expected } from '../../util/errors.ts';
import { columnsOf, expectShape, rowsOf } from '../shape.ts';
import type { Tape } from '../tape.ts';
import type { Ids, Tensor } from '../tensor.ts';
import { lengthsOf } from './lengths.ts';

export interface SoftmaxOptions {
  /**
   * (B) for x (…, B, S): the columns at and after lengths[b] get weight 0, whatever x holds there. A row
   * of length 0 is all 0. Absent: all columns count.
   */
  lengths?: Ids;
  /** x is multiplied by it first; default 1. */
  scale?: number;
}

/**
 * x (…, S) → e^(scale·x) / Σ e^(scale·x) over the last axis. Error 'shape' or 'data' for lengths that
 * do not fit, 'usage' unless scale > 0.
 */
export function softmax(
  tape: Tape,
  x: Tensor,
  { lengths, scale = 1 }: SoftmaxOptions = {},
): Tensor {
  if (!(scale > 0 && Number.isFinite(scale))) throw expected('scale', 'more than 0', scale);
  const rows = rowsOf(x.shape);
  const V = columnsOf(x.shape);
  if (lengths !== undefined) expectShape('x', x.shape, ['…', 'B', 'S']);
  const period = x.shape.at(-2) ?? 1;
  const limit = lengths && { lengths: lengthsOf(tape, lengths, { B: period, steps: V }), period };
  const { backend } = tape;
  const y = tape.empty(x.shape, x.requiresGrad);
  const sizes = { rows, V, limit, scale };
  backend.softmax({ ...sizes, x: x.data, y: y.data });
  // dx = scale·y ⊙ (dy − Σ y·dy)
  tape.recordOutput(y, (dy) =>
    backend.softmaxBackward({ ...sizes, y: y.data, dy, dx: tape.gradOf(x) }),
  );
  return y;
}

/** The largest value over time, per sequence and column. */
import type { IntBlock } from '../../backend/backend.ts';
import { expectShape } from '../shape.ts';
import type { Tape } from '../tape.ts';
import type { Ids, Tensor } from '../tensor.ts';
import { lengthsOf } from './lengths.ts';

/**
 * x (T, B, F) → (B, F): the largest of each sequence's first `lengths[b]` steps, 0 for a sequence of
 * length 0. The gradient goes to the first step that has it. Errors 'shape' and 'data' when x or
 * lengths do not fit.
 */
export function maxOverTime(tape: Tape, x: Tensor, lengths?: Ids): Tensor {
  expectShape('x', x.shape, ['T', 'B', 'F']);
  const [T, B, F] = x.shape;
  const counts = lengths && lengthsOf(tape, lengths, { B, steps: T });
  const y = tape.empty([B, F], x.requiresGrad);
  const chosen = tape.arena.ints(B * F);
  findLargest(x, y, { counts, chosen });
  tape.recordOutput(y, (dy) => {
    const to = tape.gradOf(x).array();
    const from = dy.array();
    const places = chosen.array();
    for (let k = 0; k < B * F; k++) if (places[k] >= 0) to[places[k]] += from[k];
  });
  return y;
}

/** `chosen` (B, F) gets the places in x of the largest, −1 where there is none. */
function findLargest(
  x: Tensor,
  y: Tensor,
  { counts, chosen }: { counts: IntBlock | undefined; chosen: IntBlock },
): void {
  const [T, B, F] = x.shape;
  const values = x.data.array();
  const largest = y.data.array();
  const places = chosen.array();
  const steps = counts?.array();
  for (let b = 0; b < B; b++) {
    const length = steps?.[b] ?? T;
    for (let f = 0; f < F; f++) {
      let place = length === 0 ? -1 : b * F + f;
      for (let t = 1; t < length; t++) {
        const at = (t * B + b) * F + f;
        if (values[at] > values[place]) place = at;
      }
      places[b * F + f] = place;
      largest[b * F + f] = place < 0 ? 0 : values[place];
    }
  }
}

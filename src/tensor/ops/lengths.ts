/** Lengths of the sequences of a batch, as operations over padded steps take them. */
import type { IntBlock } from '../../backend/backend.ts';
import { UnrollError } from '../../util/errors.ts';
import { expectShape } from '../shape.ts';
import type { Tape } from '../tape.ts';
import type { Ids } from '../tensor.ts';

/**
 * (B) lengths in the backend's memory. Error 'shape' unless there are B of them, 'data' for one
 * that is not from 0 to `steps`.
 */
export function lengthsOf(
  tape: Tape,
  lengths: Ids,
  { B, steps, name = 'lengths' }: { B: number; steps: number; name?: string },
): IntBlock {
  expectShape(name, [lengths.length], [B]);
  const block = tape.ints(lengths);
  const array = block.array();
  for (let b = 0; b < B; b++) {
    if (array[b] < 0 || array[b] > steps) {
      throw new UnrollError(
        'data',
        `expected ${name} from 0 to ${steps} but received ${array[b]} for sequence ${b}`,
      );
    }
  }
  return block;
}

/** Rows of a table chosen by ids. */
import type { IntBlock } from '../../backend/backend.ts';
import { UnrollError } from '../../util/errors.ts';
import { expectShape, type Shape, sizeOf } from '../shape.ts';
import type { Tape } from '../tape.ts';
import type { Ids, Tensor } from '../tensor.ts';

export interface EmbeddingOptions {
  /** The ids' own shape, for example [T, B]; default [number of ids]. */
  shape?: Shape;
  /** The row of this id gets no gradient (torch's padding_idx). */
  paddingId?: number;
}

/**
 * weight (V, E) and ids (…) → (…, E); the id −1 gives a row of zeros.
 * Error 'shape' when ids do not fill `shape`, 'data' for an id of −2 or less, or V or more.
 */
export function embedding(
  tape: Tape,
  weight: Tensor,
  ids: Ids,
  { shape = [ids.length], paddingId }: EmbeddingOptions = {},
): Tensor {
  expectShape('weight', weight.shape, ['V', 'E']);
  const [vocabulary, columns] = weight.shape;
  const rows = ids.length;
  if (sizeOf(shape) !== rows) expectShape('ids', [rows], [sizeOf(shape)]);
  const { backend } = tape;
  const y = tape.empty([...shape, columns], weight.requiresGrad);
  const block = tape.ints(ids);
  expectIds(block, vocabulary);
  backend.gather({ rows, columns, table: weight.data, ids: block, y: y.data, ldy: columns });
  tape.recordOutput(y, (dy) => {
    const counted = paddingId === undefined ? block : without(tape, block, paddingId);
    const table = tape.gradOfRows(weight, counted);
    backend.scatterAdd({ rows, columns, table, ids: counted, dy, ldy: columns });
  });
  return y;
}

/** ids (…) → (…, V), one 1 in each row; the id −1 gives a row of zeros. Errors as `embedding`. */
export function oneHot(
  tape: Tape,
  ids: Ids,
  V: number,
  { shape = [ids.length] }: Pick<EmbeddingOptions, 'shape'> = {},
): Tensor {
  const rows = ids.length;
  if (sizeOf(shape) !== rows) expectShape('ids', [rows], [sizeOf(shape)]);
  const block = tape.ints(ids);
  expectIds(block, V);
  const y = tape.empty([...shape, V]);
  tape.backend.fill(rows * V, 0, y.data);
  const values = y.data.array();
  block.array().forEach((id, r) => {
    if (id >= 0) values[r * V + id] = 1;
  });
  return y;
}

/** Error 'data' unless every id is in −1 … size − 1. */
export function expectIds(ids: IntBlock, size: number): void {
  const array = ids.array();
  for (let r = 0; r < array.length; r++) {
    if (array[r] < -1 || array[r] >= size) {
      throw new UnrollError(
        'data',
        `expected ids from 0 to ${size - 1} (or -1 for zeros) but received ${array[r]} at position ${r}`,
      );
    }
  }
}

function without(tape: Tape, ids: IntBlock, paddingId: number): IntBlock {
  const counted = tape.arena.ints(ids.length);
  const from = ids.array();
  const to = counted.array();
  for (let r = 0; r < from.length; r++) to[r] = from[r] === paddingId ? -1 : from[r];
  return counted;
}

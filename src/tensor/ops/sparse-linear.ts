/** A linear map of rows that are nearly all zeros. */
import { UnrollError } from '../../util/errors.ts';
import { expectShape } from '../shape.ts';
import type { Tape } from '../tape.ts';
import type { Tensor } from '../tensor.ts';

/** Rows: `values[k]` stands at column `indices[k]` of row n, for k from starts[n] to before starts[n + 1]. */
export interface SparseInput {
  /** (rows + 1), ascending from 0. */
  starts: ArrayLike<number>;
  indices: Int32Array;
  values: ArrayLike<number>;
}

/**
 * x (rows, F) and weight (F, K) → (rows, K) = x·W, summed in the order of the entries. The gradient of the weight is that
 * of the rows that were read. Errors 'shape' when entries do not fit, 'data' for a column that the weight lacks.
 */
export function sparseLinear(tape: Tape, weight: Tensor, x: SparseInput): Tensor {
  expectShape('weight', weight.shape, ['F', 'K']);
  const [F, K] = weight.shape;
  const { starts, indices, values } = x;
  const rows = starts.length - 1;
  if (rows < 0 || starts[rows] !== indices.length || values.length !== indices.length) {
    throw new UnrollError(
      'shape',
      `expected rows of ${starts[rows] ?? 'no'} entries but received ${indices.length} columns and ${values.length} values`,
    );
  }
  const outside = indices.findIndex((index) => !(index >= 0 && index < F));
  if (outside >= 0) {
    throw new UnrollError(
      'data',
      `expected columns from 0 to ${F - 1} but received ${indices[outside]} at entry ${outside}`,
    );
  }
  const y = tape.empty([rows, K], weight.requiresGrad);
  tape.backend.fill(rows * K, 0, y.data);
  const from = weight.data.array();
  const to = y.data.array();
  for (let n = 0; n < rows; n++) {
    for (let k = starts[n]; k < starts[n + 1]; k++) {
      for (let j = 0; j < K; j++) to[n * K + j] += values[k] * from[indices[k] * K + j];
    }
  }
  tape.recordOutput(y, (dy) => {
    const gradient = tape.gradOfRows(weight, tape.ints(indices)).array();
    const given = dy.array();
    for (let n = 0; n < rows; n++) {
      for (let k = starts[n]; k < starts[n + 1]; k++) {
        for (let j = 0; j < K; j++) gradient[indices[k] * K + j] += values[k] * given[n * K + j];
      }
    }
  });
  return y;
}

/** Examples as rows of a matrix of which few entries differ from 0, and which buckets have a column. */
import { UnrollError } from '../../util/errors.ts';

/** What stands in one row: different columns or buckets, and their values. */
export interface SparseRow {
  indices: ArrayLike<number>;
  values: ArrayLike<number>;
}

/** Row n holds `values[k]` in column `indices[k]` for k in [starts[n], starts[n + 1]). */
export interface SparseRows {
  count: number;
  columns: number;
  starts: ArrayLike<number>;
  indices: Int32Array;
  values: Float32Array | Float64Array;
}

/** Every vector whole: columns are the positions. Error 'shape' for vectors of unequal length. */
export function denseRows(vectors: readonly ArrayLike<number>[]): SparseRows {
  const columns = vectors[0]?.length ?? 0;
  const indices = new Int32Array(vectors.length * columns);
  const values = new Float64Array(vectors.length * columns);
  for (let n = 0; n < vectors.length; n++) {
    if (vectors[n].length !== columns) {
      throw new UnrollError(
        'shape',
        `vector ${n} has ${vectors[n].length} numbers and those before it have ${columns}`,
      );
    }
    for (let j = 0; j < columns; j++) {
      indices[n * columns + j] = j;
      values[n * columns + j] = vectors[n][j];
    }
  }
  const starts = Float64Array.from({ length: vectors.length + 1 }, (_, n) => n * columns);
  return { count: vectors.length, columns, starts, indices, values };
}

/** The columns of the buckets that were seen often enough; the others are left out of rows. */
export class FeatureColumns {
  /** The bucket of each column. */
  readonly buckets: Int32Array;
  private readonly columnOf = new Map<number, number>();

  constructor(buckets: Int32Array) {
    this.buckets = buckets;
    for (let column = 0; column < buckets.length; column++) {
      this.columnOf.set(buckets[column], column);
    }
  }

  get count(): number {
    return this.buckets.length;
  }

  /** The row with the entries that have columns. */
  row({ indices, values }: SparseRow): { indices: number[]; values: number[] } {
    const kept: { indices: number[]; values: number[] } = { indices: [], values: [] };
    for (let k = 0; k < indices.length; k++) {
      const column = this.columnOf.get(indices[k]);
      if (column === undefined) continue;
      kept.indices.push(column);
      kept.values.push(values[k]);
    }
    return kept;
  }
}

/**
 * Rows over buckets become rows over columns; buckets in fewer than `minCount` rows get none.
 * Columns are numbered in the order of first sight.
 */
export function columnsOf(
  rows: Iterable<SparseRow>,
  { bits, minCount = 1 }: { bits: number; minCount?: number },
): { columns: FeatureColumns; rows: SparseRows } {
  const seen = new Int32Array(2 ** bits);
  const starts = [0];
  let indices = new Int32Array(1 << 12);
  let values = new Float32Array(1 << 12);
  let length = 0;
  for (const row of rows) {
    if (length + row.indices.length > indices.length) {
      const room = 2 * (length + row.indices.length);
      const [oldIndices, oldValues] = [indices, values];
      indices = new Int32Array(room);
      values = new Float32Array(room);
      indices.set(oldIndices);
      values.set(oldValues);
    }
    for (let k = 0; k < row.indices.length; k++) {
      seen[row.indices[k]]++;
      indices[length] = row.indices[k];
      values[length++] = row.values[k];
    }
    starts.push(length);
  }
  // From here on seen[bucket] is the column, or −1.
  const buckets: number[] = [];
  const numbered = new Uint8Array(2 ** bits);
  let kept = 0;
  for (let n = 0, k = 0; n + 1 < starts.length; n++) {
    for (const end = starts[n + 1]; k < end; k++) {
      const bucket = indices[k];
      if (numbered[bucket] === 0) {
        numbered[bucket] = 1;
        seen[bucket] = seen[bucket] >= minCount ? buckets.push(bucket) - 1 : -1;
      }
      if (seen[bucket] < 0) continue;
      indices[kept] = seen[bucket];
      values[kept++] = values[k];
    }
    starts[n + 1] = kept;
  }
  const columns = new FeatureColumns(Int32Array.from(buckets));
  return {
    columns,
    rows: {
      count: starts.length - 1,
      columns: columns.count,
      starts,
      indices: indices.subarray(0, kept),
      values: values.subarray(0, kept),
    },
  };
}

/** Matrix products, gather and scatter: three loops, products summed in ascending k. */
import type { Backend, PackArgs, Packed, ProductArgs } from '../backend.ts';
import type { ColumnsArgs } from '../row-args.ts';

/** A dense row-major copy (K, N). */
export function pack({ K, N, source, ld, transposed = false, into }: PackArgs): Packed {
  const from = source.array();
  const to = into.array();
  for (let k = 0; k < K; k++) {
    for (let n = 0; n < N; n++) to[k * N + n] = transposed ? from[n * ld + k] : from[k * ld + n];
  }
  return { K, N, block: into };
}

export function product(args: ProductArgs): void {
  const { M, lda, aTransposed = false, ldc, accumulate = false } = args;
  const { K, N } = args.b;
  const a = args.a.array();
  const b = args.b.block.array();
  const c = args.c.array();
  const bias = args.bias?.array();
  const sums = new Float64Array(N);
  for (let m = 0; m < M; m++) {
    // Row times matrix, k outside so that memory is walked in order; each sum still ascends in k.
    sums.fill(0);
    for (let k = 0; k < K; k++) {
      const x = aTransposed ? a[k * lda + m] : a[m * lda + k];
      for (let n = 0; n < N; n++) sums[n] += x * b[k * N + n];
    }
    for (let n = 0; n < N; n++) {
      c[m * ldc + n] = (accumulate ? c[m * ldc + n] : 0) + sums[n] + (bias ? bias[n] : 0);
    }
  }
}

export const gather: Backend['gather'] = ({ rows, columns, ldy, ...blocks }) => {
  const table = blocks.table.array();
  const ids = blocks.ids.array();
  const y = blocks.y.array();
  for (let r = 0; r < rows; r++) {
    for (let j = 0; j < columns; j++) {
      y[r * ldy + j] = ids[r] < 0 ? 0 : table[ids[r] * columns + j];
    }
  }
};

export const scatterAdd: Backend['scatterAdd'] = ({ rows, columns, ldy, ...blocks }) => {
  const table = blocks.table.array();
  const ids = blocks.ids.array();
  const dy = blocks.dy.array();
  for (let r = 0; r < rows; r++) {
    if (ids[r] < 0) continue;
    for (let j = 0; j < columns; j++) table[ids[r] * columns + j] += dy[r * ldy + j];
  }
};

export const gatherColumns: Backend['gatherColumns'] = (args) => {
  const matrix = args.matrix.array();
  const y = args.y.array();
  eachOfColumns(args, (at, place) => {
    y[at] += matrix[place];
  });
};

export const scatterAddColumns: Backend['scatterAddColumns'] = (args) => {
  const matrix = args.matrix.array();
  const y = args.y.array();
  eachOfColumns(args, (at, place) => {
    matrix[place] += y[at];
  });
};

/** The places in y and in the matrix that belong together, rows in order. */
function eachOfColumns(
  { rows, columns, ld, ldy, ids }: ColumnsArgs,
  visit: (at: number, place: number) => void,
): void {
  const array = ids.array();
  for (let r = 0; r < rows; r++) {
    if (array[r] < 0) continue;
    for (let j = 0; j < columns; j++) visit(r * ldy + j, j * ld + array[r]);
  }
}

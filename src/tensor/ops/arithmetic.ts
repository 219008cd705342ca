/** Sums and products of two tensors of the same shape, with a number, or with a row. */
import { columnsOf, expectShape, rowsOf, sameShape, shapeError } from '../shape.ts';
import type { Tape } from '../tape.ts';
import type { Tensor } from '../tensor.ts';

function expectSame(a: Tensor, b: Tensor): void {
  if (!sameShape(a.shape, b.shape)) throw shapeError('b', a.shape, b.shape);
}

/** a + b, both of the same shape. */
export function add(tape: Tape, a: Tensor, b: Tensor): Tensor {
  expectSame(a, b);
  const { backend } = tape;
  const n = a.data.length;
  const y = tape.empty(a.shape, a.requiresGrad || b.requiresGrad);
  backend.zip('add', n, a.data, b.data, y.data);
  tape.recordOutput(y, (dy) => {
    if (a.requiresGrad) backend.axpy(n, 1, dy, tape.gradOf(a));
    if (b.requiresGrad) backend.axpy(n, 1, dy, tape.gradOf(b));
  });
  return y;
}

/** a − b, both of the same shape. */
export function subtract(tape: Tape, a: Tensor, b: Tensor): Tensor {
  expectSame(a, b);
  const { backend } = tape;
  const n = a.data.length;
  const y = tape.empty(a.shape, a.requiresGrad || b.requiresGrad);
  backend.zip('subtract', n, a.data, b.data, y.data);
  tape.recordOutput(y, (dy) => {
    if (a.requiresGrad) backend.axpy(n, 1, dy, tape.gradOf(a));
    if (b.requiresGrad) backend.axpy(n, -1, dy, tape.gradOf(b));
  });
  return y;
}

/** a ⊙ b, both of the same shape. */
export function multiply(tape: Tape, a: Tensor, b: Tensor): Tensor {
  expectSame(a, b);
  const { backend } = tape;
  const n = a.data.length;
  const y = tape.empty(a.shape, a.requiresGrad || b.requiresGrad);
  backend.zip('multiply', n, a.data, b.data, y.data);
  // d(a·b) = da·b + a·db
  tape.recordOutput(y, (dy) => {
    if (a.requiresGrad) backend.multiplyAdd(n, dy, b.data, tape.gradOf(a));
    if (b.requiresGrad) backend.multiplyAdd(n, dy, a.data, tape.gradOf(b));
  });
  return y;
}

/** factor · x for a number that is not learned. */
export function scale(tape: Tape, x: Tensor, factor: number): Tensor {
  const { backend } = tape;
  const n = x.data.length;
  const y = tape.empty(x.shape, x.requiresGrad);
  backend.copy({ rows: 1, columns: n, x: x.data, ldx: n, y: y.data, ldy: n });
  backend.scale(n, factor, y.data);
  tape.recordOutput(y, (dy) => backend.axpy(n, factor, dy, tape.gradOf(x)));
  return y;
}

/** x (…, N) plus `row` (N) in every row. */
export function addRow(tape: Tape, x: Tensor, row: Tensor): Tensor {
  const columns = columnsOf(x.shape);
  const rows = rowsOf(x.shape);
  expectShape('row', row.shape, [columns]);
  const { backend } = tape;
  const n = x.data.length;
  const y = tape.empty(x.shape, x.requiresGrad || row.requiresGrad);
  backend.copy({ rows: 1, columns: n, x: x.data, ldx: n, y: y.data, ldy: n });
  // A row distance of 0 reads the same row again and again.
  backend.copy({ rows, columns, x: row.data, ldx: 0, y: y.data, ldy: columns, accumulate: true });
  tape.recordOutput(y, (dy) => {
    if (x.requiresGrad) backend.axpy(n, 1, dy, tape.gradOf(x));
    if (row.requiresGrad) {
      backend.columnSums({ rows, columns, x: dy, ldx: columns, out: tape.gradOf(row) });
    }
  });
  return y;
}

/** x (…, N) with every row multiplied elementwise by `row` (N), as a peephole does. */
export function multiplyRow(tape: Tape, x: Tensor, row: Tensor): Tensor {
  const columns = columnsOf(x.shape);
  const rows = rowsOf(x.shape);
  expectShape('row', row.shape, [columns]);
  const { backend } = tape;
  const n = x.data.length;
  const y = tape.empty(x.shape, x.requiresGrad || row.requiresGrad);
  const repeated = tape.arena.floats(n);
  backend.copy({ rows, columns, x: row.data, ldx: 0, y: repeated, ldy: columns });
  backend.zip('multiply', n, x.data, repeated, y.data);
  tape.recordOutput(y, (dy) => {
    if (x.requiresGrad) backend.multiplyAdd(n, dy, repeated, tape.gradOf(x));
    if (row.requiresGrad) {
      const out = tape.gradOf(row);
      backend.columnSums({ rows, columns, x: dy, ldx: columns, y: x.data, ldy: columns, out });
    }
  });
  return y;
}

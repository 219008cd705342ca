/** Operations on rows of matrices as rows of numbers for the compiled kernels (kernels/rows.h). */
import { address, type Call } from './compiled-call.ts';
import { OPERATIONS } from './operations.ts';
import type {
  ColumnSumsArgs,
  ColumnsArgs,
  CopyArgs,
  GatherArgs,
  ScatterAddArgs,
} from './row-args.ts';

export function gather(call: Call, { rows, columns, table, ids, y, ldy }: GatherArgs): void {
  const at = [table.address, ids.address, y.address, ldy];
  call(OPERATIONS.gather, rows * columns, rows, columns, ...at);
}

export function scatterAdd(
  call: Call,
  { rows, columns, table, ids, dy, ldy }: ScatterAddArgs,
): void {
  const at = [table.address, ids.address, dy.address, ldy];
  call(OPERATIONS.scatterAdd, rows * columns, rows, columns, ...at);
}

export function gatherColumns(call: Call, args: ColumnsArgs): void {
  ofColumns(call, OPERATIONS.gatherColumns, args);
}

export function scatterAddColumns(call: Call, args: ColumnsArgs): void {
  ofColumns(call, OPERATIONS.scatterAddColumns, args);
}

function ofColumns(
  call: Call,
  operation: number,
  { rows, columns, matrix, ld, ids, y, ldy }: ColumnsArgs,
): void {
  const at = [matrix.address, ld, ids.address, y.address, ldy];
  call(operation, rows * columns * 4, rows, columns, ...at);
}

export function copy(
  call: Call,
  { rows, columns, x, ldx, y, ldy, accumulate = false }: CopyArgs,
): void {
  const at = [x.address, ldx, y.address, ldy, Number(accumulate)];
  call(OPERATIONS.copy, rows * columns, rows, columns, ...at);
}

export function columnSums(
  call: Call,
  { rows, columns, x, ldx, y, ldy = 0, out }: ColumnSumsArgs,
): void {
  const at = [x.address, ldx, address(y), ldy, out.address];
  call(OPERATIONS.columnSums, rows * columns, rows, columns, ...at);
}

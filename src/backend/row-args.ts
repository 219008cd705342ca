/** Arguments of the operations on rows of matrices: tables of embeddings, strided copies, sums over rows. */
import type { Block, IntBlock } from './backend.ts';

export interface GatherArgs {
  rows: number;
  columns: number;
  table: Block;
  ids: IntBlock;
  y: Block;
  ldy: number;
}

export interface ScatterAddArgs {
  rows: number;
  columns: number;
  table: Block;
  ids: IntBlock;
  dy: Block;
  ldy: number;
}

export interface ColumnsArgs {
  rows: number;
  /** Of y, so rows of the matrix. */
  columns: number;
  /** (columns, ld) */
  matrix: Block;
  ld: number;
  /** (rows); an id < 0 is skipped. */
  ids: IntBlock;
  y: Block;
  ldy: number;
}

export interface CopyArgs {
  rows: number;
  columns: number;
  x: Block;
  ldx: number;
  y: Block;
  ldy: number;
  accumulate?: boolean;
}

export interface ColumnSumsArgs {
  rows: number;
  columns: number;
  x: Block;
  ldx: number;
  y?: Block;
  ldy?: number;
  out: Block;
}

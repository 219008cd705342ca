/**
 * Where each symbol of a long text stands: a grid of equal cells, lines broken after line ends and,
 * where a line is full, behind its last space. 200,000 symbols take some milliseconds, so a text is
 * laid out anew whenever the width changes.
 */
import { inText } from '../parts/symbols.ts';

export interface TextLayout {
  /** Cells in a line. */
  columns: number;
  lines: number;
  /** The first symbol of each line, and the number of symbols at the end. */
  starts: Int32Array;
  /** Of each symbol: its first cell in its line, and how many cells it takes. */
  column: Uint16Array;
  width: Uint16Array;
}

/** Twice as wide as Latin letters: Chinese, Japanese and Korean signs, emoji. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;
const mark = /\p{M}|\u200d|\ufe0f/u;

/** Cells that a symbol takes as it is shown; at least one, so that each can be pointed at. */
export function cellsOf(symbol: string): number {
  if (symbol.length === 1 && symbol < '\u0300') return 1;
  let cells = 0;
  for (const point of inText(symbol)) cells += mark.test(point) ? 0 : wide.test(point) ? 2 : 1;
  return Math.max(1, cells);
}

export function layOut(symbols: readonly string[], columns: number): TextLayout {
  const column = new Uint16Array(symbols.length);
  const width = new Uint16Array(symbols.length);
  const starts = [0];
  let x = 0;
  /** The symbol behind the last space of the line: where it is broken if it gets full. */
  let chance = 0;
  for (let i = 0; i < symbols.length; i++) {
    const symbol = symbols[i];
    const cells = Math.min(cellsOf(symbol), columns);
    width[i] = cells;
    const first = starts[starts.length - 1];
    if (x + cells > columns && i > first) {
      const from = chance > first && symbol !== ' ' ? chance : i;
      starts.push(from);
      x = 0;
      for (let j = from; j < i; j++) {
        column[j] = x;
        x += width[j];
      }
      chance = from;
    }
    column[i] = x;
    x += cells;
    if (symbol.endsWith(' ')) chance = i + 1;
    if (symbol.endsWith('\n') && i + 1 < symbols.length) {
      starts.push(i + 1);
      x = 0;
      chance = i + 1;
    }
  }
  starts.push(symbols.length);
  return { columns, lines: starts.length - 1, starts: Int32Array.from(starts), column, width };
}

/** The line in which a symbol stands. */
export function lineOf({ starts, lines }: TextLayout, index: number): number {
  let low = 0;
  let high = lines - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The symbol nearest to a cell of a line. */
export function symbolAt(layout: TextLayout, line: number, cell: number): number {
  const row = Math.max(0, Math.min(layout.lines - 1, line));
  const first = layout.starts[row];
  const last = Math.max(first, layout.starts[row + 1] - 1);
  let low = first;
  let high = last;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (layout.column[middle] <= cell) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Whether a cell lies on a symbol, not behind the end of its line. */
export function isOnSymbol(layout: TextLayout, index: number, cell: number): boolean {
  return cell >= layout.column[index] && cell < layout.column[index] + layout.width[index];
}

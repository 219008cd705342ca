/**
 * Which rows of a matrix's gradient may differ from zero since it was last cleared. A large table of
 * which a batch reads a few rows is then cleared, measured and updated where it was touched only.
 */
import type { IntBlock } from '../backend/backend.ts';

/** Numbers from `start` on. */
export interface Span {
  readonly start: number;
  readonly length: number;
}

export class TouchedRows {
  private readonly rows = new Set<number>();
  private readonly changed: () => void;
  private whole = true; // until it is known to be zero

  /** `changed` is called when other rows may be touched than before. */
  constructor(changed: () => void) {
    this.changed = changed;
  }

  /** Negative ids are no rows. */
  add(ids: IntBlock): void {
    if (this.whole) return;
    for (const id of ids.array()) if (id >= 0) this.rows.add(id);
    this.changed();
  }

  addAll(): void {
    if (this.whole) return;
    this.whole = true;
    this.changed();
  }

  /** The gradient is zero everywhere. */
  clear(): void {
    this.whole = false;
    this.rows.clear();
    this.changed();
  }

  /** Marks every run of `size` numbers in which a touched row of `columns` numbers, the first at `offset`, lies. */
  markRuns(runs: Uint8Array, size: number, { offset, length, columns }: Matrix): void {
    const mark = (from: number, to: number) =>
      runs.fill(1, Math.floor(from / size), Math.ceil(to / size));
    if (this.whole) mark(offset, offset + length);
    else for (const row of this.rows) mark(offset + row * columns, offset + (row + 1) * columns);
  }
}

interface Matrix {
  offset: number;
  length: number;
  columns: number;
}

/** So many runs of zeros between others cost less than a call of their own for what follows. */
const SHORT_GAP = 4;

/** The marked runs of `size` numbers, joined across short gaps; the last ends at `count`. */
export function spansOf(runs: Uint8Array, size: number, count: number): Span[] {
  const spans: Span[] = [];
  for (let from = runs.indexOf(1); from >= 0; ) {
    let to = from;
    let next = from;
    while (next >= 0 && next - to <= SHORT_GAP) {
      to = runs.indexOf(0, next);
      if (to < 0) to = runs.length;
      next = runs.indexOf(1, to);
    }
    spans.push({ start: from * size, length: Math.min(count, to * size) - from * size });
    from = next;
  }
  return spans;
}

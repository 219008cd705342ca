/** What the keys do in a long text: the caret moves as in an editor; Shift extends the selection. */
import { lineOf, symbolAt, type TextLayout } from './layout.ts';

/** Where a key takes the caret; undefined: the key means something else. */
export function caretAfter(
  key: string,
  { ctrl = false, page }: { ctrl?: boolean; page: number },
  caret: number,
  layout: TextLayout,
): number | undefined {
  const count = layout.column.length;
  const line = lineOf(layout, caret);
  const inside = (index: number) => Math.max(0, Math.min(count - 1, index));
  const vertical = (lines: number) => {
    const to = Math.max(0, Math.min(layout.lines - 1, line + lines));
    return symbolAt(layout, to, layout.column[caret]);
  };
  switch (key) {
    case 'ArrowLeft':
      return inside(caret - 1);
    case 'ArrowRight':
      return inside(caret + 1);
    case 'ArrowUp':
      return vertical(-1);
    case 'ArrowDown':
      return vertical(1);
    case 'PageUp':
      return vertical(-page);
    case 'PageDown':
      return vertical(page);
    case 'Home':
      return ctrl ? 0 : layout.starts[line];
    case 'End':
      return ctrl ? inside(count) : inside(layout.starts[line + 1] - 1);
    default:
      return undefined;
  }
}

/** The span from where the selection began to the caret, the end not included. */
export function spanBetween(anchor: number, caret: number): [from: number, to: number] {
  return anchor <= caret ? [anchor, caret + 1] : [caret, anchor + 1];
}

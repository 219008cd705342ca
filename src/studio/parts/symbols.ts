/** Symbols as a page shows them: what has no shape of its own gets one. */

const shapes: Readonly<Record<string, string>> = { '\n': '↵', '\t': '⇥', ' ': '␣', '\r': '␍' };

/** For labels and tables: also a space is visible. */
export function visible(symbol: string): string {
  return symbol.replace(/[\s\p{Cc}]/gu, (mark) => shapes[mark] ?? '·');
}

/** For running text: spaces stay. */
export function inText(symbol: string): string {
  return symbol.replace(/[\n\t\r\p{Cc}]/gu, (mark) => shapes[mark] ?? '·');
}

/** What of a text each symbol stands for; `ends` are in UTF-16 units. */
export function piecesOf(text: string, ends: ArrayLike<number>): string[] {
  return Array.from(ends, (end, k) => text.slice(k === 0 ? 0 : ends[k - 1], end));
}

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

/** Words bear it on the side where they touch a neighbour (level word). */
const joinMark = /^\uffed|\uffed$/g;

/** The name of a step by itself. */
export function stepName(symbol: string): string {
  return visible(symbol.replace(joinMark, ''));
}

/** Symbols that stand for steps, as running text: words get spaces between them, characters none. */
export function spaced(symbols: readonly string[]): string[] {
  const names = symbols.filter((symbol) => !/^<.*>$/.test(symbol));
  const words =
    names.some((name) => [...name].length > 1) && !names.some((name) => /\s/.test(name));
  return symbols.map((symbol, k) => {
    const text = symbol.replace(joinMark, '') || '·';
    const touches = symbol.endsWith('\uffed') || symbols[k + 1]?.startsWith('\uffed');
    return words && !touches ? `${text} ` : text;
  });
}

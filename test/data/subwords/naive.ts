/** Byte-pair encoding as its paper writes it, counting all pairs anew for each merge. */
import type { CountedWord } from '../../../src/data/subwords/learn.ts';

const separator = '\u0001';

/** Ties by code units of the left, then of the right symbol (texts of the basic plane only). */
export function naiveMerges(
  words: readonly CountedWord[],
  { limit, minCount = 2 }: { limit: number; minCount?: number },
): { merges: [string, string][]; words: CountedWord[] } {
  let current = words.map(({ symbols, count }) => ({ symbols: [...symbols], count }));
  const known = new Set(current.flatMap(({ symbols }) => symbols));
  const before = known.size;
  const merges: [string, string][] = [];
  while (known.size - before < limit) {
    const counts = new Map<string, number>();
    for (const { symbols, count } of current) {
      for (let i = 0; i + 1 < symbols.length; i++) {
        const pair = `${symbols[i]}${separator}${symbols[i + 1]}`;
        counts.set(pair, (counts.get(pair) ?? 0) + count);
      }
    }
    const [best] = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    if (best === undefined || best[1] < minCount) break;
    const [left, right] = best[0].split(separator);
    merges.push([left, right]);
    known.add(left + right);
    current = current.map(({ symbols, count }) => ({ symbols: join(symbols, left, right), count }));
  }
  return { merges, words: current };
}

function join(symbols: readonly string[], left: string, right: string): string[] {
  const result: string[] = [];
  for (let i = 0; i < symbols.length; i++) {
    if (symbols[i] === left && symbols[i + 1] === right) result.push(left + symbols[++i]);
    else result.push(symbols[i]);
  }
  return result;
}

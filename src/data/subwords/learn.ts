/**
 * Byte-pair encoding (Sennrich, Haddow, Birch: "Neural machine translation of rare words with subword
 * units", 2016): the pair of symbols that is most frequent inside words becomes a symbol, again and
 * again. Pairs of one count are taken in code point order, so that the result is the same everywhere.
 * Counts of pairs are kept up to date instead of counted anew for each merge.
 */
import { compareCodePoints } from '../code-points.ts';
import { type Pair, PairQueue } from './pair-queue.ts';

export type Merge = readonly [left: string, right: string];

export interface CountedWord {
  symbols: readonly string[];
  count: number;
}

export interface LearnOptions {
  /** At most this many new symbols. */
  limit: number;
  /** A pair seen less often is not merged. */
  minCount?: number;
}

export interface Learned {
  /** In the order in which they were made. */
  merges: Merge[];
  /** How often each symbol stands in the words after all merges. */
  counts: Map<string, number>;
}

/** Ids of symbols stay below this, so that a pair is one safe integer. */
const idLimit = 2 ** 26;

export function learnMerges(
  words: readonly CountedWord[],
  { limit, minCount = 2 }: LearnOptions,
): Learned {
  const names: string[] = [];
  const ids = new Map<string, number>();
  function idOf(name: string): number {
    let id = ids.get(name);
    if (id === undefined) {
      id = names.push(name) - 1;
      ids.set(name, id);
    }
    return id;
  }

  // All words one after another; a symbol's neighbours in its word, −1 for none.
  const size = words.reduce((sum, { symbols }) => sum + symbols.length, 0);
  const symbolAt = new Int32Array(size); // −1: merged into the symbol before it
  const previous = new Int32Array(size).fill(-1);
  const next = new Int32Array(size).fill(-1);
  const weight = new Float64Array(size);
  const pairs = new Map<number, Pair>();

  function pairOf(left: number, right: number): Pair {
    const key = left * idLimit + right;
    let pair = pairs.get(key);
    if (pair === undefined) {
      pair = { left, right, count: 0, places: [] };
      pairs.set(key, pair);
    }
    return pair;
  }
  function add(place: number, changed?: Set<Pair>): void {
    const pair = pairOf(symbolAt[place], symbolAt[next[place]]);
    pair.count += weight[place];
    pair.places.push(place);
    changed?.add(pair);
  }
  function remove(left: number, right: number, by: number): void {
    pairOf(left, right).count -= by;
  }

  let place = 0;
  for (const { symbols, count } of words) {
    for (let i = 0; i < symbols.length; i++, place++) {
      symbolAt[place] = idOf(symbols[i]);
      weight[place] = count;
      if (i === 0) continue;
      previous[place] = place - 1;
      next[place - 1] = place;
      add(place - 1);
    }
  }
  const queue = new PairQueue(
    (a, b) =>
      compareCodePoints(names[a.left], names[b.left]) ||
      compareCodePoints(names[a.right], names[b.right]),
  );
  for (const pair of pairs.values()) if (pair.count >= minCount) queue.push(pair);

  /** Makes every occurrence of a pair the symbol `into`, from left to right. */
  function merge(pair: Pair, into: number): void {
    const { left, right } = pair;
    const changed = new Set<Pair>();
    for (const at of pair.places.sort((a, b) => a - b)) {
      const second = next[at];
      if (symbolAt[at] !== left || second < 0 || symbolAt[second] !== right) continue;
      const before = previous[at];
      const after = next[second];
      if (before >= 0) remove(symbolAt[before], left, weight[at]);
      if (after >= 0) remove(right, symbolAt[after], weight[at]);
      symbolAt[at] = into;
      symbolAt[second] = -1;
      next[at] = after;
      if (after >= 0) {
        previous[after] = at;
        add(at, changed);
      }
      if (before >= 0) add(before, changed);
    }
    pair.count = 0;
    pair.places = [];
    for (const grown of changed) if (grown.count >= minCount) queue.push(grown);
  }

  const merges: Merge[] = [];
  const known = names.length;
  while (names.length - known < limit) {
    const pair = queue.pop(minCount);
    if (pair === undefined) break;
    const [left, right] = [names[pair.left], names[pair.right]];
    merges.push([left, right]);
    merge(pair, idOf(left + right));
  }

  const counts = new Map<string, number>(names.map((name) => [name, 0]));
  for (let at = 0; at < size; at++) {
    const name = names[symbolAt[at]];
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + weight[at]);
  }
  return { merges, counts };
}

/**
 * Subwords of a text: its characters, and what byte-pair encoding made of them. A character that is not
 * among them is written as the bytes of UTF-8, which are always symbols, so that any text can be
 * written; merges never touch bytes.
 */
import { UnrollError } from '../../util/errors.ts';
import { compareCodePoints } from '../code-points.ts';
import type { ResolvedTextOptions } from '../options.ts';
import { SymbolCounts } from '../symbol-counts.ts';
import { byteTokens } from '../tokenizers/byte.ts';
import { BOS, EOS, ownCopy } from '../tokenizers/tokenizer.ts';
import { type CountedWord, learnMerges, type Merge } from './learn.ts';

export interface Subwords {
  /** Code points that are symbols, in order, without those that are also the name of a byte (printable ASCII). */
  readonly characters: readonly string[];
  readonly merges: readonly Merge[];
}

/** How many words are remembered with their symbols. */
const mostRemembered = 1 << 15;

const utf8 = new TextEncoder();

/** A printable ASCII character is the name of its byte. */
const isByteName = (point: string) => point >= ' ' && point <= '~' && point.length === 1;

/**
 * Learns subwords from counted runs (`runTokenizer`; `<s>` and `</s>` among them are left alone), and
 * counts the symbols that the runs become. Throws 'usage' when the vocabulary has no room.
 */
export function learnSubwords(
  runs: SymbolCounts,
  { vocabularySize = 0, minCount, sequences }: ResolvedTextOptions,
): { subwords: Subwords; counts: SymbolCounts } {
  const room = vocabularySize - byteTokens.length - (sequences === 'stream' ? 0 : 2);
  if (room < 2) {
    throw new UnrollError(
      'usage',
      `a vocabulary of ${vocabularySize} has no room for subwords beside the ${byteTokens.length} bytes that every text can be written in; raise --vocab-size`,
    );
  }
  const characters = frequentCharacters(runs, { minCount, limit: Math.floor(room / 2) });
  const known = new Set(characters);
  const counts = new SymbolCounts();
  const words: CountedWord[] = [];
  for (const [run, count] of runs.atLeast(1)) {
    if (run === BOS || run === EOS) counts.add(run, count);
    else {
      for (const part of cutAtUnknown(run, known)) {
        if (part.known) words.push({ symbols: part.symbols, count });
        else for (const byte of part.symbols) counts.add(byte, count);
      }
    }
  }
  const learned = learnMerges(words, {
    limit: room - characters.length,
    minCount: Math.max(2, minCount),
  });
  for (const [symbol, count] of learned.counts) if (count > 0) counts.add(symbol, count);
  return { subwords: { characters, merges: learned.merges }, counts };
}

/** In code point order; the most frequent ones where the limit leaves no room for all. */
function frequentCharacters(
  runs: SymbolCounts,
  { minCount, limit }: { minCount: number; limit: number },
): string[] {
  const counts = new Map<string, number>();
  for (const [run, count] of runs.atLeast(1)) {
    if (run === BOS || run === EOS) continue;
    for (const point of run) {
      // Half a surrogate pair has no UTF-8 of its own: it is written as U+FFFD.
      if (!isByteName(point) && !/\p{Cs}/u.test(point)) {
        counts.set(point, (counts.get(point) ?? 0) + count);
      }
    }
  }
  return [...counts]
    .filter(([, count]) => count >= minCount)
    .sort(([a, m], [b, n]) => n - m || compareCodePoints(a, b))
    .slice(0, limit)
    .map(([point]) => point)
    .sort(compareCodePoints);
}

/** Ordinary symbols by id: the bytes (symbol n is byte n), characters, then merges as they were made. */
export function subwordTokens({ characters, merges }: Subwords): string[] {
  const made = merges.map(([left, right]) => left + right);
  return [...new Set([...byteTokens, ...characters, ...made])];
}

/**
 * Subwords as `vocab.json` keeps them: merges, and a vocabulary of `subwordTokens` and specials. Throws
 * 'format'.
 */
export function storedSubwords(
  merges: unknown,
  vocabulary: { tokens: readonly string[]; has(token: string): boolean },
): Subwords {
  const broken = (what: string) =>
    new UnrollError('format', `the vocabulary file is broken: ${what}`);
  if (!byteTokens.every((token, byte) => vocabulary.tokens[byte] === token)) {
    throw broken('its first symbols are not the 256 bytes, as level bpe has them');
  }
  if (!Array.isArray(merges)) throw broken('"merges" of level bpe is missing');
  merges.forEach((merge: unknown, n) => {
    const pair = Array.isArray(merge) && merge.length === 2 ? merge : [undefined];
    const names = [...pair, pair.join('')];
    if (!names.every((name) => typeof name === 'string' && vocabulary.has(name))) {
      throw broken(`merge ${n + 1} is not a pair of symbols that makes a symbol`);
    }
  });
  const others = vocabulary.tokens.slice(byteTokens.length);
  return { characters: others.filter((token) => [...token].length === 1), merges };
}

/** The characters of a run, between which merges may happen, and the bytes of unknown ones. */
function cutAtUnknown(
  run: string,
  known: ReadonlySet<string>,
): { known: boolean; symbols: string[] }[] {
  const parts: { known: boolean; symbols: string[] }[] = [];
  for (const point of run) {
    const isKnown = isByteName(point) || known.has(point);
    let part = parts[parts.length - 1];
    if (part?.known !== isKnown) {
      part = { known: isKnown, symbols: [] };
      parts.push(part);
    }
    if (isKnown) part.symbols.push(point);
    else for (const byte of utf8.encode(point)) part.symbols.push(byteTokens[byte]);
  }
  return parts;
}

/** Writes a run in subwords: merges in the order in which they were learned. */
export function runEncoder({ characters, merges }: Subwords): (run: string) => readonly string[] {
  const known = new Set(characters);
  const ranks = new Map<string, Map<string, number>>();
  merges.forEach(([left, right], rank) => {
    const rights = ranks.get(left);
    if (rights === undefined) ranks.set(left, new Map([[right, rank]]));
    else rights.set(right, rank);
  });
  const rankOf = (left: string, right: string) => ranks.get(left)?.get(right);
  const remembered = new Map<string, readonly string[]>();
  return (run) => {
    let symbols = remembered.get(run);
    if (symbols === undefined) {
      symbols = cutAtUnknown(run, known).flatMap((part) =>
        part.known ? merged(part.symbols, rankOf) : part.symbols,
      );
      if (remembered.size >= mostRemembered) remembered.clear();
      remembered.set(ownCopy(run), symbols);
    }
    return symbols;
  };
}

/** Merges the pair that was learned first, everywhere from left to right, until none is left. */
function merged(
  symbols: string[],
  rankOf: (left: string, right: string) => number | undefined,
): string[] {
  let current = symbols;
  while (current.length > 1) {
    let best = Number.POSITIVE_INFINITY;
    let at = -1;
    for (let i = 0; i + 1 < current.length; i++) {
      const rank = rankOf(current[i], current[i + 1]);
      if (rank !== undefined && rank < best) [best, at] = [rank, i];
    }
    if (at < 0) break;
    const [left, right] = [current[at], current[at + 1]];
    const shorter = current.slice(0, at);
    for (let i = at; i < current.length; i++) {
      if (current[i] === left && current[i + 1] === right) {
        shorter.push(left + right);
        i++;
      } else shorter.push(current[i]);
    }
    current = shorter;
  }
  return current;
}

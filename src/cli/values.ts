/**
 * Flag values: from the text on the command line to a checked number or word. Each parser takes the
 * flag's name first, so that the message names the flag, what it takes and what it got.
 */
import { expected } from '../util/errors.ts';
import type { FlagParser, Takes } from '../util/flags.ts';

const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function parser<T>(takes: Takes, parse: (text: string) => T): FlagParser<T> {
  return Object.assign(parse, { takes });
}

export interface Range {
  min: number;
  max: number;
  /** The bound itself is not allowed. */
  above?: boolean;
  below?: boolean;
}

function inRange(value: number, { min, max, above = false, below = false }: Range): boolean {
  return (above ? value > min : value >= min) && (below ? value < max : value <= max);
}

function parse(text: string): number {
  return number.test(text.trim()) ? Number(text) : Number.NaN;
}

/** A whole number from `min` to `max`. */
export function whole(flag: string, min: number, max: number): FlagParser<number> {
  return parser({ kind: 'number', whole: true, min, max }, (text) => {
    const value = parse(text);
    if (!Number.isInteger(value) || value < min || value > max) {
      throw expected(flag, `a whole number from ${min} to ${max}`, text);
    }
    return value;
  });
}

/** A number in `range`; `wanted` says the range in words. */
export function real(flag: string, wanted: string, range: Range): FlagParser<number> {
  const { min, max } = range;
  return parser({ kind: 'number', whole: false, min, max }, (text) => {
    const value = parse(text);
    if (!Number.isFinite(value) || !inRange(value, range)) throw expected(flag, wanted, text);
    return value;
  });
}

/** One of a closed set of words. A near miss gets its own sentence. */
export function choice<const T extends string>(flag: string, words: readonly T[]): FlagParser<T> {
  return parser({ kind: 'choice', words }, (text) => {
    const found = words.find((word) => word === text);
    if (found !== undefined) return found;
    const near = nearest(text, words);
    const wanted = `one of ${words.join(', ')}`;
    throw expected(flag, near === undefined ? wanted : `${wanted} (did you mean ${near}?)`, text);
  });
}

/** `onehot` or a whole number: the two forms of --embed. */
export function wordOr<const T extends string>(
  flag: string,
  word: T,
  min: number,
  max: number,
): (text: string) => T | number {
  return (text) => {
    if (text === word) return word;
    const value = parse(text);
    if (!Number.isInteger(value) || value < min || value > max) {
      throw expected(flag, `${word} or a whole number from ${min} to ${max}`, text);
    }
    return value;
  };
}

/** `128` or `256,128`: sizes separated by commas. */
export function wholeList(flag: string, min: number, max: number): FlagParser<number[]> {
  const one = whole(flag, min, max);
  return parser({ kind: 'list' }, (text) => text.split(',').map((part) => one(part.trim())));
}

/** `a,b,c`: names separated by commas. */
export const nameList: FlagParser<string[]> = parser({ kind: 'list' }, (text) =>
  text.split(',').map((part) => part.trim()),
);

/** A word, or numbers separated by commas. */
export function wordOrList<const T extends string>(
  flag: string,
  word: T,
): (text: string) => T | number[] {
  return (text) => {
    if (text === word) return word;
    const values = text.split(',').map(parse);
    if (!values.every(Number.isFinite)) {
      throw expected(flag, `${word} or numbers separated by commas`, text);
    }
    return values;
  };
}

/** Gathers the values of a flag that may be given several times. */
export function collect(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

/** `\n`, `\t`, `\\` in a flag's text, which shells pass as they stand. */
export function unescapeText(text: string): string {
  const marks: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\' };
  return text.replace(/\\([ntr\\])/g, (_, mark: string) => marks[mark] ?? mark);
}

/** The word closest to `text` by edit distance, if one is close enough to be meant. */
export function nearest<T extends string>(text: string, words: readonly T[]): T | undefined {
  let best: T | undefined;
  let bestDistance = Math.max(1, Math.round(text.length * 0.4)) + 1;
  for (const word of words) {
    const distance = editDistance(text, word);
    if (distance < bestDistance) {
      best = word;
      bestDistance = distance;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[b.length];
}

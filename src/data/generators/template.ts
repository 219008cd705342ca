/**
 * Text from templates: `{thing}` stands for a pick from the table `thing`, which may hold slots
 * itself. Within one scope a slot keeps its pick, so that an answer can speak of what was asked
 * about; `{thing2}` is another pick of the same table, different from `{thing}`.
 */
import { assert } from '../../util/errors.ts';
import type { Rng } from '../../util/rng.ts';

export type Tables = Readonly<Record<string, readonly string[]>>;
/** The picks made so far, by slot. */
export type Scope = Map<string, string>;

export function pick<T>(rng: Rng, list: readonly T[]): T {
  return list[rng.below(list.length)];
}

/** True once in `n`, on average. */
export function oneIn(rng: Rng, n: number): boolean {
  return rng.below(n) === 0;
}

export function fill(rng: Rng, template: string, tables: Tables, scope: Scope = new Map()): string {
  return template.replace(/\{(\w+?)(\d?)\}/g, (_, table: string, number: string) => {
    const slot = table + number;
    let text = scope.get(slot);
    if (text === undefined) {
      text = fill(rng, pickOther(rng, tables, table, scope), tables, scope);
      scope.set(slot, text);
    }
    return text;
  });
}

/** A pick from the table that no slot of it has yet in this scope. */
function pickOther(rng: Rng, tables: Tables, table: string, scope: Scope): string {
  const list = tables[table];
  assert(list !== undefined, `there is no table "${table}"`);
  const taken = ['', '2', '3'].map((number) => scope.get(table + number));
  for (;;) {
    const text = pick(rng, list);
    if (!taken.includes(text)) return text;
  }
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Sentences begin with a capital, and `a` before a vowel is `an`. */
export function polish(text: string): string {
  return capital(text)
    .replace(/([.!?] )([a-z])/g, (_, end: string, letter: string) => end + letter.toUpperCase())
    .replace(/\b([Aa]) (?=[aeiou])/g, '$1n ');
}

/** Pieces until there are at least `characters` characters; whole pieces only. */
export function* take(pieces: Iterable<string>, characters: number): Generator<string> {
  let length = 0;
  for (const piece of pieces) {
    if (length >= characters) return;
    yield piece;
    length += piece.length;
  }
}

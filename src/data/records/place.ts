/** Where a record stands, and sentences about what is wrong there. */
import { UnrollError } from '../../util/errors.ts';

/** A line of a file, counted from 1. */
export interface Place {
  /** The file, or what a text is called. */
  readonly name: string;
  readonly line: number;
}

/** `people.csv, line 3` */
export function placeOf({ name, line }: Place): string {
  return `${name}, line ${line}`;
}

/** `people.csv, line 3: …` as a 'data' error. */
export function wrongAt(place: Place, sentence: string, cause?: unknown): UnrollError {
  return new UnrollError('data', `${placeOf(place)}: ${sentence}`, { cause });
}

/** What a file holds, cut for a sentence. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** `"a", "b" and "c"`; of long lists the first ones. */
export function listed(names: readonly string[], most = 20): string {
  const first = names.slice(0, most).map((name) => JSON.stringify(name));
  if (names.length > most) return `${first.join(', ')} and ${names.length - most} more`;
  if (first.length < 2) return first.join('');
  return `${first.slice(0, -1).join(', ')} and ${first[first.length - 1]}`;
}

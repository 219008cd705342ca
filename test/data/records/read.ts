/** Helpers: records of a text in memory, and the error that a reader ends with. */
import type { RecordSource } from '../../../src/data/records/source.ts';
import type { UnrollError } from '../../../src/util/errors.ts';
import { failure } from '../files.ts';

/** A text that is called `name`, in pieces of `length` characters. */
export function textSource(text: string, name = 'data.txt', length = 1 << 16): RecordSource {
  const pieces: string[] = [];
  const characters = [...text];
  for (let at = 0; at < characters.length; at += length) {
    pieces.push(characters.slice(at, at + length).join(''));
  }
  return { name, pieces };
}

export async function all<T>(records: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const record of records) list.push(record);
  return list;
}

/** `[code, message]` of the error that reading ends with. */
export async function readFailure(records: () => AsyncIterable<unknown>): Promise<string[]> {
  const error: UnrollError = await failure(() => all(records()));
  return [error.code, error.message];
}

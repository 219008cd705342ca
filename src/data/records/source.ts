/**
 * What records are read from: a file, or text that comes from elsewhere (standard input, memory). Read
 * piece by piece with bounded memory; files as `readTextPieces` reads them.
 */
import { UnrollError } from '../../util/errors.ts';
import { type ReadTextOptions, readTextPieces } from '../read-text.ts';
import { type Place, wrongAt } from './place.ts';

/** A path; or pieces of text and what they are called in errors. */
export type RecordSource =
  | string
  | { name: string; pieces: AsyncIterable<string> | Iterable<string> };

export type ReadRecordsOptions = Omit<ReadTextOptions, 'byteLevel'>;

/** A record in one line stays below this many code units. */
const longestLine = 1 << 26;

/** What a source is called. */
export function sourceName(source: RecordSource): string {
  return typeof source === 'string' ? source : source.name;
}

/** The end of a source's name in small letters, with its dot: `.csv`; '' where there is none. */
export function extensionOf(source: RecordSource): string {
  return (/\.[^./\\]+$/.exec(sourceName(source))?.[0] ?? '').toLowerCase();
}

/** Throws what `readTextPieces` throws; 'data' for a source without text. */
export async function* recordPieces(
  source: RecordSource,
  options: ReadRecordsOptions = {},
): AsyncGenerator<string, void, void> {
  if (typeof source === 'string') {
    yield* readTextPieces(source, { ...options, byteLevel: false });
    return;
  }
  let first = true;
  for await (const piece of source.pieces) {
    options.signal?.throwIfAborted();
    const text = first && piece.startsWith('\ufeff') ? piece.slice(1) : piece;
    if (piece !== '') first = false;
    if (text !== '') yield text;
  }
  if (first) throw new UnrollError('data', `${source.name} is empty: there is nothing to read`);
}

export interface Line extends Place {
  /** Without its end, \n or \r\n. */
  text: string;
}

/** Every line, empty ones too; what follows the last line end is a line if it is not empty. */
export async function* readLines(
  source: RecordSource,
  options: ReadRecordsOptions = {},
): AsyncGenerator<Line, void, void> {
  const name = sourceName(source);
  let line = 0;
  let held = '';
  const record = (text: string): Line => {
    const end = text.endsWith('\r') ? text.length - 1 : text.length;
    return { name, line: ++line, text: text.slice(0, end) };
  };
  for await (const piece of recordPieces(source, options)) {
    let from = 0;
    for (let to = piece.indexOf('\n'); to >= 0; to = piece.indexOf('\n', from)) {
      yield record(held + piece.slice(from, to));
      held = '';
      from = to + 1;
    }
    held += piece.slice(from);
    if (held.length > longestLine) {
      throw wrongAt({ name, line: line + 1 }, `it is longer than ${longestLine} characters`);
    }
  }
  if (held !== '') yield record(held);
}

/** All records in memory, at least one. Throws 'data' naming the source when there is none. */
export async function readAll<T>(
  records: AsyncIterable<T>,
  source: RecordSource,
): Promise<[T, ...T[]]> {
  const all: T[] = [];
  for await (const record of records) all.push(record);
  if (all.length > 0) return all as [T, ...T[]];
  throw new UnrollError('data', `${sourceName(source)} has no records: there is nothing to read`);
}

/**
 * Word vectors in text form, as GloVe and word2vec write them: a word and its numbers a line, with or
 * without a first line of two numbers, how many words and how wide. Read line by line; only the words
 * asked for are kept, so that large files fit.
 */
import { parseNumber } from './records/numbers.ts';
import { shown, wrongAt } from './records/place.ts';
import {
  type Line,
  type ReadRecordsOptions,
  type RecordSource,
  readLines,
  sourceName,
} from './records/source.ts';

export interface WordVectors {
  readonly width: number;
  /** (width) each, of the wanted words that the file has. */
  readonly vectors: Map<string, Float32Array>;
}

/**
 * Throws 'data' naming file and line for a vector of another width and, in those of wanted words, for
 * what is no number; also for a file that ends before the words that its first line announces.
 */
export async function readWordVectors(
  source: RecordSource,
  wanted: ReadonlySet<string>,
  options: ReadRecordsOptions = {},
): Promise<WordVectors> {
  const vectors = new Map<string, Float32Array>();
  let width = 0;
  let announced: number | undefined;
  let words = 0;
  for await (const record of readLines(source, options)) {
    const text = record.text.trimEnd();
    if (text === '') continue;
    if (record.line === 1) {
      const [, count, numbers] = /^(\d+)[ \t](\d+)$/.exec(text) ?? [];
      if (count !== undefined) {
        announced = Number(count);
        width = Number(numbers);
        if (width === 0) throw wrongAt(record, 'the first line says that vectors have width 0');
        continue;
      }
    }
    const numbers = separators(text);
    width ||= numbers;
    words++;
    if (numbers < width || width === 0) throw wrongWidth(record, numbers, width);
    // A word may have spaces in it (GloVe has `. . .`), but numbers after it are too many numbers.
    const word = numbers === width ? text.slice(0, wordEnd(text)) : spacedWord(record, text, width);
    if (wanted.has(word) && !vectors.has(word)) vectors.set(word, vectorOf(record, text, width));
  }
  if (announced !== undefined && words < announced) {
    throw wrongAt(
      { name: sourceName(source), line: 1 },
      `${announced} words are announced but the file ends after ${words}; it may be cut short`,
    );
  }
  if (words === 0) {
    throw wrongAt({ name: sourceName(source), line: 1 }, 'there are no vectors after this line');
  }
  return { width, vectors };
}

/** The width of a file's vectors, from its first lines. Throws as `readWordVectors`. */
export async function readWordVectorWidth(
  source: RecordSource,
  options: ReadRecordsOptions = {},
): Promise<number> {
  for await (const record of readLines(source, options)) {
    const text = record.text.trimEnd();
    if (text === '') continue;
    const [, width] = (record.line === 1 && /^\d+[ \t](\d+)$/.exec(text)) || [];
    const numbers = width === undefined ? separators(text) : Number(width);
    if (numbers === 0) throw wrongWidth(record, 0, 0);
    return numbers;
  }
  throw wrongAt({ name: sourceName(source), line: 1 }, 'there are no vectors after this line');
}

const isSeparator = (unit: number) => unit === 0x20 || unit === 0x09;

/** Single spaces and tabs: as many as a line has numbers. */
function separators(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) if (isSeparator(text.charCodeAt(i))) count++;
  return count;
}

function wordEnd(text: string): number {
  let end = 0;
  while (!isSeparator(text.charCodeAt(end))) end++;
  return end;
}

function spacedWord(record: Line, text: string, width: number): string {
  const fields = text.split(/[ \t]/);
  const parts = fields.slice(0, fields.length - width);
  if (parts.slice(1).every((part) => parseNumber(part) !== undefined)) {
    throw wrongWidth(record, fields.length - 1, width);
  }
  return parts.join(' ');
}

function vectorOf(record: Line, text: string, width: number): Float32Array {
  const fields = text.split(/[ \t]/).slice(-width);
  return Float32Array.from(fields, (field, i) => {
    const value = parseNumber(field);
    if (value === undefined || !Number.isFinite(Math.fround(value))) {
      throw wrongAt(record, `number ${i + 1} of the vector must be finite but is ${shown(field)}`);
    }
    return value;
  });
}

function wrongWidth(record: Line, found: number, width: number): Error {
  return wrongAt(
    record,
    found === 0
      ? 'expected a word and its vector but found no numbers'
      : `expected a vector of ${width} numbers but found ${found}`,
  );
}

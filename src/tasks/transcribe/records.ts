/** Records of `transcribe`: frames of numbers, or sound made into them, and the text that they say. */
import { dirname, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import {
  extensionOf,
  jsonText,
  type Place,
  type RecordSource,
  readCsvVectors,
  readJsonVectors,
  readLines,
  shown,
  sourceName,
  wrongAt,
} from '../../data/index.ts';
import { UnrollError } from '../../util/errors.ts';
import type { ReadOptions } from '../task.ts';
import { textShape } from '../texts.ts';
import { readSound, soundFrames } from './sound.ts';

export const layouts = ['jsonl', 'table', 'wav-list'] as const;

export const dataSchema = z.strictObject({
  /** Absent: by the end of the file's name. */
  layout: z.enum(layouts).optional(),
  textColumn: z.string().default('text'),
  /** Of CSV: which sequence a row belongs to. */
  idColumn: z.string().default('id'),
  /** Of CSV: the columns of the frames; absent: all but the id's and the text's. */
  features: z.array(z.string()).nonempty().optional(),
  /** Of JSONL: the field of the frames. */
  frames: z.string().default('frames'),
  delimiter: z.string().length(1).optional(),
  /** Of sound: filters, the length of a frame and the way to the next one, and what the filters span. */
  mels: z.int().positive().default(40),
  frameMs: z.number().positive().default(25),
  hopMs: z.number().positive().default(10),
  lowHz: z.number().min(0).default(0),
  /** Absent: half the sample rate. */
  highHz: z.number().positive().optional(),
  ...textShape,
  level: textShape.level.default('char'),
});
export type TranscribeData = z.infer<typeof dataSchema>;

export interface TranscribeRecord {
  /** (T, F), row after row. */
  frames: number[];
  width: number;
  /** Of sound: samples a second. */
  sampleRate?: number;
  /** Of sound: the file, as the list names it. */
  file?: string;
  /** Absent where it is to be predicted. */
  text?: string;
  /** Where it stands, for errors. */
  place: Place;
}

/** Streams a file or text. Throws 'data', 'file' and 'encoding' naming file, line and flag. */
export function readRecords(
  source: RecordSource,
  data: TranscribeData,
  options: ReadOptions,
): AsyncIterable<TranscribeRecord> {
  if (extensionOf(source) === '.wav') return readOne(sourceName(source), data, options);
  const layout = data.layout ?? layoutOf(source);
  switch (layout) {
    case 'jsonl':
      return readJson(source, data, options);
    case 'table':
      return readTable(source, data, options);
    case 'wav-list':
      return readList(source, data, options);
    default:
      return layout satisfies never;
  }
}

function layoutOf(source: RecordSource): (typeof layouts)[number] {
  const extension = extensionOf(source);
  if (/^\.(jsonl|ndjson)$/.test(extension)) return 'jsonl';
  return extension === '.csv' ? 'table' : 'wav-list';
}

async function* readOne(
  path: string,
  data: TranscribeData,
  { labelled }: ReadOptions,
): AsyncGenerator<TranscribeRecord> {
  if (labelled) {
    throw new UnrollError(
      'data',
      `${path} is a sound without its text: name a list instead, a file.tsv with lines of file.wav TAB text`,
    );
  }
  yield { ...(await readSound(path, data)), file: path, place: { name: path, line: 1 } };
}

/** Lines of file.wav TAB text; without the text where it is to be predicted. */
async function* readList(
  source: RecordSource,
  data: TranscribeData,
  { labelled, ...options }: ReadOptions,
): AsyncGenerator<TranscribeRecord> {
  const folder = dirname(sourceName(source));
  for await (const { name, line, text: row } of readLines(source, options)) {
    if (row.trim() === '') continue;
    const place = { name, line };
    const tab = row.indexOf('\t');
    if (labelled && tab < 0) {
      throw wrongAt(
        place,
        'expected file.wav TAB text but found no tab; name another layout with --layout',
      );
    }
    const file = (tab < 0 ? row : row.slice(0, tab)).trim();
    if (file === '') throw wrongAt(place, 'the name of the WAV file is empty');
    const sound = await readSound(isAbsolute(file) ? file : join(folder, file), data, place);
    yield { ...sound, file, place, ...(labelled ? { text: row.slice(tab + 1) } : {}) };
  }
}

async function* readJson(
  source: RecordSource,
  { frames: field, textColumn }: TranscribeData,
  { labelled, ...options }: ReadOptions,
): AsyncGenerator<TranscribeRecord> {
  for await (const sequence of readJsonVectors(source, { ...options, field })) {
    const { frames, width } = sequence;
    const place = at(sequence);
    const answer = labelled
      ? { text: jsonText(sequence, textColumn, { flag: '--text-column' }) }
      : {};
    yield { frames: short(frames), width, place, ...answer };
  }
}

async function* readTable(
  source: RecordSource,
  { idColumn: id, textColumn, features, delimiter }: TranscribeData,
  { labelled, ...options }: ReadOptions,
): AsyncGenerator<TranscribeRecord> {
  const columns = labelled ? { keep: [textColumn] } : { omit: [textColumn] };
  const read = { ...options, delimiter, id, features, ...columns };
  for await (const sequence of readCsvVectors(source, read)) {
    const { frames, width, kept } = sequence;
    const record = { frames: short(frames), width, place: at(sequence) };
    if (!labelled) {
      yield record;
      continue;
    }
    const [text, ...others] = new Set(kept[textColumn]);
    if (others.length > 0) {
      throw wrongAt(
        sequence,
        `sequence ${shown(sequence.id)} has several texts, ${shown(text)} and ${shown(others[0])}; all its rows need the same one`,
      );
    }
    yield { ...record, text };
  }
}

function at({ name, line }: Place): Place {
  return { name, line };
}

/** As few digits as still give the same numbers of 32 bits: this is kept as JSON. */
function short(frames: Float32Array): number[] {
  return Array.from(frames, (x) => Number(x.toPrecision(9)));
}

/** From memory: `{frames, text}`, or sound as `{samples, sampleRate, text}`. */
export function parseRecord(input: unknown, place: Place, data: TranscribeData): TranscribeRecord {
  const fields = (typeof input === 'object' ? input : null) as Readonly<
    Record<string, unknown>
  > | null;
  const text = fields?.[data.textColumn];
  if (text !== undefined && typeof text !== 'string') {
    throw wrongAt(
      place,
      `the field ${shown(data.textColumn)} must be a string but is ${shown(text)}`,
    );
  }
  const answer = { place, ...(text === undefined ? {} : { text }) };
  const { samples, sampleRate } = fields ?? {};
  if (samples instanceof Float32Array && typeof sampleRate === 'number') {
    if (!samples.every(Number.isFinite)) throw wrongAt(place, 'a sample is not a finite number');
    return { ...soundFrames({ samples, sampleRate }, data), ...answer };
  }
  const rows = fields?.[data.frames];
  if (!Array.isArray(rows)) {
    throw wrongAt(
      place,
      `expected {"${data.frames}": [[…], …]} or {"samples": Float32Array, "sampleRate": …} but received ${shown(input)}`,
    );
  }
  if (rows.length === 0) throw wrongAt(place, 'the sequence has length 0; leave it out');
  const width = lengthOf(rows[0]);
  const frames: number[] = [];
  rows.forEach((row: unknown, t) => {
    const numbers = lengthOf(row) > 0 ? Array.from(row as ArrayLike<unknown>) : [];
    if (numbers.length === 0 || numbers.length !== width) {
      throw wrongAt(
        place,
        `frame ${t + 1} has ${numbers.length} numbers where ${width > 0 ? width : 'some'} are expected as in the first`,
      );
    }
    for (const [i, x] of numbers.entries()) {
      if (typeof x === 'number' && Number.isFinite(Math.fround(x))) frames.push(x);
      else {
        throw wrongAt(
          place,
          `number ${i + 1} of frame ${t + 1} must be finite but is ${String(x)}`,
        );
      }
    }
  });
  return { frames, width, ...answer };
}

function lengthOf(row: unknown): number {
  return Array.isArray(row) || (ArrayBuffer.isView(row) && 'length' in row)
    ? (row as ArrayLike<unknown>).length
    : 0;
}

/** Records of `classify` and `regress`: a text, a sequence of vectors or a row, and its label or number. */
import { z } from 'zod';
import {
  extensionOf,
  jsonText,
  type LabelledLayout,
  layoutOf,
  type Place,
  parseNumber,
  type RecordSource,
  readCsv,
  readCsvVectors,
  readJsonObjects,
  readJsonVectors,
  readLabelledText,
  readLines,
  shown,
  textField,
  wrongAt,
} from '../../data/index.ts';
import type { ReadOptions } from '../task.ts';
import { textShape } from '../texts.ts';
import { parseRow, readRows } from './rows.ts';

export const layouts = [
  'label-tab-text',
  'text-tab-label',
  'label-space-text',
  'table',
  'jsonl',
] as const;

export const dataSchema = z.strictObject({
  /** What is read: texts, sequences of vectors, or rows of a table. */
  input: z.enum(['text', 'vectors', 'table']).default('text'),
  /** Absent: by the end of the file's name. */
  layout: z.enum(layouts).optional(),
  textColumn: z.string().default('text'),
  labelColumn: z.string().default('label'),
  /** Of CSV files of vectors: which sequence a row belongs to. */
  idColumn: z.string().default('id'),
  /** The columns that are read: of CSV files of vectors, and of tables; absent: all but the id's and the label's. */
  features: z.array(z.string()).nonempty().optional(),
  /** Of tables: columns of categories that look like numbers. */
  categories: z.array(z.string()).default([]),
  /** Of tables: what a number that is missing counts as; absent: it is an error. */
  fill: z.enum(['mean']).optional(),
  /** Of texts: a file of word vectors, for the first values of the embedding. */
  wordVectors: z.string().min(1).optional(),
  /** Of JSONL files of vectors: the field that holds them. */
  frames: z.string().default('frames'),
  delimiter: z.string().length(1).optional(),
  ...textShape,
});
export type ClassifyData = z.infer<typeof dataSchema>;

export interface ClassifyRecord {
  text?: string;
  /** (T, F), row after row. */
  frames?: number[];
  width?: number;
  /** Of a table, by its columns; other columns than those learned from may be among them. */
  cells?: Readonly<Record<string, string>>;
  /** Of a table: which row, from 1. */
  row?: number;
  /** A class, or a number as text; absent where it is to be predicted. */
  label?: string;
  /** Where it stands, for errors. */
  place: Place;
}

/** Streams a file or text. Throws 'data', 'file' and 'encoding' naming file, line and flag. */
export function readRecords(
  source: RecordSource,
  data: ClassifyData,
  options: ReadOptions,
): AsyncIterable<ClassifyRecord> {
  if (data.input === 'vectors') return readVectors(source, data, options);
  if (data.input === 'table') return readRows(source, data, options);
  return options.labelled
    ? readLabelled(source, data, options)
    : readUnlabelled(source, data, options);
}

async function* readLabelled(
  source: RecordSource,
  data: ClassifyData,
  options: ReadOptions,
): AsyncGenerator<ClassifyRecord> {
  for await (const record of readLabelledText(source, { ...data, ...options })) {
    yield { text: record.text, label: record.label, place: at(record) };
  }
}

/** Lines of text; or the text column of a table or of JSON objects, labels passed over. */
async function* readUnlabelled(
  source: RecordSource,
  data: ClassifyData,
  options: ReadOptions,
): AsyncGenerator<ClassifyRecord> {
  const layout: LabelledLayout = data.layout ?? layoutOf(source);
  if (layout === 'table') {
    for await (const row of readCsv(source, { ...data, ...options })) {
      yield { text: textField(row, data.textColumn, '--text-column'), place: at(row) };
    }
  } else if (layout === 'jsonl') {
    for await (const record of readJsonObjects(source, options)) {
      const text = jsonText(record, data.textColumn, { flag: '--text-column' });
      yield { text, place: at(record) };
    }
  } else {
    for await (const line of readLines(source, options)) {
      yield { text: line.text, place: at(line) };
    }
  }
}

async function* readVectors(
  source: RecordSource,
  { idColumn: id, labelColumn, features, frames: field, delimiter }: ClassifyData,
  { labelled, ...options }: ReadOptions,
): AsyncGenerator<ClassifyRecord> {
  if (extensionOf(source) === '.jsonl') {
    for await (const sequence of readJsonVectors(source, { ...options, field })) {
      const { value, frames, width } = sequence;
      const label = value[labelColumn];
      if (labelled && typeof label !== 'string' && typeof label !== 'number') {
        throw wrongAt(
          sequence,
          `the field ${JSON.stringify(labelColumn)} must be a label but is ${shown(label)}; choose one with --label-column`,
        );
      }
      const place = at(sequence);
      yield {
        frames: Array.from(frames),
        width,
        place,
        ...(labelled ? { label: String(label) } : {}),
      };
    }
    return;
  }
  const keep = labelled ? [labelColumn] : [];
  for await (const sequence of readCsvVectors(source, {
    ...options,
    delimiter,
    id,
    features,
    keep,
    omit: labelled ? [] : [labelColumn],
  })) {
    const { frames, width, kept } = sequence;
    const place = at(sequence);
    if (!labelled) {
      yield { frames: Array.from(frames), width, place };
      continue;
    }
    const [label, ...others] = new Set(kept[labelColumn]);
    if (others.length > 0) {
      throw wrongAt(
        sequence,
        `sequence ${shown(sequence.id)} has several labels, ${shown(label)} and ${shown(others[0])}; all its rows need the same one`,
      );
    }
    yield { frames: Array.from(frames), width, label, place };
  }
}

function at({ name, line }: Place): Place {
  return { name, line };
}

/** From memory: a text, or `{text, label}`, or `{frames, label}`, or a row as an object. */
export function parseRecord(input: unknown, place: Place, data: ClassifyData): ClassifyRecord {
  if (data.input === 'table') return parseRow(input, place, data);
  if (typeof input === 'string' && data.input === 'text') return { text: input, place };
  const wanted =
    data.input === 'text' ? `a text or {"${data.textColumn}": …}` : `{"${data.frames}": [[…], …]}`;
  const wrong = () => wrongAt(place, `expected ${wanted} but received ${shown(input)}`);
  if (typeof input !== 'object' || input === null) throw wrong();
  const fields = input as Readonly<Record<string, unknown>>;
  const label = fields[data.labelColumn];
  const answer = label === undefined ? {} : { label: String(label) };
  if (data.input === 'text') {
    const text = fields[data.textColumn];
    if (typeof text !== 'string') throw wrong();
    return { text, place, ...answer };
  }
  const rows = fields[data.frames];
  if (!Array.isArray(rows) || rows.length === 0) throw wrong();
  const width = rows[0]?.length;
  const frames = rows.flatMap((row: ArrayLike<number>) => Array.from(row));
  if (!(width > 0) || frames.length !== rows.length * width || !frames.every(Number.isFinite)) {
    throw wrongAt(place, 'expected frames of one width with finite numbers');
  }
  return { frames, width, place, ...answer };
}

/** Of `regress`. Throws 'data' naming the place. */
export function numberOf({ label, place }: ClassifyRecord): number {
  const value = parseNumber(label ?? '');
  if (value !== undefined) return value;
  throw wrongAt(place, `expected a number to learn but found ${shown(label)}`);
}

/** Files of captions: JSON lines, tables, and lines of text. */
import {
  type CsvRow,
  extensionOf,
  numberField,
  type Place,
  type RecordSource,
  readCsv,
  readJsonObjects,
  readLines,
  sourceName,
  textField,
  wrongAt,
} from '../../data/index.ts';
import { UnrollError } from '../../util/errors.ts';
import type { ReadOptions } from '../task.ts';
import { type CaptionData, type CaptionRecord, parseRecord } from './records.ts';

/** Throws 'data', 'file' and 'encoding' naming file, line and flag. */
export function readRecords(
  source: RecordSource,
  data: CaptionData,
  options: ReadOptions,
): AsyncIterable<CaptionRecord> {
  const extension = extensionOf(source);
  if (/^\.(jsonl|ndjson)$/.test(extension)) return readJson(source, data, options);
  if (/^\.(csv|tsv|tab)$/.test(extension)) return readTable(source, data, options);
  if (data.condition !== 'vector') return readText(source, data, options);
  throw new UnrollError(
    'data',
    `${sourceName(source)} is neither a .jsonl nor a .csv file: vectors are read from those; --condition label or none reads lines of text`,
  );
}

async function* readJson(
  source: RecordSource,
  data: CaptionData,
  { labelled, ...options }: ReadOptions,
): AsyncGenerator<CaptionRecord> {
  const widths = new Widths();
  for await (const { name, line, value } of readJsonObjects(source, options)) {
    const record = parseRecord(value, { name, line }, data);
    if (labelled && record.captions === undefined) {
      const names = Object.keys(value).map((field) => JSON.stringify(field));
      throw wrongAt(
        record.place,
        `the field "${data.captionColumn}" is missing: its fields are ${names.join(', ')}; choose one with --caption-column`,
      );
    }
    widths.check(record);
    yield labelled ? record : withoutCaptions(record);
  }
}

/** A caption a row. */
async function* readTable(
  source: RecordSource,
  data: CaptionData,
  { labelled, ...options }: ReadOptions,
): AsyncGenerator<CaptionRecord> {
  const { condition, captionColumn, labelColumn, features, delimiter } = data;
  for await (const row of readCsv(source, { delimiter, ...options })) {
    const place = at(row);
    const captions = labelled ? { captions: [captionOf(row, captionColumn)] } : {};
    if (condition === 'none') yield { ...captions, place };
    else if (condition === 'label') {
      yield { label: textField(row, labelColumn, '--label-column'), ...captions, place };
    } else {
      const columns = features ?? [...row.columns.keys()].filter((name) => name !== captionColumn);
      if (columns.length === 0) {
        throw wrongAt(place, `there are no columns of numbers beside "${captionColumn}"`);
      }
      const vector = columns.map((name) => numberField(row, name, '--features'));
      yield { vector, ...captions, place };
    }
  }
}

/** A caption a line; before it its label and a tab. To be made: labels, or first symbols. */
async function* readText(
  source: RecordSource,
  { condition }: CaptionData,
  { labelled, ...options }: ReadOptions,
): AsyncGenerator<CaptionRecord> {
  for await (const line of readLines(source, options)) {
    const place = at(line);
    const { text } = line;
    if (!labelled) {
      yield condition === 'none'
        ? { prime: text, place }
        : { label: text.split('\t', 1)[0], place };
      continue;
    }
    if (text.trim() === '') continue;
    if (condition === 'none') {
      yield { captions: [text], place };
      continue;
    }
    const tab = text.indexOf('\t');
    if (tab < 0) throw wrongAt(place, 'expected label TAB caption but found no tab');
    const caption = text.slice(tab + 1);
    if (caption.trim() === '') throw wrongAt(place, 'the caption is empty');
    yield { label: text.slice(0, tab), captions: [caption], place };
  }
}

/** All vectors of a source are of one width. */
class Widths {
  private width: number | undefined;

  check({ vector, place }: CaptionRecord): void {
    if (vector === undefined) return;
    this.width ??= vector.length;
    if (vector.length === this.width) return;
    throw wrongAt(
      place,
      `the vector has ${vector.length} numbers where ${this.width} are expected as in the lines before`,
    );
  }
}

function captionOf(row: CsvRow, column: string): string {
  const caption = textField(row, column, '--caption-column');
  if (caption.trim() !== '') return caption;
  throw wrongAt(row, 'the caption is empty');
}

function withoutCaptions({ captions: _, ...record }: CaptionRecord): CaptionRecord {
  return record;
}

function at({ name, line }: Place): Place {
  return { name, line };
}

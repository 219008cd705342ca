/**
 * Sequences of vectors: JSONL (`{"frames": [[0.1, 2], …], …}`, a sequence a line) or CSV (a frame a row,
 * rows of one sequence together and named by an id column). Every vector of a file has the same width.
 */
import { UnrollError } from '../../util/errors.ts';
import { type CsvOptions, type CsvRow, numberField, readCsv, textField } from './csv.ts';
import { type JsonObjectRecord, jsonField, readJsonObjects } from './jsonl.ts';
import { type Place, shown, wrongAt } from './place.ts';
import type { ReadRecordsOptions, RecordSource } from './source.ts';

/** Vectors of `T` steps, and the line where the sequence begins. */
export interface VectorSequence extends Place {
  /** (T, width), step after step. */
  readonly frames: Float32Array;
  readonly T: number;
  readonly width: number;
}

export interface JsonVectorsOptions extends ReadRecordsOptions {
  /** The field that holds the vectors. */
  field?: string;
}

export interface JsonVectorSequence extends VectorSequence {
  /** The other fields of the object. */
  readonly value: JsonObjectRecord['value'];
}

/** Throws 'data' naming file and line for no frames, ragged frames and what is no number. */
export async function* readJsonVectors(
  source: RecordSource,
  { field = 'frames', ...options }: JsonVectorsOptions = {},
): AsyncGenerator<JsonVectorSequence, void, void> {
  let width = 0;
  for await (const record of readJsonObjects(source, options)) {
    const rows = jsonField(record, field, '--frames');
    if (!Array.isArray(rows)) {
      throw wrongAt(
        record,
        `${JSON.stringify(field)} must be a list of vectors but is ${shown(rows)}`,
      );
    }
    if (rows.length === 0) {
      throw wrongAt(record, 'the sequence has length 0; leave it out or give it frames');
    }
    width ||= vector(record, rows[0], 1).length;
    const frames = new Float32Array(rows.length * width);
    rows.forEach((row, t) => {
      const values = vector(record, row, t + 1);
      if (values.length !== width) {
        throw wrongAt(
          record,
          `frame ${t + 1} has ${values.length} numbers where ${width} are expected as in the frames before`,
        );
      }
      frames.set(values, t * width);
    });
    const { name, line } = record;
    const { [field]: _, ...value } = record.value;
    yield { name, line, frames, T: rows.length, width, value };
  }
}

function vector(record: Place, row: unknown, frame: number): number[] {
  if (!Array.isArray(row) || row.length === 0) {
    throw wrongAt(record, `frame ${frame} must be a list of numbers but is ${shown(row)}`);
  }
  const wrong = row.findIndex((x) => typeof x !== 'number' || !Number.isFinite(Math.fround(x)));
  if (wrong < 0) return row;
  throw wrongAt(
    record,
    `number ${wrong + 1} of frame ${frame} must be finite but is ${shown(row[wrong])}`,
  );
}

export interface CsvVectorsOptions extends CsvOptions {
  /** The column that names the sequence of a row. */
  id?: string;
  /** Columns of the vectors, in this order. Default: all but the id and those in `keep` and `omit`. */
  features?: readonly string[];
  /** Columns to hand on as text, such as a label. */
  keep?: readonly string[];
  /** Columns to pass over where they are there. */
  omit?: readonly string[];
}

export interface CsvVectorSequence extends VectorSequence {
  readonly id: string;
  /** The kept columns, each (T). */
  readonly kept: Readonly<Record<string, readonly string[]>>;
}

/** Throws 'data' naming file, line and column; also where a sequence goes on after another one. */
export async function* readCsvVectors(
  source: RecordSource,
  { id = 'id', features, keep = [], omit = [], ...options }: CsvVectorsOptions = {},
): AsyncGenerator<CsvVectorSequence, void, void> {
  const done = new Set<string>();
  let columns: readonly string[] = [];
  let rows: CsvRow[] = [];
  let current = '';
  for await (const row of readCsv(source, options)) {
    const name = textField(row, id, '--id-column');
    if (row.row === 1) {
      const others = new Set([id, ...keep, ...omit]);
      columns = features ?? [...row.columns.keys()].filter((column) => !others.has(column));
      if (columns.length === 0) {
        throw new UnrollError('data', `${row.name} has no columns of numbers beside ${shown(id)}`);
      }
    }
    if (rows.length > 0 && name !== current) {
      yield sequenceOf(rows, { id: current, columns, keep });
      done.add(current);
      rows = [];
    }
    if (done.has(name)) {
      throw wrongAt(
        row,
        `sequence ${shown(name)} goes on after another one; sort the rows by ${id}`,
      );
    }
    current = name;
    rows.push(row);
  }
  if (rows.length > 0) yield sequenceOf(rows, { id: current, columns, keep });
}

function sequenceOf(
  rows: readonly CsvRow[],
  { id, columns, keep }: { id: string; columns: readonly string[]; keep: readonly string[] },
): CsvVectorSequence {
  const width = columns.length;
  const frames = new Float32Array(rows.length * width);
  rows.forEach((row, t) => {
    columns.forEach((column, i) => {
      const value = numberField(row, column, '--features');
      frames[t * width + i] = value;
      if (!Number.isFinite(frames[t * width + i])) {
        throw wrongAt(
          row,
          `column ${shown(column)} is ${value}, too large for a number of 32 bits`,
        );
      }
    });
  });
  const kept = Object.fromEntries(
    keep.map((column) => [column, rows.map((row) => textField(row, column))]),
  );
  const [{ name, line }] = rows;
  return { name, line, id, frames, T: rows.length, width, kept };
}

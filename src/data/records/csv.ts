/**
 * Tables with a header line, CSV or TSV: rows with the line that each begins on. Quotes, and line ends
 * inside them, are those of RFC 4180; a file of tabs has no quotes unless told. Lines that are empty
 * are passed over.
 */
import { pipeline, Readable } from 'node:stream';
import { CsvError, type Options, parse } from 'csv-parse';
import { expected, UnrollError } from '../../util/errors.ts';
import { isMissing, parseNumber } from './numbers.ts';
import { listed, type Place, shown, wrongAt } from './place.ts';
import {
  extensionOf,
  type ReadRecordsOptions,
  type RecordSource,
  recordPieces,
  sourceName,
} from './source.ts';

export interface CsvOptions extends ReadRecordsOptions {
  /** Between fields, one character. Default: a tab for `.tsv` and `.tab`, else a comma. */
  delimiter?: string;
  /** Whether " quotes a field. Default: unless the delimiter is a tab. */
  quotes?: boolean;
}

export interface CsvRow extends Place {
  /** From 1, the header not counted. */
  readonly row: number;
  /** As many as there are columns. */
  readonly fields: readonly string[];
  /** Of the header: where each column is, in order. */
  readonly columns: ReadonlyMap<string, number>;
}

/** A quote that is never closed would take the rest of the file for one field. */
const longestRow = 1 << 26;

/** Throws 'data' naming file and line; what `readTextPieces` throws. */
export async function* readCsv(
  source: RecordSource,
  options: CsvOptions = {},
): AsyncGenerator<CsvRow, void, void> {
  const name = sourceName(source);
  let columns: ReadonlyMap<string, number> | undefined;
  let row = 0;
  for await (const { fields, line } of readFields(source, options)) {
    if (columns === undefined) columns = header(fields, { name, line });
    else if (fields.length !== columns.size) {
      throw wrongAt(
        { name, line },
        `expected ${columns.size} fields as in the header but found ${fields.length}; check its delimiters and quotes, or name the delimiter with --delimiter`,
      );
    } else yield { name, line, row: ++row, fields, columns };
  }
}

interface Fields {
  fields: string[];
  /** Where they begin. */
  line: number;
}

/** Records as csv-parse finds them, with our own count of lines (its own counts CR LF in quotes twice). */
async function* readFields(
  source: RecordSource,
  options: CsvOptions,
): AsyncGenerator<Fields, void, void> {
  const { delimiter = /^\.(tsv|tab)$/.test(extensionOf(source)) ? '\t' : ',' } = options;
  if (delimiter.length !== 1 || '"\r\n'.includes(delimiter)) {
    throw expected('the delimiter', 'one character, such as , ; or a tab', delimiter);
  }
  let lines = 0; // of the records before, without empty lines between them
  const settings: Options<Fields, string[]> = {
    delimiter,
    quote: (options.quotes ?? delimiter !== '\t') ? '"' : false,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: longestRow,
    on_record(fields, { empty_lines }) {
      const line = lines + empty_lines + 1;
      lines++;
      for (const field of fields) lines += field.split('\n').length - 1;
      return { fields, line };
    },
  };
  const parser = parse(settings as unknown as Options); // its types know no records of our own
  // A failure of either side ends both; it comes out of the loop below.
  pipeline(Readable.from(recordPieces(source, options)), parser, () => {});
  try {
    yield* parser as AsyncIterable<Fields>;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = lines + parser.info.empty_lines + 1;
    throw wrongAt({ name: sourceName(source), line }, brokenCsv(error), error);
  }
}

function brokenCsv(error: CsvError): string {
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quoted field of the row that begins here is never closed; a quote inside a field is written twice ("")';
    case 'INVALID_OPENING_QUOTE':
      return 'a quote stands inside a field that does not begin with one; quote the whole field and write the quote twice ("")';
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'text follows the quote that closes a field; a quote inside a field is written twice ("")';
    case 'CSV_MAX_RECORD_SIZE':
      return `the row is longer than ${longestRow} characters; a quote may not be closed`;
    default:
      return error.message;
  }
}

function header(fields: readonly string[], place: Place): ReadonlyMap<string, number> {
  const columns = new Map<string, number>();
  fields.forEach((column, at) => {
    if (columns.has(column)) {
      throw wrongAt(place, `the header names column ${JSON.stringify(column)} twice; rename one`);
    }
    columns.set(column, at);
  });
  return columns;
}

/**
 * The text of a column. `flag` is what the user changes if there is no such column. Throws 'data'
 * naming the file and the columns that exist.
 */
export function textField(
  { name, columns, fields }: CsvRow,
  column: string,
  flag?: string,
): string {
  const at = columns.get(column);
  if (at !== undefined) return fields[at];
  const remedy = flag === undefined ? '' : `; choose one with ${flag}`;
  throw new UnrollError(
    'data',
    `${name} has no column ${JSON.stringify(column)}: its columns are ${listed([...columns.keys()])}${remedy}`,
  );
}

/** The number of a column. Throws 'data' naming file, line, row and column for anything else. */
export function numberField(row: CsvRow, column: string, flag?: string): number {
  const text = textField(row, column, flag);
  const value = parseNumber(text);
  if (value === undefined) throw noNumber(row, column, text);
  return value;
}

/** As `numberField`, but NaN where the field says that there is no value (empty, NaN, NA …). */
export function numberOrGap(row: CsvRow, column: string, flag?: string): number {
  const text = textField(row, column, flag);
  return isMissing(text) ? Number.NaN : numberField(row, column, flag);
}

function noNumber(row: CsvRow, column: string, text: string): UnrollError {
  const found = text.trim() === '' ? 'it is empty' : `it is ${shown(text)}`;
  return wrongAt(
    row,
    `column ${JSON.stringify(column)} of row ${row.row} must be a finite number but ${found}; mend it or leave the row out`,
  );
}

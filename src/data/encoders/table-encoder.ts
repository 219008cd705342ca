/**
 * Rows of a table as vectors: numbers standardised by the training data, categories as one-hot vectors,
 * in the order of the columns. A category that is missing is one like the others.
 */
import { UnrollError } from '../../util/errors.ts';
import { type CsvRow, numberField, numberOrGap, textField } from '../records/csv.ts';
import { isMissing, parseNumber } from '../records/numbers.ts';
import { listed } from '../records/place.ts';
import { Categories, type CategoriesData } from './categories.ts';
import { brokenEncoder, storedObject } from './json.ts';
import { Standardiser, type StandardiserData } from './standardiser.ts';

export interface TableEncoderOptions {
  /** Columns that are features. Default: all of the table but those in `leaveOut`. */
  features?: readonly string[];
  /** What is no feature: the target, a name. */
  leaveOut?: readonly string[];
  /**
   * Columns of categories whose values may look like numbers. Others are categories if the first of
   * their fields that has a value is no number.
   */
  categories?: readonly string[];
  /** What a number that is missing counts as. Default: it is an error. */
  fill?: 'mean';
}

type ColumnData =
  | { name: string; kind: 'number'; scale: StandardiserData }
  | ({ name: string; kind: 'category' } & CategoriesData);

type Column =
  | { name: string; kind: 'number'; scale: Standardiser }
  | { name: string; kind: 'category'; values: Categories };

export interface TableEncoderData {
  columns: readonly ColumnData[];
  fill?: 'mean';
}

export class TableEncoder {
  private readonly columns: readonly Column[];
  /** Length of a row's vector. */
  readonly width: number;

  private readonly fill: 'mean' | undefined;

  private constructor(columns: readonly Column[], fill: 'mean' | undefined) {
    this.columns = columns;
    this.fill = fill;
    this.width = columns.reduce(
      (sum, column) => sum + (column.kind === 'number' ? 1 : column.values.width),
      0,
    );
  }

  /** Throws 'data' for no rows, no features, and what is no number among numbers (with line, row and column). */
  static fit(rows: readonly CsvRow[], options: TableEncoderOptions = {}): TableEncoder {
    const { features, leaveOut = [], categories = [], fill } = options;
    if (rows.length === 0) throw new UnrollError('data', 'the table has no rows to learn from');
    const [first] = rows;
    const all = [...first.columns.keys()];
    const names = features ?? all.filter((name) => !leaveOut.includes(name));
    if (names.length === 0) {
      throw new UnrollError(
        'data',
        `${first.name} has no columns to learn from beside ${listed(leaveOut)}`,
      );
    }
    for (const name of categories) textField(first, name, '--categories');
    return new TableEncoder(
      names.map((name): Column => {
        const texts = rows.map((row) => textField(row, name, '--features'));
        const value = texts.find((text) => !isMissing(text));
        if (
          categories.includes(name) ||
          (value !== undefined && parseNumber(value) === undefined)
        ) {
          return { name, kind: 'category', values: Categories.from(texts) };
        }
        if (value === undefined && fill !== undefined) {
          throw new UnrollError(
            'data',
            `column ${JSON.stringify(name)} of ${first.name} has no values to take a mean of: leave it out by naming the others with --features`,
          );
        }
        const read = fill === undefined ? numberField : numberOrGap;
        const numbers = Float64Array.from(rows, (row) => read(row, name));
        const there = fill === undefined ? numbers : numbers.filter((x) => !Number.isNaN(x));
        return { name, kind: 'number', scale: Standardiser.fit(there, 1) };
      }),
      fill,
    );
  }

  /** The columns and what each one is. */
  get kinds(): readonly { name: string; kind: 'number' | 'category' }[] {
    return this.columns.map(({ name, kind }) => ({ name, kind }));
  }

  /** For each number of a row's vector, the number of the column that it is from. */
  get groups(): readonly number[] {
    return this.columns.flatMap((column, n) =>
      new Array<number>(column.kind === 'number' ? 1 : column.values.width).fill(n),
    );
  }

  /** Writes a row's vector into [at, at + width). Throws as `numberField` and `textField` do. */
  write(row: CsvRow, into: Float32Array, at = 0): void {
    let place = at;
    const one = new Float64Array(1);
    for (const column of this.columns) {
      if (column.kind === 'category') {
        column.values.write(textField(row, column.name), into, place);
        place += column.values.width;
      } else {
        one[0] = (this.fill === undefined ? numberField : numberOrGap)(row, column.name);
        column.scale.apply(one);
        into[place++] = Number.isNaN(one[0]) ? 0 : one[0]; // 0: the mean
      }
    }
  }

  /** (rows, width) */
  encode(rows: readonly CsvRow[]): Float32Array<ArrayBuffer> {
    const into = new Float32Array(rows.length * this.width);
    rows.forEach((row, n) => {
      this.write(row, into, n * this.width);
    });
    return into;
  }

  toJSON(): TableEncoderData {
    return {
      columns: this.columns.map(
        (column): ColumnData =>
          column.kind === 'number'
            ? { name: column.name, kind: 'number', scale: column.scale.toJSON() }
            : { name: column.name, kind: 'category', ...column.values.toJSON() },
      ),
      ...(this.fill === undefined ? {} : { fill: this.fill }),
    };
  }

  /** Throws 'format'. */
  static fromJSON(json: unknown): TableEncoder {
    const what = 'table encoder';
    const { columns, fill } = storedObject(json, what);
    if (!Array.isArray(columns) || columns.length === 0) {
      throw brokenEncoder(what, '"columns" is not a list of columns');
    }
    if (fill !== undefined && fill !== 'mean') throw brokenEncoder(what, '"fill" is not "mean"');
    return new TableEncoder(
      columns.map((stored: unknown, n): Column => {
        const column = storedObject(stored, `column ${n + 1} of a table encoder`);
        const { name, kind } = column;
        if (typeof name !== 'string') throw brokenEncoder(what, `column ${n + 1} has no "name"`);
        if (kind === 'category') return { name, kind, values: Categories.fromJSON(column) };
        if (kind !== 'number') {
          throw brokenEncoder(what, `the "kind" of column ${n + 1} is not number or category`);
        }
        const scale = Standardiser.fromJSON(column.scale);
        if (scale.width !== 1)
          throw brokenEncoder(what, `column ${n + 1} has ${scale.width} scales`);
        return { name, kind, scale };
      }),
      fill,
    );
  }
}

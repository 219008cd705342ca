/** Records of `forecast`: whole series, one a file, one an id, or one a line of JSON. */
import { z } from 'zod';
import {
  type CsvRow,
  extensionOf,
  isMissing,
  listed,
  numberOrGap,
  type Place,
  parseNumber,
  type RecordSource,
  readCsv,
  readJsonObjects,
  shown,
  sourceName,
  textField,
  wrongAt,
} from '../../data/index.ts';
import { UnrollError } from '../../util/errors.ts';
import type { ReadOptions } from '../task.ts';
import { fillMethods, type RawSeries, withoutGaps } from './gaps.ts';

const positive = z.int().positive();

export const dataSchema = z.strictObject({
  /** Absent: the first column, if it does not hold numbers. */
  timeColumn: z.string().optional(),
  /** Which series a row belongs to; absent: a file is one series. */
  idColumn: z.string().optional(),
  /** Columns to forecast; absent: all that are neither time, id nor features. */
  targets: z.array(z.string()).min(1).optional(),
  /** Further columns to read. */
  features: z.array(z.string()).default([]),
  /** Steps that a forecast is made from. */
  window: positive.default(48),
  /** Steps ahead. */
  horizon: positive.default(12),
  /** Steps between the windows that are trained on. */
  stride: positive.default(1),
  /** Steps of a season, for the scale of MASE and for the seasonal naive forecast. */
  season: positive.default(1),
  /** Values are read, and forecast, relative to one of their window: for series whose level wanders. */
  relative: z.boolean().default(false),
  /** Of the linear forecast beside; 0: none; absent: the window, at most 48. */
  arOrder: z.int().min(0).optional(),
  fill: z.enum(fillMethods).default('none'),
  rowsAsSteps: z.boolean().default(false),
  delimiter: z.string().length(1).optional(),
});
export type ForecastData = z.infer<typeof dataSchema>;

export interface SeriesRecord {
  /** Where there are several. */
  id?: string;
  columns: string[];
  times?: string[];
  /** (T, F), step after step, without gaps. */
  values: number[];
  /** The first step to forecast in an evaluation; those before it are only read. */
  start: number;
  /** Where it begins, for errors. */
  place: Place;
}

export function stepsOf({ values, columns }: SeriesRecord): number {
  return values.length / columns.length;
}

/** Streams a file or text. Throws 'data', 'file' and 'encoding' naming file, row, column and flag. */
export async function* readRecords(
  source: RecordSource,
  data: ForecastData,
  { encoding, signal }: ReadOptions,
): AsyncGenerator<SeriesRecord> {
  if (extensionOf(source) === '.jsonl') {
    for await (const { name, line, value } of readJsonObjects(source, { encoding, signal })) {
      yield parseRecord(value, { name, line }, data);
    }
    return;
  }
  const { delimiter } = data;
  const done = new Set<string>();
  let layout: Layout | undefined;
  let current: RawSeries | undefined;
  let rows: RawSeries['rows'][number][] = [];
  for await (const row of readCsv(source, { delimiter, encoding, signal })) {
    layout ??= layoutOf(row, data);
    const id = layout.id === undefined ? undefined : textField(row, layout.id, '--id-column');
    if (current === undefined || id !== current.id) {
      if (current !== undefined) yield withoutGaps(current, data);
      if (done.has(id ?? '')) {
        throw wrongAt(
          row,
          `series ${shown(id)} goes on after another one; sort rows by --id-column`,
        );
      }
      done.add(id ?? '');
      rows = [];
      current = emptySeries(row, layout, { id, rows });
    }
    rows.push({ name: row.name, line: row.line, row: row.row });
    if (layout.time !== undefined) {
      current.times?.push(textField(row, layout.time, '--time-column'));
    }
    for (const column of layout.columns) {
      current.values.push(numberOrGap(row, column, '--targets and --features'));
    }
  }
  if (current === undefined) {
    throw new UnrollError('data', `${sourceName(source)} has no rows after its head line`);
  }
  yield withoutGaps(current, data);
}

interface Layout {
  time?: string;
  id?: string;
  columns: string[];
}

/** Throws 'data' naming a column that is not there. */
function layoutOf(row: CsvRow, data: ForecastData): Layout {
  const { idColumn: id, timeColumn, targets, features } = data;
  const [first] = [...row.columns.keys()].filter((column) => column !== id);
  const asked = [...(targets ?? []), ...features];
  const text = first === undefined ? '' : textField(row, first);
  // An empty field is a value that is missing rather than a time.
  const holdsTimes = !isMissing(text) && parseNumber(text) === undefined;
  const time = timeColumn ?? (holdsTimes && !asked.includes(first) ? first : undefined);
  if (time !== undefined) textField(row, time, '--time-column');
  if (id !== undefined) textField(row, id, '--id-column');
  for (const column of asked) {
    textField(row, column, targets?.includes(column) ? '--targets' : '--features');
  }
  const others = [...row.columns.keys()].filter((c) => c !== id && c !== time);
  return { time, id, columns: columnsOf(others, data, row) };
}

/** Targets first, then what is only read. */
function columnsOf(
  others: readonly string[],
  { targets, features }: ForecastData,
  { name }: Place,
): string[] {
  const forecast = targets ?? others.filter((column) => !features.includes(column));
  const columns = [...forecast, ...features];
  const twice = columns.find((column, c) => columns.indexOf(column) !== c);
  if (twice !== undefined) {
    throw new UnrollError(
      'usage',
      `column ${shown(twice)} is named twice by --targets and --features: a target is read anyway`,
    );
  }
  if (forecast.length > 0) return columns;
  throw new UnrollError('data', `${name} has no column of numbers to forecast`);
}

function emptySeries(
  { name, line }: Place,
  { time, columns }: Layout,
  { id, rows }: Pick<RawSeries, 'id' | 'rows'>,
): RawSeries {
  return {
    ...(id === undefined ? {} : { id }),
    columns,
    ...(time === undefined ? {} : { times: [] }),
    values: [],
    start: 0,
    place: { name, line },
    rows,
  };
}

/** From memory: an object that has a list of numbers (null: missing) for each column, and one of times. */
export function parseRecord(input: unknown, place: Place, data: ForecastData): SeriesRecord {
  const { timeColumn = 'time', idColumn = 'id' } = data;
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw wrongAt(
      place,
      `expected a series, {"${timeColumn}": ["2020-01", …], "${data.targets?.[0] ?? 'sales'}": [1.5, …]}, but received ${shown(input)}`,
    );
  }
  const fields = input as Readonly<Record<string, unknown>>;
  const others = Object.keys(fields).filter((name) => name !== timeColumn && name !== idColumn);
  const columns = columnsOf(others, data, place);
  const lists = columns.map((column) => {
    const list = fields[column];
    if (!Object.hasOwn(fields, column)) {
      throw wrongAt(
        place,
        `there is no list ${shown(column)}: the object has ${listed(Object.keys(fields))}`,
      );
    }
    if (!Array.isArray(list) && !ArrayBuffer.isView(list)) {
      throw wrongAt(place, `${shown(column)} must be a list of numbers but is ${shown(list)}`);
    }
    return Array.from(list as ArrayLike<unknown>, (value, t) => numberAt(value, t, column, place));
  });
  const T = lists[0].length;
  const times = fields[timeColumn];
  const ragged = columns.findIndex((_, c) => lists[c].length !== T);
  if (ragged >= 0) {
    throw wrongAt(
      place,
      `${shown(columns[ragged])} has ${lists[ragged].length} values and ${shown(columns[0])} has ${T}; all need as many`,
    );
  }
  if (times !== undefined && (!Array.isArray(times) || times.length !== T)) {
    throw wrongAt(place, `${shown(timeColumn)} must be a list of ${T} times, one a value`);
  }
  const id = fields[idColumn];
  return withoutGaps(
    {
      ...(id === undefined ? {} : { id: String(id) }),
      columns,
      ...(times === undefined ? {} : { times: times.map(String) }),
      values: Array.from({ length: T }, (_, t) => lists.map((list) => list[t])).flat(),
      start: 0,
      place,
      rows: Array.from({ length: T }, (_, t) => ({ ...place, row: t + 1 })),
    },
    data,
  );
}

function numberAt(value: unknown, t: number, column: string, place: Place): number {
  if (value === null || value === undefined || Number.isNaN(value)) return Number.NaN;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw wrongAt(
    place,
    `value ${t + 1} of ${shown(column)} must be a finite number but is ${shown(value)}`,
  );
}

/** What a series lacks: values in its rows, or rows between its times. An error, or filled as asked for. */
import { type Place, shown, wrongAt } from '../../data/index.ts';
import { calendarOf } from './calendar.ts';
import type { SeriesRecord } from './records.ts';

export const fillMethods = ['none', 'previous', 'linear', 'mean'] as const;
export type FillMethod = (typeof fillMethods)[number];

/** A series as it was read: NaN where a value is missing. */
export interface RawSeries extends SeriesRecord {
  /** Where each row stands, and which one it is. */
  rows: readonly (Place & { row: number })[];
}

export interface GapOptions {
  fill: FillMethod;
  /** Whatever the times say, a row is a step. */
  rowsAsSteps: boolean;
}

const remedy = 'fill it with --fill previous, --fill linear or --fill mean, or mend it in the file';

/** Throws 'data' naming row and column. */
export function withoutGaps(raw: RawSeries, options: GapOptions): SeriesRecord {
  const { rows: _, ...series } = options.rowsAsSteps ? raw : evenSteps(raw, options.fill);
  const { columns, values } = series;
  const F = columns.length;
  const filled = values.slice();
  for (let f = 0; f < F; f++) {
    const column = Float64Array.from({ length: values.length / F }, (_, t) => values[t * F + f]);
    const gap = column.findIndex(Number.isNaN);
    if (gap < 0) continue;
    const where = whereOf(raw, series, gap);
    if (options.fill === 'none') {
      throw wrongAt(
        where,
        `column ${shown(columns[f])} of row ${where.row} has no value; ${remedy}`,
      );
    }
    const found = fillColumn(column, options.fill);
    if (found.some(Number.isNaN)) {
      const why =
        found.every(Number.isNaN) && options.fill !== 'previous'
          ? 'has no value in any row; leave it out with --targets'
          : `has no value in row ${where.row} and none before it to repeat; use --fill linear, or leave its first rows out`;
      throw wrongAt(where, `column ${shown(columns[f])} ${why}`);
    }
    found.forEach((value, t) => {
      filled[t * F + f] = value;
    });
  }
  return { ...series, values: filled };
}

/** The row that step t was read from, or the one after a row that was not there. */
function whereOf(raw: RawSeries, series: SeriesRecord, t: number): Place & { row: number } {
  const at = series.times === undefined ? t : (raw.times ?? []).indexOf(series.times[t]);
  return raw.rows[at < 0 ? Math.min(t, raw.rows.length - 1) : at];
}

/** Rows of no values where times say that steps are missing. */
function evenSteps(raw: RawSeries, fill: FillMethod): RawSeries {
  const { times, columns, values, rows } = raw;
  const calendar = times === undefined ? undefined : calendarOf(times);
  if (times === undefined || calendar === undefined) return raw;
  const F = columns.length;
  const { points, step, format } = calendar;
  const even: RawSeries = { ...raw, times: [], values: [] };
  const newTimes: string[] = [];
  const newValues: number[] = [];
  points.forEach((point, t) => {
    const before = t === 0 ? point - step : points[t - 1];
    const steps = Math.round((point - before) / step);
    const place = rows[t];
    if (!(point > before)) {
      throw wrongAt(
        place,
        `the time ${shown(times[t])} of row ${place.row} is not after ${shown(times[t - 1])} of the row before; sort the rows by time, or tell series apart with --id-column`,
      );
    }
    if (Math.abs((point - before) / step - steps) > 1e-6 * steps || steps === 0) {
      throw wrongAt(
        place,
        `the time ${shown(times[t])} of row ${place.row} is no whole number of steps after ${shown(times[t - 1])}; give even times, or --rows-as-steps to take rows for steps whatever their times`,
      );
    }
    if (steps > 1 && fill === 'none') {
      throw wrongAt(
        place,
        `${steps - 1} step${steps > 2 ? 's are' : ' is'} missing before row ${place.row}, between the times ${shown(times[t - 1])} and ${shown(times[t])}; fill with --fill previous, --fill linear or --fill mean, or give --rows-as-steps to take rows for steps whatever their times`,
      );
    }
    for (let k = 1; k < steps; k++) {
      newTimes.push(format(before + k * step));
      for (let f = 0; f < F; f++) newValues.push(Number.NaN);
    }
    newTimes.push(times[t]);
    for (let f = 0; f < F; f++) newValues.push(values[t * F + f]);
  });
  return { ...even, times: newTimes, values: newValues };
}

/** NaN stays where the method has nothing to fill with. */
function fillColumn(column: Float64Array, fill: FillMethod): Float64Array {
  const known = Array.from(column.keys()).filter((t) => !Number.isNaN(column[t]));
  const mean = known.reduce((sum, t) => sum + column[t], 0) / known.length;
  let next = 0; // in `known`, the first at or after t
  return column.map((value, t) => {
    while (next < known.length && known[next] < t) next++;
    if (!Number.isNaN(value)) return value;
    if (fill === 'mean') return mean;
    const before = known[next - 1];
    if (fill === 'previous') return column[before] ?? Number.NaN;
    const after = known[next] ?? before;
    const from = before ?? after;
    if (from === after) return column[from] ?? Number.NaN;
    return column[from] + ((t - from) / (after - from)) * (column[after] - column[from]);
  });
}

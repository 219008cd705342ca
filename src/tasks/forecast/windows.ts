/** A series in parts: training before validation, windows to learn from, origins to forecast from. */
import { placeOf, wrongAt } from '../../data/index.ts';
import { UnrollError } from '../../util/errors.ts';
import { type ForecastData, type SeriesRecord, stepsOf } from './records.ts';

type Shape = Pick<ForecastData, 'window' | 'horizon'>;

/** A place in a series: everything before step `at` is known. */
export interface Origin<S = unknown> {
  series: S;
  at: number;
}

/**
 * The last part of every series, its steps counted, is for validation; the window before it comes along
 * to be read. Throws 'data' where that leaves too few steps.
 */
export function divideSeries(
  records: readonly SeriesRecord[],
  part: number,
  { window, horizon }: Shape,
): { train: SeriesRecord[]; rest: SeriesRecord[] } {
  const train: SeriesRecord[] = [];
  const rest: SeriesRecord[] = [];
  for (const record of records) {
    const T = stepsOf(record);
    const count = Math.ceil(T * part);
    const border = T - count;
    train.push(steps(record, 0, border));
    if (count === 0) continue;
    if (count < horizon) {
      throw wrongAt(
        record.place,
        `the last ${count} of ${T} steps are for validation and the horizon is ${horizon}: give a larger --val, --val 0, or a shorter --horizon`,
      );
    }
    const from = Math.max(0, border - window);
    rest.push({ ...steps(record, from, T), start: border - from });
  }
  return { train, rest };
}

function steps(record: SeriesRecord, from: number, to: number): SeriesRecord {
  const F = record.columns.length;
  const { times } = record;
  return {
    ...record,
    ...(times === undefined ? {} : { times: times.slice(from, to) }),
    values: record.values.slice(from * F, to * F),
  };
}

/** Where the windows end that are trained on: each has a whole horizon after it. */
export function trainingOrigins(
  record: SeriesRecord,
  { window, horizon, stride }: Shape & { stride: number },
): number[] {
  const T = stepsOf(record);
  const origins: number[] = [];
  for (let at = window; at + horizon <= T; at += stride) origins.push(at);
  if (origins.length > 0) return origins;
  throw wrongAt(record.place, tooShort(T, { window, horizon }));
}

export interface OriginOptions extends Shape {
  /** Steps between origins; absent: the horizon, or fewer where that gives fewer than 100 in all. */
  stride?: number;
  /** At most this many of each series, the last ones. */
  origins?: number;
}

const ENOUGH = 100;

/** The rolling origins of a backtest, in order. Throws 'data' where there is none. */
export function rollingOrigins<S extends { record: SeriesRecord }>(
  all: readonly S[],
  { window, horizon, stride: given, origins: most }: OriginOptions,
): Origin<S>[] {
  const spans = all.map(({ record }) => {
    const first = Math.max(record.start, window);
    return { first, count: Math.max(0, stepsOf(record) - horizon - first + 1) };
  });
  const total = spans.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) {
    const [{ record }] = all;
    const told = tooShort(stepsOf(record), { window, horizon });
    throw new UnrollError('data', `${placeOf(record.place)}: ${told}`);
  }
  const stride = given ?? Math.min(horizon, Math.max(1, Math.floor(total / ENOUGH)));
  return all.flatMap((series, s) => {
    const { first, count } = spans[s];
    const fitting = Math.ceil(count / stride);
    const kept = Math.min(fitting, most ?? fitting);
    // The last one has its horizon at the end of the series.
    const last = first + count - 1;
    return Array.from({ length: kept }, (_, n) => ({ series, at: last - (kept - 1 - n) * stride }));
  });
}

function tooShort(T: number, { window, horizon }: Shape): string {
  return `the series has ${T} steps, and a window of ${window} with a horizon of ${horizon} needs ${window + horizon}: give more data or a shorter --window or --horizon`;
}

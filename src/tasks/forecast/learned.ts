/** What is learned from the training series beside the weights: columns, scales, a linear forecast. */
import { AutoRegression, type AutoRegressionData } from '../../baselines/index.ts';
import { Standardiser, wrongAt } from '../../data/index.ts';
import { seasonalNaiveError } from '../../metrics/index.ts';
import { UnrollError } from '../../util/errors.ts';
import type { Encodings } from '../task.ts';
import { type ForecastData, type SeriesRecord, stepsOf } from './records.ts';
import { trainingOrigins } from './windows.ts';

export interface Learned {
  /** Targets first, then what is only read. */
  columns: readonly string[];
  /** C, how many of the columns are forecast. */
  targets: number;
  scale: Standardiser;
  /** By target, the scale of MASE; null where the series repeats itself exactly. */
  naive: readonly (number | null)[];
  autoregression: AutoRegression | null;
}

/** Steps back that the linear forecast reads where the user does not say. */
const MOST_LAGS = 48;

/** Throws 'data' where the series are too short or differ in their columns. */
export function learn(records: readonly SeriesRecord[], data: ForecastData): Encodings {
  const [{ columns }] = records;
  const F = columns.length;
  for (const record of records) {
    if (record.columns.join('\n') !== columns.join('\n')) {
      throw wrongAt(
        record.place,
        `the columns are ${record.columns.join(', ')} and those of the series before are ${columns.join(', ')}; choose the same with --targets and --features`,
      );
    }
    trainingOrigins(record, data);
  }
  const targets = F - data.features.length;
  const order = data.arOrder ?? Math.min(data.window, MOST_LAGS);
  return {
    columns,
    targets,
    scale: Standardiser.fit(
      records.map(({ values }) => Float64Array.from(values)),
      F,
    ),
    naive: Array.from({ length: targets }, (_, c) => naiveScale(records, c, data.season)),
    autoregression:
      order === 0 ? null : AutoRegression.fitAll(records.map(rowsOf), { order }).toJSON(),
  };
}

function rowsOf({ values, columns: { length: F } }: SeriesRecord): Float64Array[] {
  const all = Float64Array.from(values);
  return Array.from({ length: all.length / F }, (_, t) => all.subarray(t * F, (t + 1) * F));
}

/** The mean absolute error of the seasonal naive forecast within the training series. */
function naiveScale(records: readonly SeriesRecord[], c: number, season: number): number | null {
  let sum = 0;
  let pairs = 0;
  for (const record of records) {
    const T = stepsOf(record);
    const F = record.columns.length;
    const column = Float64Array.from({ length: T }, (_, t) => record.values[t * F + c]);
    if (T <= season) {
      throw wrongAt(
        record.place,
        `errors are scaled by a season of ${season} steps and the series has ${T} to train on: give a shorter --season`,
      );
    }
    const repeats = column.every((value, t) => t < season || value === column[t - season]);
    if (!repeats) sum += (T - season) * seasonalNaiveError(column, season);
    pairs += T - season;
  }
  return sum === 0 ? null : sum / pairs;
}

/** Throws 'format'. */
export function readLearned(encodings: Encodings): Learned {
  const { columns, targets, scale, naive, autoregression } = encodings;
  const broken = (what: string) =>
    new UnrollError('format', `the vocabulary of the forecaster is broken: ${what}`);
  if (!Array.isArray(columns) || !columns.every((name) => typeof name === 'string')) {
    throw broken('"columns" must be names');
  }
  const C = Number(targets);
  if (!Number.isInteger(C) || C < 1 || C > columns.length) throw broken('"targets" is no count');
  if (!Array.isArray(naive) || naive.length !== C) throw broken('"naive" is no scale by target');
  const standard = Standardiser.fromJSON(scale);
  if (standard.width !== columns.length) throw broken('"scale" has not as many columns');
  return {
    columns,
    targets: C,
    scale: standard,
    naive,
    autoregression: autoregression
      ? AutoRegression.fromJSON(autoregression as AutoRegressionData)
      : null,
  };
}

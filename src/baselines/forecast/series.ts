/** What all forecasts read and give. */
import { expected, UnrollError } from '../../util/errors.ts';
import type { Baseline } from '../baseline.ts';

/** (T, V): row t holds the values of all variables at step t, the oldest first. */
export type Series = readonly ArrayLike<number>[];

export interface Forecaster extends Baseline {
  /** Steps before the forecast that it reads. */
  readonly historyLength: number;
  /** (horizon, V) after the last row of `history`. Error 'data' for a history that is too short. */
  forecast(history: Series, horizon: number): number[][];
}

/** One variable as a series. */
export function seriesOf(values: ArrayLike<number>): number[][] {
  return Array.from(values, (value) => [value]);
}

/** Error 'usage' or 'data' unless the last rows can be read and the horizon be forecast. */
export function checkHistory(history: Series, length: number, horizon: number): void {
  expectCount('horizon', horizon);
  if (history.length < length) {
    throw new UnrollError(
      'data',
      `the forecast reads the last ${length} steps, and the history has ${history.length}`,
    );
  }
  checkRows(history, history.length - length);
}

/** Error 'data' or 'shape' for rows from `first` on with a gap or of unequal length. */
export function checkRows(series: Series, first = 0): void {
  const columns = series[first]?.length ?? 0;
  for (let t = first; t < series.length; t++) {
    if (series[t].length !== columns) {
      throw new UnrollError(
        'shape',
        `row ${t} has ${series[t].length} values and those before it have ${columns}`,
      );
    }
    for (let v = 0; v < columns; v++) {
      if (!Number.isFinite(series[t][v])) {
        throw new UnrollError(
          'data',
          `expected numbers but received ${series[t][v]} in row ${t}, column ${v}; fill gaps first`,
        );
      }
    }
  }
}

export function expectCount(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) throw expected(name, 'a positive integer', value);
}

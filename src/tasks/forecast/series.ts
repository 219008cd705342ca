/** A series as a forecaster reads it: its columns in the order of training, and on a common scale. */
import { listed, shown, wrongAt } from '../../data/index.ts';
import { UnrollError } from '../../util/errors.ts';
import type { Learned } from './learned.ts';
import { type SeriesRecord, stepsOf } from './records.ts';

export interface ModelSeries {
  record: SeriesRecord;
  T: number;
  F: number;
  /** (T, F), targets first, in the units of the data. */
  raw: Float64Array;
  /** (T, F), standardised. */
  scaled: Float32Array;
}

/** Throws 'data' naming a column that training had and the series lacks. */
export function modelSeries(record: SeriesRecord, { columns, scale }: Learned): ModelSeries {
  const F = columns.length;
  const T = stepsOf(record);
  const width = record.columns.length;
  const from = columns.map((column) => {
    const at = record.columns.indexOf(column);
    if (at >= 0) return at;
    throw wrongAt(
      record.place,
      `there is no column ${shown(column)}, which the model reads; the columns are ${listed(record.columns)}`,
    );
  });
  const raw = Float64Array.from(
    { length: T * F },
    (_, n) => record.values[Math.floor(n / F) * width + from[n % F]],
  );
  const standard = raw.slice();
  scale.apply(standard);
  const scaled = Float32Array.from(standard);
  const wrong = scaled.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw new UnrollError(
      'data',
      `${record.place.name}: column ${shown(columns[wrong % F])} has the value ${raw[wrong]}, too large beside those of training`,
    );
  }
  return { record, T, F, raw, scaled };
}

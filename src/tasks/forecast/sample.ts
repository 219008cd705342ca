/** The built-in sample of `forecast`: a day and a week, with noise, hour by hour. */
import { generateSeasons } from '../../data/generators/seasons.ts';
import type { Samples } from '../task.ts';
import type { ForecastData, SeriesRecord } from './records.ts';
import { divideSeries } from './windows.ts';

const HOURS = 2400;
const VALIDATION = 0.2;

export function seasons(data: ForecastData, seed: number): Samples<SeriesRecord> {
  const { names, times, values } = generateSeasons({ seed, length: HOURS });
  const record: SeriesRecord = {
    columns: [...names],
    times: [...times],
    values: Array.from(values),
    start: 0,
    place: { name: 'the sample', line: 2 },
  };
  const { train, rest } = divideSeries([record], VALIDATION, data);
  return { train, validation: rest };
}

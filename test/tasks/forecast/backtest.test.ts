/** Expected values are worked out by hand, or by a loop in the test. */
import { describe, expect, it } from 'vitest';
import { LastValue, SeasonalNaive } from '../../../src/baselines/index.ts';
import { Standardiser } from '../../../src/data/index.ts';
import { baselineForecasts, measure } from '../../../src/tasks/forecast/backtest.ts';
import type { Learned } from '../../../src/tasks/forecast/learned.ts';
import type { SeriesRecord } from '../../../src/tasks/forecast/records.ts';
import { modelSeries } from '../../../src/tasks/forecast/series.ts';
import {
  divideSeries,
  rollingOrigins,
  trainingOrigins,
} from '../../../src/tasks/forecast/windows.ts';

function record(values: number[], columns = ['x'], start = 0): SeriesRecord {
  return { columns, values, start, place: { name: 'a.csv', line: 2 } };
}
const count = (n: number) => Array.from({ length: n }, (_, t) => t);

describe('a series is divided by time', () => {
  it('the last part is for validation, with the window before it to read', () => {
    const { train, rest } = divideSeries([record(count(20))], 0.25, { window: 4, horizon: 2 });
    expect(train[0].values).toEqual(count(15));
    expect(rest[0].values).toEqual(count(20).slice(11));
    expect(rest[0].start).toBe(4);
  });

  it('nothing is shared by what is trained on and what is validated on', () => {
    const { train, rest } = divideSeries([record(count(20))], 0.25, { window: 4, horizon: 2 });
    const trained = trainingOrigins(train[0], { window: 4, horizon: 2, stride: 1 });
    expect(trained).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    const [first] = rollingOrigins([{ record: rest[0] }], { window: 4, horizon: 2 });
    expect(rest[0].values[first.at]).toBe(15);
  });

  it('refuses a part shorter than the horizon, and a series shorter than one window', () => {
    expect(() => divideSeries([record(count(20))], 0.1, { window: 4, horizon: 3 })).toThrow(
      /a\.csv, line 2: the last 2 of 20 steps are for validation and the horizon is 3: give a larger --val/,
    );
    expect(() => trainingOrigins(record(count(5)), { window: 4, horizon: 2, stride: 1 })).toThrow(
      /the series has 5 steps, and a window of 4 with a horizon of 2 needs 6: .*--window or --horizon/,
    );
  });
});

describe('origins roll to the end', () => {
  const series = [{ record: record(count(20), ['x'], 10) }];
  const at = (options: object) =>
    rollingOrigins(series, { window: 4, horizon: 3, ...options }).map((origin) => origin.at);

  it('every one, or by a stride, or the last ones', () => {
    expect(at({ stride: 1 })).toEqual([10, 11, 12, 13, 14, 15, 16, 17]);
    expect(at({ stride: 3 })).toEqual([11, 14, 17]);
    expect(at({ stride: 3, origins: 2 })).toEqual([14, 17]);
  });

  it('closer than a horizon where there are few', () => {
    expect(at({})).toHaveLength(8);
    const long = [{ record: record(count(1000)) }];
    expect(rollingOrigins(long, { window: 4, horizon: 3 })).toHaveLength(332);
  });
});

describe('errors from rolling origins', () => {
  const values = [0, 100, 1, 104, 4, 100, 9, 108, 16, 100, 25, 116, 36, 100];
  const learned: Learned = {
    columns: ['x', 'y'],
    targets: 2,
    scale: Standardiser.fromJSON({ mean: [5, 100], sd: [2, 4] }),
    naive: [2, null],
    autoregression: null,
  };
  const series = modelSeries(record(values, ['x', 'y']), learned);
  const origins = rollingOrigins([series], { window: 2, horizon: 2, stride: 1 });
  const options = { learned, horizon: 2 };

  it('are those of a loop over origins, steps and targets', () => {
    const made = baselineForecasts(new LastValue(), origins, options);
    const figures = measure(origins, made, options);
    const squares: number[][] = [[], []];
    const sizes: number[][] = [[], []];
    const ahead: number[][] = [[], []];
    for (let at = 2; at + 2 <= 7; at++) {
      for (let h = 0; h < 2; h++) {
        for (let c = 0; c < 2; c++) {
          const error = values[(at + h) * 2 + c] - values[(at - 1) * 2 + c];
          squares[c].push(error ** 2);
          sizes[c].push(Math.abs(error));
          ahead[h].push(error ** 2);
        }
      }
    }
    const mean = (all: number[]) => all.reduce((a, b) => a + b, 0) / all.length;
    expect(figures.mse).toBeCloseTo((mean(squares[0]) + mean(squares[1])) / 2, 10);
    expect(figures.mae).toBeCloseTo((mean(sizes[0]) + mean(sizes[1])) / 2, 10);
    expect(figures.scaled_mse).toBeCloseTo((mean(squares[0]) / 4 + mean(squares[1]) / 16) / 2, 10);
    expect(figures.mase).toBeCloseTo(mean(sizes[0]) / 2, 10);
    expect(figures.steps.map(({ mse }) => mse)).toEqual(
      ahead.map((all) => expect.closeTo(mean(all), 10)),
    );
    expect(figures.targets[1]).not.toHaveProperty('mase');
  });

  it('a baseline reads as far back as it wants', () => {
    const far = rollingOrigins([series], { window: 4, horizon: 2, stride: 1 });
    const made = baselineForecasts(new SeasonalNaive(4), far, options);
    expect(Array.from(made.values.subarray(0, 4))).toEqual([0, 100, 1, 104]);
  });

  it('quantiles are scored by pinball loss and by what lies below and between', () => {
    const { values: truth } = baselineForecasts(new LastValue(), origins, options);
    const low = truth.map(() => -1);
    const high = truth.map(() => 110);
    const probabilities = [0.9, 0.1];
    const figures = measure(
      origins,
      { values: truth, quantiles: [high, low] },
      { ...options, probabilities },
    );
    const { spread } = figures;
    // Of the 16 values only 116 is above 110; it is the truth of two origins, one a step ahead and one two.
    expect(spread?.coverage).toBe(14 / 16);
    expect(spread?.quantiles.map(({ below }) => below)).toEqual([14 / 16, 0]);
    const later = [4, 100, 9, 108, 9, 108, 16, 100, 16, 100, 25, 116, 25, 116, 36, 100];
    const pinball = later.reduce((sum, y) => sum + 0.1 * (y + 1), 0) / 16;
    expect(spread?.quantiles[1].pinball).toBeCloseTo(pinball, 10);
  });
});

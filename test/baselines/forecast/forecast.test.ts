/** Expected values: numpy's least squares (see autoregression.json), closed forms, and by hand. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  AutoRegression,
  type AutoRegressionOptions,
} from '../../../src/baselines/forecast/autoregression.ts';
import { choleskyInPlace, solveCholeskyInPlace } from '../../../src/baselines/forecast/cholesky.ts';
import { LastValue, SeasonalNaive } from '../../../src/baselines/forecast/naive.ts';
import { NormalEquations } from '../../../src/baselines/forecast/ridge.ts';
import { seriesOf } from '../../../src/baselines/forecast/series.ts';
import { source } from '../../support/numbers.ts';

interface Case extends AutoRegressionOptions {
  series: number[][];
  steps: number;
  forecast: number[][];
}

const { cases } = JSON.parse(
  readFileSync(new URL('../../fixtures/autoregression.json', import.meta.url), 'utf8'),
) as { cases: Case[] };

describe('naive forecasts', () => {
  it('repeat the last value', () => {
    const forecast = new LastValue().forecast(
      [
        [1, 2],
        [3, 4],
      ],
      3,
    );
    expect(forecast).toEqual([
      [3, 4],
      [3, 4],
      [3, 4],
    ]);
  });

  it('repeat the last season', () => {
    const forecast = new SeasonalNaive(3).forecast(seriesOf([9, 1, 2, 3]), 5);
    expect(forecast).toEqual(seriesOf([1, 2, 3, 1, 2]));
    const copy = SeasonalNaive.fromJSON(JSON.parse(JSON.stringify(new SeasonalNaive(3))));
    expect(copy.period).toBe(3);
  });

  it('refuse what they cannot read', () => {
    expect(() => new SeasonalNaive(0)).toThrow('period');
    expect(() => new SeasonalNaive(3).forecast(seriesOf([1, 2]), 1)).toThrow(
      'reads the last 3 steps, and the history has 2',
    );
    expect(() => new LastValue().forecast(seriesOf([1, Number.NaN]), 1)).toThrow(
      'received NaN in row 1, column 0',
    );
    expect(() => new LastValue().forecast(seriesOf([1]), 0)).toThrow('horizon');
    expect(() => new SeasonalNaive(2).forecast([[1, 2], [3]], 1)).toThrow('row 1 has 1 values');
  });
});

describe('Cholesky', () => {
  it('solves A·x = b for positive definite A', () => {
    const n = 8;
    const m = source(3).values(n * n);
    const a = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        for (let k = 0; k < n; k++) a[i * n + j] += m[i * n + k] * m[j * n + k];
      }
      a[i * n + i] += 0.1;
    }
    const x = source(4).values(n);
    const b = Float64Array.from({ length: n }, (_, i) =>
      x.reduce((sum, value, j) => sum + a[i * n + j] * value, 0),
    );
    expect(choleskyInPlace(a, n)).toBe(true);
    solveCholeskyInPlace(a, n, b);
    for (let i = 0; i < n; i++) expect(b[i]).toBeCloseTo(x[i], 11);
  });

  it('says what is not positive definite', () => {
    expect(choleskyInPlace(Float64Array.of(1, 0, 2, 1), 2)).toBe(false);
    expect(choleskyInPlace(Float64Array.of(1, 0, 1, 1), 2)).toBe(false);
  });
});

describe('ridge regression', () => {
  it('is the least-squares line, shrunk by the penalty alone', () => {
    const x = [1, 2, 3, 4];
    const y = [2, 1, 4, 3];
    const equations = new NormalEquations({ inputs: 1, outputs: 1 });
    for (const [n, value] of x.entries()) equations.add([value], [y[n]]);
    // covariance 0.75, variance 1.25, both means 2.5
    const [slope, intercept] = equations.solve(0);
    expect(slope).toBeCloseTo(0.6, 12);
    expect(intercept).toBeCloseTo(1, 12);
    const [shrunk, through] = equations.solve(1.25);
    expect(shrunk).toBeCloseTo(0.3, 12);
    expect(through).toBeCloseTo(2.5 - 0.3 * 2.5, 12);
  });

  it('says when the data do not determine it', () => {
    const equations = new NormalEquations({ inputs: 2, outputs: 1 });
    expect(() => equations.solve(1)).toThrow('0 examples do not determine 3 weights');
    equations.add([1, 2], [3]);
    expect(() => equations.solve(0)).toThrow('1 examples do not determine 3 weights');
    expect(equations.solve(0.5)).toHaveLength(3);
    expect(() => equations.solve(-1)).toThrow('ridge');
  });
});

describe('autoregression', () => {
  it.each(cases)("is numpy's: order $order, ridge $ridge, $method", (wanted) => {
    const { series, forecast, steps, ...options } = wanted;
    const model = AutoRegression.fit(series, { ...options, horizon: steps });
    const found = model.forecast(series, steps);
    expect(found).toHaveLength(steps);
    for (const [h, row] of forecast.entries()) {
      for (const [v, value] of row.entries()) expect(found[h][v]).toBeCloseTo(value, 9);
    }
    const copy = AutoRegression.fromJSON(JSON.parse(JSON.stringify(model)));
    expect(copy.forecast(series, steps)).toEqual(found);
    expect([copy.name, copy.parameterCount]).toEqual([model.name, model.parameterCount]);
  });

  it.each([
    // y_t = 2·cos(ω)·y_{t−1} − y_{t−2}
    ['a sine', 2, (t: number) => 3 + 5 * Math.sin(0.7 * t)],
    // y_t = y_{t−1} − 0.25
    ['a line', 1, (t: number) => 4 - 0.25 * t],
  ])('goes on exactly with %s', (_, order, f) => {
    const series = seriesOf(Array.from({ length: 40 }, (_, t) => f(t)));
    const model = AutoRegression.fit(series, { order, ridge: 0 });
    for (const [h, [value]] of model.forecast(series, 10).entries()) {
      expect(value).toBeCloseTo(f(40 + h), 6);
    }
  });

  it('reads the other variable where that one leads', () => {
    const lead = source(2).values(200);
    const series = lead.map((value, t) => [value, t === 0 ? 0 : 3 * lead[t - 1] + 1]);
    const model = AutoRegression.fit(series, { order: 1, ridge: 0 });
    expect(model.forecast(series, 1)[0][1]).toBeCloseTo(3 * lead[199] + 1, 10);
    expect(model.name).toBe('VAR(1)');
  });

  it('forecasts a variable that never changes', () => {
    const series = source(6)
      .values(30)
      .map((value) => [value, 7]);
    const model = AutoRegression.fit(series, { order: 2, method: 'direct', horizon: 3 });
    for (const [, constant] of model.forecast(series, 3)) expect(constant).toBeCloseTo(7, 12);
    expect(model.name).toBe('VAR(2), direct');
  });

  it('refuses what it cannot do', () => {
    const series = seriesOf([1, 3, 2, 5, 4, 6]);
    expect(() => AutoRegression.fit(series, { order: 6 })).toThrow('needs a series of 7 steps');
    expect(() => AutoRegression.fit(series, { order: 0 })).toThrow('order');
    const direct = AutoRegression.fit(series, { order: 1, method: 'direct', horizon: 2 });
    expect(() => direct.forecast(series, 3)).toThrow('fitted for 2 steps ahead, not 3');
    expect(() => direct.forecast([[1, 2]], 1)).toThrow('histories of 1 variables but received 2');
    const gap = seriesOf([1, 2, Number.NaN, 4]);
    expect(() => AutoRegression.fit(gap, { order: 1 })).toThrow('row 2, column 0');
    const data = direct.toJSON();
    expect(() => AutoRegression.fromJSON({ ...data, horizon: 3 })).toThrow('as many weights');
  });
});

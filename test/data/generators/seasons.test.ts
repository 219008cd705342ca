import { describe, expect, it } from 'vitest';
import {
  autoregressionErrors,
  generateAutoregression,
  generateSeasons,
  generateTent,
  TENT_LINEAR_ERROR,
  tentError,
  tentForecast,
} from '../../../src/data/generators/seasons.ts';
import { seriesCsv } from '../../../src/data/generators/series.ts';

const mean = (x: ArrayLike<number>) => Array.from(x).reduce((a, b) => a + b, 0) / x.length;

/** (1/n) Σ (x_t − m)(x_{t−lag} − m) */
function covariance(x: Float64Array, lag: number): number {
  const m = mean(x);
  let sum = 0;
  for (let t = lag; t < x.length; t++) sum += (x[t] - m) * (x[t - lag] - m);
  return sum / (x.length - lag);
}

describe('every series', () => {
  it('is the same for the same seed, and another for another', () => {
    for (const make of [generateSeasons, generateAutoregression, generateTent]) {
      const series = make({ seed: 3, length: 30, variables: 2 });
      expect(make({ seed: 3, length: 30, variables: 2 })).toEqual(series);
      expect(make({ seed: 4, length: 30, variables: 2 }).values).not.toEqual(series.values);
      expect(series.values.length).toBe(60);
      expect(series.names.length).toBe(2);
      expect(series.times.length).toBe(30);
    }
  });

  it('has a time stamp an hour, and is written as CSV that reads back exactly', () => {
    const series = generateSeasons({ length: 30, variables: 2 });
    expect(series.times[0]).toBe('2020-01-01T00:00:00Z');
    expect(series.times[25]).toBe('2020-01-02T01:00:00Z');
    const lines = seriesCsv(series).trimEnd().split('\n');
    expect(lines[0]).toBe('time,season1,season2');
    expect(lines.length).toBe(31);
    const [time, a, b] = lines[7].split(',');
    expect([time, Number(a), Number(b)]).toEqual([series.times[6], ...series.values.slice(12, 14)]);
  });

  it('refuses sizes and noise that make no sense', () => {
    expect(() => generateSeasons({ length: 0 })).toThrow('expected length to be');
    expect(() => generateSeasons({ length: 9, noise: -1 })).toThrow('expected noise to be');
    expect(() => generateSeasons({ length: 9, periods: [1] })).toThrow('expected a period to be');
    expect(() => generateTent({ length: 9, noise: 0.6 })).toThrow('a number from 0 to 0.5');
    expect(() => generateAutoregression({ length: 9, variables: 0 })).toThrow('expected variables');
  });
});

describe('sums of seasons', () => {
  it('repeat exactly without noise after a common multiple of the periods', () => {
    const { values } = generateSeasons({ length: 1000, periods: [6, 10], noise: 0 });
    for (let t = 30; t < 1000; t++) expect(values[t]).toBe(values[t - 30]);
    expect(values[6]).not.toBeCloseTo(values[0], 3);
  });

  it('err by twice the variance of the noise when forecast from one season back', () => {
    const { values } = generateSeasons({ length: 40_000, noise: 0.5 });
    let sum = 0;
    for (let t = 168; t < values.length; t++) sum += (values[t] - values[t - 168]) ** 2;
    expect(sum / (values.length - 168)).toBeCloseTo(2 * 0.25, 1.7);
  });

  it('are waves of the given periods and nothing else', () => {
    const n = 24 * 70;
    const { values } = generateSeasons({ length: n, periods: [24], noise: 0 });
    // A discrete Fourier transform: all power at frequency n / 24.
    const power = (k: number) => {
      let re = 0;
      let im = 0;
      for (let t = 0; t < n; t++) {
        re += values[t] * Math.cos((2 * Math.PI * k * t) / n);
        im += values[t] * Math.sin((2 * Math.PI * k * t) / n);
      }
      return (2 / n) * Math.hypot(re, im);
    };
    expect(power(70)).toBeGreaterThan(0.5);
    expect(power(70)).toBeLessThan(1.5);
    for (const k of [0, 10, 69, 71, 140]) expect(power(k)).toBeLessThan(1e-9);
  });
});

describe('the autoregression', () => {
  const { values } = generateAutoregression({ length: 60_000 });

  it('has shocks of the stated variance when its coefficients are taken out', () => {
    const shocks: number[] = [];
    for (let t = 3; t < values.length; t++) {
      shocks.push(values[t] - 1.2 * values[t - 1] + 0.7 * values[t - 2] - 0.2 * values[t - 3]);
    }
    expect(mean(shocks)).toBeCloseTo(0, 1.5);
    expect(mean(shocks.map((e) => e * e))).toBeCloseTo(1, 1.5);
    const lagged = shocks.slice(1).map((e, t) => e * shocks[t]);
    expect(Math.abs(mean(lagged))).toBeLessThan(5 / Math.sqrt(shocks.length));
  });

  it('is stationary from the first step', () => {
    const starts = Array.from(
      { length: 3000 },
      (_, seed) => generateAutoregression({ seed, length: 1, coefficients: [0.8] }).values[0],
    );
    // The variance of an AR(1) process: 1 / (1 − 0.64).
    const variance = mean(starts.map((x) => x * x));
    expect(Math.abs(variance * 0.36 - 1)).toBeLessThan(4 * Math.sqrt(2 / 3000));
  });

  it('has the forecast errors of theory: in closed form for AR(1), and measured', () => {
    const [one, two, three] = autoregressionErrors(3, { coefficients: [0.8], noise: 2 });
    expect(one).toBeCloseTo(4, 12);
    expect(two).toBeCloseTo(4 * (1 + 0.64), 12);
    expect(three).toBeCloseTo(4 * (1 + 0.64 + 0.64 ** 2), 12);

    const errors = autoregressionErrors(50);
    const sums = [0, 0, 0];
    for (let t = 3; t < values.length - 3; t++) {
      const path = [values[t - 2], values[t - 1], values[t]];
      for (let h = 0; h < 3; h++) {
        path.push(1.2 * path[h + 2] - 0.7 * path[h + 1] + 0.2 * path[h]);
        sums[h] += (values[t + 1 + h] - path[h + 3]) ** 2;
      }
    }
    sums.forEach((sum, h) => {
      expect(Math.abs(sum / (values.length - 6) / errors[h] - 1)).toBeLessThan(0.03);
    });
    expect(Math.abs(covariance(values, 0) / errors[49] - 1)).toBeLessThan(0.05);
  });

  it('refuses coefficients of a process that runs away or wanders', () => {
    for (const coefficients of [[1], [1.1], [0.5, 0.6], [0, -1]]) {
      expect(() => generateAutoregression({ length: 9, coefficients })).toThrow(
        'expected coefficients of a stationary process',
      );
    }
  });
});

describe('the noisy tent map', () => {
  const noise = 0.15;
  const N = 100_000;
  const { values } = generateTent({ length: N, noise });

  it('is uniform on [0, 1]', () => {
    const bins = new Array(20).fill(0);
    for (const x of values) bins[Math.min(19, Math.floor(20 * x))]++;
    expect(values.every((x) => x >= 0 && x <= 1)).toBe(true);
    for (const n of bins) expect(Math.abs(n / N - 1 / 20)).toBeLessThan(0.004);
  });

  it('has no correlation at any lag: linear forecasts err by 1/12', () => {
    expect(covariance(values, 0)).toBeCloseTo(TENT_LINEAR_ERROR, 2.5);
    for (let lag = 1; lag <= 20; lag++) {
      const correlation = covariance(values, lag) / TENT_LINEAR_ERROR;
      expect(Math.abs(correlation), `lag ${lag}`).toBeLessThan(5 / Math.sqrt(N));
    }
  });

  it('has the best forecast that averages give, and its error', () => {
    const bins = Array.from({ length: 50 }, () => ({ n: 0, next: 0, said: 0 }));
    let sum = 0;
    for (let t = 0; t + 1 < N; t++) {
      const said = tentForecast(values[t], noise);
      sum += (values[t + 1] - said) ** 2;
      const bin = bins[Math.min(49, Math.floor(50 * values[t]))];
      bin.n++;
      bin.next += values[t + 1];
      bin.said += said;
    }
    for (const { n, next, said } of bins) {
      expect(Math.abs(next - said) / n).toBeLessThan(5 * (noise / Math.sqrt(3 * n)));
    }
    expect(Math.abs(sum / (N - 1) / tentError(noise) - 1)).toBeLessThan(0.01);
    expect(tentError(noise)).toBeLessThan(TENT_LINEAR_ERROR / 10);
  });

  it('has the error that integration over all shocks gives', () => {
    for (const w of [0.05, 0.3, 0.5]) {
      let error = 0;
      const n = 200;
      for (let i = 0; i < n; i++) {
        const x = (i + 0.5) / n;
        for (let j = 0; j < n; j++) {
          const e = w * ((2 * (j + 0.5)) / n - 1);
          let next = Math.abs((x < 0.5 ? 2 * x : 2 - 2 * x) + e);
          if (next > 1) next = 2 - next;
          error += (next - tentForecast(x, w)) ** 2 / (n * n);
        }
      }
      expect(error / tentError(w)).toBeCloseTo(1, 2);
    }
    expect(tentError(0)).toBe(0);
    expect(tentForecast(0.25, 0)).toBe(0.5);
  });
});

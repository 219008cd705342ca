/**
 * Series to forecast whose best possible error is known: noisy sums of seasons; a linear
 * autoregression; and a process that no linear forecast of any order can predict better than its
 * mean, although it is far from random.
 */
import { expected, UnrollError } from '../../util/errors.ts';
import { sin } from '../../util/maths.ts';
import { keyFor, Rng } from '../../util/rng.ts';
import { checkSpread, checkWhole } from './check.ts';
import { makeSeries, type Series } from './series.ts';

export interface SeriesOptions {
  readonly seed?: number;
  /** T. */
  readonly length: number;
  /** How many variables. Default 1. */
  readonly variables?: number;
}

export interface SeasonsOptions extends SeriesOptions {
  /** In steps. Default 24 and 168. */
  readonly periods?: readonly number[];
  /** The standard deviation of the noise. Default 0.3. */
  readonly noise?: number;
}

/**
 * x_t = Σ_k a_k sin(2π (t + φ_k) / period_k) + e_t, e normal, independent; amplitude a_k uniform on
 * [0.5, 1.5) and phase φ_k on [0, period_k), of each variable its own. Whoever knows the seasons
 * errs by noise² (mean square). A seasonal-naive forecast, the value a common multiple of the
 * periods back, errs by 2 noise²: the noise of both.
 */
export function generateSeasons(options: SeasonsOptions): Series {
  const { seed = 1, length, variables: F = 1, periods = [24, 168], noise = 0.3 } = options;
  checkSeries(length, F);
  checkSpread('noise', noise);
  for (const period of periods) {
    if (!(period > 1 && Number.isFinite(period))) {
      throw expected('a period', 'a number above 1', period);
    }
  }
  const rng = new Rng(keyFor(seed, 'data', 9));
  const values = new Float64Array(length * F);
  for (let f = 0; f < F; f++) {
    const waves = periods.map((period) => ({
      period,
      amplitude: 0.5 + rng.uniform(),
      phase: period * rng.uniform(),
    }));
    for (let t = 0; t < length; t++) {
      let x = noise * rng.normal();
      for (const { period, amplitude, phase } of waves) {
        // The angle of the step within its period: exact repetition, however long the series.
        x += amplitude * sin((2 * Math.PI * ((t % period) + phase)) / period);
      }
      values[t * F + f] = x;
    }
  }
  return makeSeries(names('season', F), values);
}

export interface AutoregressionOptions extends SeriesOptions {
  /** φ_1 … φ_p; the process must be stationary. Default 1.2, −0.7, 0.2. */
  readonly coefficients?: readonly number[];
  /** The standard deviation σ of the shocks. Default 1. */
  readonly noise?: number;
}

export const autoregressionDefaults = { coefficients: [1.2, -0.7, 0.2], noise: 1 } as const;

/** x_t = Σ_k φ_k x_{t−k} + σ e_t, e standard normal; begun long before the first step. */
export function generateAutoregression(options: AutoregressionOptions): Series {
  const { seed = 1, length, variables: F = 1 } = options;
  const { coefficients = autoregressionDefaults.coefficients, noise = 1 } = options;
  checkSeries(length, F);
  checkSpread('noise', noise);
  const before = settlingTime(coefficients);
  const p = coefficients.length;
  const rng = new Rng(keyFor(seed, 'data', 10));
  const values = new Float64Array(length * F);
  const x = new Float64Array(before + length);
  for (let f = 0; f < F; f++) {
    for (let t = 0; t < x.length; t++) {
      let sum = noise * rng.normal();
      for (let k = 1; k <= Math.min(p, t); k++) sum += coefficients[k - 1] * x[t - k];
      x[t] = sum;
      if (t >= before) values[(t - before) * F + f] = sum;
    }
  }
  return makeSeries(names('ar', F), values);
}

/**
 * The mean squared errors of the best forecasts 1 … `horizon` steps ahead from the whole past:
 * σ² Σ_{j<h} ψ_j², where ψ_0 = 1 and ψ_j = Σ_k φ_k ψ_{j−k} is the response to a shock (Box and
 * Jenkins). They grow towards the variance of the process.
 */
export function autoregressionErrors(
  horizon: number,
  {
    coefficients,
    noise,
  }: Pick<Required<AutoregressionOptions>, 'coefficients' | 'noise'> = autoregressionDefaults,
): Float64Array {
  const response = shockResponse(coefficients, horizon);
  let sum = 0;
  return response.map((psi) => {
    sum += psi * psi;
    return noise * noise * sum;
  });
}

export interface TentOptions extends SeriesOptions {
  /** w: shocks are uniform on [−w, w], 0 ≤ w ≤ 1/2. Default 0.1. */
  readonly noise?: number;
}

/**
 * The noisy tent map: x_{t+1} = fold(1 − |1 − 2 x_t| + e_t), where fold reflects at 0 and 1. It
 * leaves the uniform distribution on [0, 1] as it is. As x and 1 − x have the same future and are
 * equally likely, every later value is uncorrelated with x_t: the best linear forecast of any order
 * is the mean 1/2, and errs by the variance, 1/12 (`TENT_LINEAR_ERROR`).
 */
export function generateTent(options: TentOptions): Series {
  const { seed = 1, length, variables: F = 1, noise = 0.1 } = options;
  checkSeries(length, F);
  checkTentNoise(noise);
  const rng = new Rng(keyFor(seed, 'data', 11));
  const values = new Float64Array(length * F);
  for (let f = 0; f < F; f++) {
    let x = rng.uniform();
    for (let t = 0; t < length; t++) {
      values[t * F + f] = x;
      const next = Math.abs(1 - Math.abs(1 - 2 * x) + noise * (2 * rng.uniform() - 1));
      x = next > 1 ? 2 - next : next;
    }
  }
  return makeSeries(names('tent', F), values);
}

export const TENT_LINEAR_ERROR = 1 / 12;

/**
 * The best forecast of the next value, E[x_{t+1} | x_t]: the tent map, bent where a shock may be
 * reflected: E|u + e| = (u² + w²) / 2w for u < w, and the like at 1.
 */
export function tentForecast(x: number, noise = 0.1): number {
  const u = 1 - Math.abs(1 - 2 * x);
  const reflected = (v: number) => (v * v + noise * noise) / (2 * noise);
  if (u < noise) return reflected(u);
  return 1 - u < noise ? 1 - reflected(1 - u) : u;
}

/**
 * Its mean squared error. The variance of the next value is w²/3 away from the ends, where no shock
 * is reflected, and u² + w²/3 − (u² + w²)² / 4w² at u < w; over the uniform u that is
 * (1 − 2w) w²/3 + 2 w³/5 = w²/3 − 4w³/15.
 */
export function tentError(noise = 0.1): number {
  checkTentNoise(noise);
  return noise ** 2 / 3 - (4 * noise ** 3) / 15;
}

function names(kind: string, F: number): string[] {
  return Array.from({ length: F }, (_, f) => `${kind}${f + 1}`);
}

function checkSeries(length: number, F: number): void {
  checkWhole('length', length, 1);
  checkWhole('variables', F, 1);
}

function checkTentNoise(noise: number): void {
  if (!(noise >= 0 && noise <= 0.5)) throw expected('noise', 'a number from 0 to 0.5', noise);
}

/** ψ_0 … ψ_{n−1} */
function shockResponse(coefficients: readonly number[], n: number): Float64Array {
  const response = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    response[j] = j === 0 ? 1 : 0;
    for (let k = 1; k <= Math.min(coefficients.length, j); k++) {
      response[j] += coefficients[k - 1] * response[j - k];
    }
  }
  return response;
}

/** Steps after which a shock is forgotten in double precision; throws where that does not happen. */
function settlingTime(coefficients: readonly number[]): number {
  const window = Math.max(1, coefficients.length);
  for (let n = 64; n <= 16_384; n *= 2) {
    const tail = shockResponse(coefficients, n).subarray(n - window);
    if (tail.every((psi) => Math.abs(psi) < 1e-16)) return n;
  }
  throw new UnrollError(
    'usage',
    `expected coefficients of a stationary process but received ${coefficients.join(', ')}: the effect of a shock does not fade`,
  );
}

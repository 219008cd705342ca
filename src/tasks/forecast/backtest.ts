/**
 * How good forecasts from rolling origins are. Whoever makes them, a network or a baseline, gets the
 * same origins and is measured alike.
 */
import type { Forecaster } from '../../baselines/index.ts';
import {
  intervalCoverage,
  meanAbsoluteError,
  meanSquaredError,
  pinballLoss,
  quantileCoverage,
} from '../../metrics/index.ts';
import type { Learned } from './learned.ts';
import type { ModelSeries } from './series.ts';
import type { Origin } from './windows.ts';

/** Of N origins, H steps and C targets, in the units of the data. */
export interface Forecasts {
  /** (N, H, C) */
  values: Float64Array;
  /** In the order of their probabilities, each (N, H, C). */
  quantiles: readonly Float64Array[];
}

export interface ForecastErrors {
  mse: number;
  mae: number;
  /** Of values on the common scale of training, mean 0 and deviation 1. */
  scaled_mse: number;
  scaled_mae: number;
  /** Absent where the training series repeats itself exactly, so that there is no scale. */
  mase?: number;
}

export interface SpreadErrors {
  /** Mean over the quantiles. */
  pinball: number;
  /** Share of values between the lowest and the highest quantile; absent for one quantile. */
  coverage?: number;
  quantiles: { probability: number; pinball: number; below: number }[];
}

export interface ForecastFigures extends ForecastErrors {
  targets: ({ target: string } & ForecastErrors)[];
  /** Errors of each step ahead, from the next one on. */
  steps: Pick<ForecastErrors, 'mse' | 'mae' | 'scaled_mse'>[];
  spread?: SpreadErrors;
}

export interface MeasureOptions {
  learned: Learned;
  horizon: number;
  probabilities?: readonly number[];
}

/** (N, H, C): what came. */
export function truthOf(
  origins: readonly Origin<ModelSeries>[],
  { learned, horizon: H }: MeasureOptions,
): Float64Array {
  const { targets: C } = learned;
  const truth = new Float64Array(origins.length * H * C);
  origins.forEach(({ series: { raw, F }, at }, n) => {
    for (let h = 0; h < H; h++) {
      for (let c = 0; c < C; c++) truth[(n * H + h) * C + c] = raw[(at + h) * F + c];
    }
  });
  return truth;
}

/** Errors of forecasts from these origins; of several targets the mean. */
export function measure(
  origins: readonly Origin<ModelSeries>[],
  { values, quantiles }: Forecasts,
  options: MeasureOptions,
): ForecastFigures {
  const { learned, horizon: H, probabilities = [] } = options;
  const { targets: C, columns } = learned;
  const truth = truthOf(origins, options);
  const take = (from: Float64Array, keep: (h: number, c: number) => boolean) =>
    from.filter((_, n) => keep(Math.floor(n / C) % H, n % C));
  const targets = columns.slice(0, C).map((target, c) => {
    const ofTarget = (_: number, column: number) => column === c;
    const [y, f] = [take(truth, ofTarget), take(values, ofTarget)];
    const { sd } = learned.scale;
    const mse = meanSquaredError(y, f);
    const mae = meanAbsoluteError(y, f);
    const naive = learned.naive[c];
    return {
      target,
      mse,
      mae,
      scaled_mse: mse / sd[c] ** 2,
      scaled_mae: mae / sd[c],
      ...(naive === null ? {} : { mase: mae / naive }),
    };
  });
  const steps = Array.from({ length: H }, (_, step) => {
    const each = Array.from({ length: C }, (_, c) => {
      const ofBoth = (h: number, column: number) => h === step && column === c;
      const [y, f] = [take(truth, ofBoth), take(values, ofBoth)];
      const mse = meanSquaredError(y, f);
      const scaled_mse = mse / learned.scale.sd[c] ** 2;
      return { mse, mae: meanAbsoluteError(y, f), scaled_mse };
    });
    return {
      mse: mean(each.map(({ mse }) => mse)),
      mae: mean(each.map(({ mae }) => mae)),
      scaled_mse: mean(each.map(({ scaled_mse }) => scaled_mse)),
    };
  });
  const scaled = targets.flatMap(({ mase }) => mase ?? []);
  return {
    mse: mean(targets.map(({ mse }) => mse)),
    mae: mean(targets.map(({ mae }) => mae)),
    scaled_mse: mean(targets.map(({ scaled_mse }) => scaled_mse)),
    scaled_mae: mean(targets.map(({ scaled_mae }) => scaled_mae)),
    ...(scaled.length === 0 ? {} : { mase: mean(scaled) }),
    targets,
    steps,
    ...(quantiles.length === 0 ? {} : { spread: spreadOf(truth, quantiles, probabilities) }),
  };
}

function spreadOf(
  truth: Float64Array,
  quantiles: readonly Float64Array[],
  probabilities: readonly number[],
): SpreadErrors {
  const each = quantiles.map((values, k) => ({
    probability: probabilities[k],
    pinball: pinballLoss(truth, values, probabilities[k]),
    below: quantileCoverage(truth, values),
  }));
  const order = Array.from(each.keys()).sort((a, b) => probabilities[a] - probabilities[b]);
  const [lowest, highest] = [order[0], order[order.length - 1]];
  return {
    pinball: mean(each.map(({ pinball }) => pinball)),
    ...(lowest === highest
      ? {}
      : { coverage: intervalCoverage(truth, quantiles[lowest], quantiles[highest]) }),
    quantiles: each,
  };
}

/** What a baseline says from these origins; it may read as far back as it wants to. */
export function baselineForecasts(
  baseline: Forecaster,
  origins: readonly Origin<ModelSeries>[],
  { learned, horizon: H }: MeasureOptions,
): Forecasts {
  const { targets: C } = learned;
  const values = new Float64Array(origins.length * H * C);
  origins.forEach(({ series: { raw, F }, at }, n) => {
    const first = Math.max(0, at - baseline.historyLength);
    const history = Array.from({ length: at - first }, (_, t) =>
      raw.subarray((first + t) * F, (first + t + 1) * F),
    );
    baseline.forecast(history, H).forEach((row, h) => {
      for (let c = 0; c < C; c++) values[(n * H + h) * C + c] = row[c];
    });
  });
  return { values, quantiles: [] };
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

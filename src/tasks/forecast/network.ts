/** Windows as a forecaster reads them, and its forecasts in the units of the data. */
import type { ForecastMaker, ForecastOptions } from '../../models/forecast-maker.ts';
import type { ForecasterConfig, ForecastTraining } from '../../models/forecaster.ts';
import type { SequencesBatch } from '../../models/trainable.ts';
import { inBatches } from '../in-batches.ts';
import type { Forecasts } from './backtest.ts';
import type { Learned } from './learned.ts';
import type { ModelSeries } from './series.ts';
import type { Origin } from './windows.ts';

export interface WindowShape {
  /** T of every window. */
  window: number;
  /** Values are read relative to one of the window's own, and forecasts are relative to it too. */
  relative: boolean;
}

type Windows = readonly Origin<ModelSeries>[];
type Config = Pick<ForecasterConfig, 'mode' | 'horizon' | 'targets'>;

/**
 * The step that values are relative to: the last one known. Where every step of a window is learned
 * from ('recursive') that would tell the network the end of what it is to say, so there it is the first.
 */
export function base({ at }: Origin, { window }: WindowShape, mode: Config['mode']): number {
  return mode === 'direct' ? at - 1 : at - window;
}

/** Column f of a step, as the network sees it. */
function reader(origin: Origin<ModelSeries>, shape: WindowShape, mode: Config['mode']) {
  const { scaled, F } = origin.series;
  if (!shape.relative) return (t: number, f: number) => scaled[t * F + f];
  const from = base(origin, shape, mode) * F;
  return (t: number, f: number) => scaled[t * F + f] - scaled[from + f];
}

/** The windows before these origins, time-major. */
export function windowsBatch(
  origins: Windows,
  shape: WindowShape,
  { mode }: Config,
): SequencesBatch {
  const { window: T } = shape;
  const B = origins.length;
  const F = origins[0]?.series.F ?? 1;
  const vectors = new Float32Array(T * B * F);
  origins.forEach((origin, b) => {
    const value = reader(origin, shape, mode);
    for (let t = 0; t < T; t++) {
      for (let f = 0; f < F; f++) vectors[(t * B + b) * F + f] = value(origin.at - T + t, f);
    }
  });
  return { T, B, vectors };
}

/** With what comes after them: the horizon, or the step after each of the window's. */
export function trainingBatch(
  origins: Windows,
  shape: WindowShape,
  config: Config,
): ForecastTraining {
  const { mode, horizon, targets } = config;
  const { length: C } = targets;
  const B = origins.length;
  const steps = mode === 'direct' ? horizon : shape.window;
  const wanted = new Float32Array(steps * B * C);
  origins.forEach((origin, b) => {
    const value = reader(origin, shape, mode);
    const first = mode === 'direct' ? origin.at : origin.at - shape.window + 1;
    for (let t = 0; t < steps; t++) {
      for (let c = 0; c < C; c++) wanted[(t * B + b) * C + c] = value(first + t, c);
    }
  });
  return { ...windowsBatch(origins, shape, config), targets: wanted };
}

export interface NetworkForecastOptions extends Required<Omit<ForecastOptions, 'future'>> {
  learned: Learned;
  shape: WindowShape;
  signal?: AbortSignal;
  /** Windows side by side. */
  size?: number;
}

/** What the network says from these origins, in the units of the data. */
export async function networkForecasts(
  maker: ForecastMaker,
  origins: Windows,
  { signal, size, ...options }: NetworkForecastOptions,
): Promise<Forecasts> {
  const numbers = options.horizon * options.learned.targets;
  const values = new Float64Array(origins.length * numbers);
  const quantiles = options.quantiles.map(() => values.slice());
  const lengths = () => [options.shape.window];
  const batch = (some: Windows) => ({ B: some.length, some });
  await inBatches(
    { lengths, batch },
    origins,
    ({ some }, indices) => {
      const made = forecastsOf(maker, some, options);
      indices.forEach((n, b) => {
        const part = (all: Float64Array) => all.subarray(b * numbers, (b + 1) * numbers);
        values.set(part(made.values), n * numbers);
        made.quantiles.forEach((each, k) => {
          quantiles[k].set(part(each), n * numbers);
        });
      });
    },
    { signal, size },
  );
  return { values, quantiles };
}

/** The same for as many origins as fit side by side. */
export function forecastsOf(
  maker: ForecastMaker,
  origins: Windows,
  { learned, shape, ...options }: Omit<NetworkForecastOptions, 'signal' | 'size'>,
): Forecasts {
  const { config } = maker.model;
  const { values, quantiles } = maker.forecast(windowsBatch(origins, shape, config), options);
  const { targets: C, scale } = learned;
  const { horizon: H } = options;
  const B = origins.length;
  /** (H, B, C) → (B, H, C) */
  const inUnits = (made: Float64Array) =>
    Float64Array.from({ length: B * H * C }, (_, n) => {
      const [b, h, c] = [Math.floor(n / (H * C)), Math.floor(n / C) % H, n % C];
      const origin = origins[b];
      const { scaled, F } = origin.series;
      const offset = shape.relative ? scaled[base(origin, shape, config.mode) * F + c] : 0;
      return (made[(h * B + b) * C + c] + offset) * scale.sd[c] + scale.mean[c];
    });
  return { values: inUnits(values), quantiles: quantiles.map(inUnits) };
}

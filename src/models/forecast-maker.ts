/**
 * A forecaster in use. Quantiles of a direct forecast, and of the first step of a recursive one, are those
 * of the likelihood. Further steps of a recursive forecast are read back: for the forecast itself the
 * locations; for quantiles, paths whose every number is drawn from its distribution, whose quantiles at
 * each step are given (Salinas et al. 2020, §3). So a path that has gone astray stays there, and the
 * spread grows as it does in the model.
 */
import type { LayerState } from '../nn/recurrent/stack.ts';
import { PackCache } from '../tensor/pack-cache.ts';
import { Tape } from '../tensor/tape.ts';
import { valuesOf } from '../tensor/tensor.ts';
import { expected, UnrollError } from '../util/errors.ts';
import { keyFor, Rng } from '../util/rng.ts';
import { expectPositive } from './expect.ts';
import type { Forecaster } from './forecaster.ts';
import { chooseRows } from './layer-rows.ts';
import { drawFrom, type Predictive, predictiveOf, quantileOf } from './predictive.ts';
import type { SequencesBatch } from './trainable.ts';

export interface ForecastOptions {
  /** Steps ahead; default the network's horizon, which 'direct' cannot go beyond. */
  horizon?: number;
  /** Which quantiles are wanted, each above 0 and below 1. */
  quantiles?: readonly number[];
  /** Paths for each window that quantiles of recursive forecasts are taken from; default 200. */
  paths?: number;
  seed?: number;
  /**
   * 'recursive' where some columns are not forecast: (horizon − 1, B, F) what the steps ahead read; the
   * columns that are forecast are not looked at.
   */
  future?: ArrayLike<number>;
}

export interface Forecast {
  /** Steps ahead. */
  horizon: number;
  /** (horizon, B, C) */
  values: Float64Array;
  /** In the order asked for, each (horizon, B, C). */
  quantiles: Float64Array[];
}

/** Rows that are read on, one or many for each window: row p·B + b. */
interface Rows {
  count: number;
  state: LayerState[];
  predictive: Predictive;
}

export class ForecastMaker {
  readonly model: Forecaster;
  private readonly packs: PackCache;
  private readonly tape: Tape;

  constructor(model: Forecaster) {
    this.model = model;
    this.packs = new PackCache(model.backend, model.parameters);
    this.tape = new Tape(model.backend, { recording: false, packs: this.packs });
  }

  /** What comes after each window. Errors 'usage', 'shape' and 'data' when options or the batch do not fit. */
  forecast(batch: SequencesBatch, options: ForecastOptions = {}): Forecast {
    const { mode, horizon: most } = this.model.config;
    const { horizon = most, quantiles = [], paths = 200, seed = 0, future } = options;
    this.check(batch, { horizon, quantiles, paths, future });
    const first = this.read(batch);
    if (mode === 'direct') return this.direct(first.predictive, { horizon, quantiles });
    const steps = { batch, horizon, future };
    const values = this.recursive(first, steps, ({ location }) => location);
    if (quantiles.length === 0) return { horizon, values, quantiles: [] };
    const exact = quantiles.map((p) => quantileOf(first.predictive, p));
    if (horizon === 1) return { horizon, values, quantiles: exact };
    const { C } = this;
    const { B, firstStream = 0 } = batch;
    const streams = Array.from({ length: paths * B }, (_, row) => {
      const path = Math.floor(row / B);
      return new Rng(keyFor(seed, 'sampling', firstStream + (row % B), path));
    });
    const drawn = this.recursive(repeated(first, paths, C), steps, (predictive) =>
      predictive.location.map((_, n) => drawFrom(predictive, n, streams[Math.floor(n / C)])),
    );
    const empirical = pathQuantiles(drawn, { quantiles, paths, numbers: B * C });
    empirical.forEach((values, k) => {
      values.set(exact[k]);
    });
    return { horizon, values, quantiles: empirical };
  }

  close(): void {
    this.tape.close();
    this.packs.close();
  }

  private get C(): number {
    return this.model.config.targets.length;
  }

  /** (B, most, C) → (horizon, B, C) */
  private direct(
    predictive: Predictive,
    { horizon, quantiles }: { horizon: number; quantiles: readonly number[] },
  ): Forecast {
    const { C } = this;
    const { horizon: most } = this.model.config;
    const timeMajor = (values: Float64Array) => {
      const B = values.length / (most * C);
      return Float64Array.from({ length: horizon * B * C }, (_, n) => {
        const [h, b] = [Math.floor(n / (B * C)), Math.floor(n / C) % B];
        return values[(b * most + h) * C + (n % C)];
      });
    };
    return {
      horizon,
      values: timeMajor(predictive.location),
      quantiles: quantiles.map((p) => timeMajor(quantileOf(predictive, p))),
    };
  }

  /** (horizon, rows, C): at each step what `choose` takes of its distributions (rows, C), which is read next. */
  private recursive(
    first: Rows,
    {
      batch,
      horizon,
      future,
    }: { batch: SequencesBatch; horizon: number; future?: ArrayLike<number> },
    choose: (predictive: Predictive) => Float64Array,
  ): Float64Array {
    const { vectors: F, targets } = this.model.config;
    const { C } = this;
    const { B } = batch;
    let rows = first;
    const { count } = rows;
    const made = new Float64Array(horizon * count * C);
    for (let h = 0; h < horizon; h++) {
      const chosen = choose(rows.predictive);
      made.set(chosen, h * count * C);
      if (h + 1 === horizon) break;
      const vectors = new Float64Array(count * F);
      for (let row = 0; row < count; row++) {
        const from = (h * B + (row % B)) * F;
        for (let f = 0; future && f < F; f++) vectors[row * F + f] = future[from + f];
        targets.forEach((column, c) => {
          vectors[row * F + column] = chosen[row * C + c];
        });
      }
      rows = this.read({ vectors, T: 1, B: count }, rows.state);
    }
    return made;
  }

  private read(batch: SequencesBatch, before?: LayerState[]): Rows {
    const { tape, model } = this;
    tape.reset();
    const { outputs, state } = model.forward(tape, { ...batch, state: before });
    const { likelihood } = model.config;
    return {
      count: batch.B,
      state: state(),
      predictive: predictiveOf(likelihood, valuesOf(outputs), model.numbers),
    };
  }

  private check(
    { B }: SequencesBatch,
    { horizon, quantiles, paths, future }: Omit<ForecastOptions, 'seed'>,
  ): void {
    const { mode, horizon: most, likelihood, targets, vectors: F } = this.model.config;
    expectPositive('horizon', horizon);
    expectPositive('paths', paths);
    if (mode === 'direct' && horizon > most) {
      throw expected('horizon', `at most ${most}, which the network was trained for`, horizon);
    }
    for (const p of quantiles ?? []) {
      if (!(p > 0 && p < 1)) throw expected('a quantile', 'above 0 and below 1', p);
    }
    if (likelihood === 'mse' && (quantiles ?? []).length > 0) {
      throw new UnrollError(
        'usage',
        "a network trained with likelihood 'mse' gives no spread, so it has no quantiles: train one with 'gaussian' or 'student-t'",
      );
    }
    if (mode === 'direct' || horizon === 1) return;
    if (future === undefined && targets.length < F) {
      const missing = Array.from({ length: F }, (_, f) => f).find((f) => !targets.includes(f));
      throw new UnrollError(
        'usage',
        `steps ahead read all ${F} columns and column ${missing} is not forecast: give future with its values, forecast it too, or train a direct forecaster`,
      );
    }
    const wanted = (horizon - 1) * B * F;
    if (future !== undefined && future.length !== wanted) {
      throw new UnrollError(
        'shape',
        `expected future with shape (${horizon - 1}, ${B}, ${F}), ${wanted} numbers, but received ${future.length}`,
      );
    }
  }
}

function repeated({ count, state, predictive }: Rows, paths: number, C: number): Rows {
  const rows = Int32Array.from({ length: paths * count }, (_, row) => row % count);
  const repeat = (values: Float64Array) =>
    Float64Array.from({ length: rows.length * C }, (_, n) => values[n % values.length]);
  const { likelihood, location, scale, degrees } = predictive;
  return {
    count: rows.length,
    state: chooseRows(state, rows, count),
    predictive: {
      likelihood,
      location: repeat(location),
      scale: scale && repeat(scale),
      degrees: degrees && repeat(degrees),
    },
  };
}

/** Of values (horizon, paths, numbers), the quantiles over paths: (horizon, numbers), by linear interpolation. */
function pathQuantiles(
  values: Float64Array,
  { quantiles, paths, numbers }: { quantiles: readonly number[]; paths: number; numbers: number },
): Float64Array[] {
  const count = values.length / paths;
  const found = quantiles.map(() => new Float64Array(count));
  const one = new Float64Array(paths);
  for (let n = 0; n < count; n++) {
    const start = Math.floor(n / numbers) * paths * numbers + (n % numbers);
    for (let p = 0; p < paths; p++) one[p] = values[start + p * numbers];
    one.sort();
    quantiles.forEach((p, k) => {
      const place = p * (paths - 1);
      const low = Math.floor(place);
      const high = Math.min(low + 1, paths - 1);
      found[k][n] = one[low] + (place - low) * (one[high] - one[low]);
    });
  }
  return found;
}

/** A forecaster with what makes windows of series, figures of a backtest, and forecasts of a file's end. */
import { z } from 'zod';
import { type AutoRegression, LastValue, SeasonalNaive } from '../../baselines/index.ts';
import { wrongAt } from '../../data/index.ts';
import { ForecastMaker } from '../../models/forecast-maker.ts';
import type { Forecaster, ForecastTraining } from '../../models/forecaster.ts';
import { negativeLogLikelihood } from '../../tensor/ops/likelihood.ts';
import type { Tape } from '../../tensor/tape.ts';
import { valuesOf } from '../../tensor/tensor.ts';
import { expected } from '../../util/errors.ts';
import { inBatches } from '../in-batches.ts';
import { wholeLoss } from '../losses.ts';
import { closingWith, Reader } from '../reader.ts';
import { parseSettings } from '../settings.ts';
import type { Prediction, TaskModel } from '../task.ts';
import { baselineForecasts, measure } from './backtest.ts';
import { timesAfter } from './calendar.ts';
import type { Learned } from './learned.ts';
import { forecastsOf, networkForecasts, trainingBatch, type WindowShape } from './network.ts';
import { forecastQuestion } from './question.ts';
import type { ForecastData, SeriesRecord } from './records.ts';
import { type Contender, forecastReport } from './reports.ts';
import { type ModelSeries, modelSeries } from './series.ts';
import { type Origin, rollingOrigins, trainingOrigins } from './windows.ts';

const probability = z.number().gt(0).lt(1);

export const predictSchema = z.strictObject({
  /** Steps ahead; absent: the horizon of training. */
  ahead: z.int().positive().optional(),
  /** Absent: 0.1, 0.5 and 0.9, and none for `mse`. */
  quantiles: z.array(probability).optional(),
  /** Continuations drawn for the quantiles of recursive forecasts. */
  paths: z.int().positive().default(200),
  seed: z.int().min(0).default(0),
});

export const evaluateSchema = z.strictObject({
  ...predictSchema.shape,
  /** Steps between origins; absent: the horizon, fewer for short series. */
  originStride: z.int().positive().optional(),
  /** The last ones of each series; absent: all. */
  origins: z.int().positive().optional(),
});

/** A whole series; with `at`, the window that ends there. */
export interface ForecastExample {
  series: ModelSeries;
  at?: number;
}

export type ForecastModel = TaskModel<SeriesRecord, ForecastExample, ForecastTraining>;

/** Rows of the network side by side where paths are drawn. */
const PATH_ROWS = 4096;

export function forecastModel(
  network: Forecaster,
  learned: Learned,
  data: ForecastData,
): ForecastModel {
  const reader = new Reader(network);
  const maker = new ForecastMaker(network);
  const { config } = network;
  const { window, season } = data;
  const shape: WindowShape = { window, relative: data.relative };
  const usual = config.likelihood === 'mse' ? [] : [0.1, 0.5, 0.9];

  /** Windows; of a whole series the one at its end. */
  function originOf({ series, at = series.T }: ForecastExample): Origin<ModelSeries> {
    return { series, at };
  }

  function checkHistory({ series, at }: Origin<ModelSeries>): void {
    if (at >= window) return;
    throw wrongAt(
      series.record.place,
      `the series has ${at} steps and the model reads ${window} before it forecasts: give as many`,
    );
  }

  function stepsAhead(ahead = config.horizon): number {
    if (config.mode === 'recursive' || ahead <= config.horizon) return ahead;
    throw expected(
      'ahead',
      `at most ${config.horizon}, the horizon that the network was trained for; --mode recursive has no such bound`,
      ahead,
    );
  }

  /** Per number of the standardised series; of 'recursive' for one step ahead. */
  async function lossOf(origins: Origin<ModelSeries>[], signal?: AbortSignal): Promise<number> {
    let sum = 0;
    let weight = 0;
    const batches = { lengths: () => [window], batch: model.batch };
    await inBatches(
      batches,
      origins,
      (batch) => {
        sum += reader.run((tape) => valuesOf(network.loss(tape, batch, { reduction: 'sum' }))[0]);
        weight += network.weight(batch);
      },
      { signal },
    );
    return sum / weight;
  }

  const model: ForecastModel = {
    network: closingWith(network, [maker, reader]),
    encode: (record) => ({ series: modelSeries(record, learned) }),
    spread: ({ series }) => trainingOrigins(series.record, data).map((at) => ({ series, at })),
    lengths: () => [window],
    tokens: () => window,
    batch: (examples) => trainingBatch(examples.map(originOf), shape, config),
    async evaluate(examples, { thorough = false, signal, settings = {} } = {}) {
      const {
        ahead,
        quantiles,
        paths,
        seed,
        origins: most,
        originStride,
      } = parseSettings(evaluateSchema, settings);
      const horizon = stepsAhead(ahead);
      const all = examples.map(({ series }) => series);
      const origins = rollingOrigins(all, {
        window,
        horizon: Math.max(horizon, config.horizon),
        stride: originStride,
        origins: most,
      });
      // Paths take long, and choosing the best weights does not need them.
      const wanted = thorough || quantiles ? (quantiles ?? usual) : [];
      const loss = await lossOf(origins, signal);
      const options = { learned, shape, horizon, quantiles: wanted, paths, seed };
      const drawn = config.mode === 'recursive' && wanted.length > 0;
      const size = drawn ? Math.max(1, Math.floor(PATH_ROWS / paths)) : undefined;
      const forecasts = await networkForecasts(maker, origins, { ...options, signal, size });
      const measured = { learned, horizon, probabilities: wanted };
      const contenders: Contender[] = [
        {
          name: `this network (${config.cell})`,
          figures: measure(origins, forecasts, measured),
        },
      ];
      if (thorough) {
        for (const baseline of baselinesOf(learned, season)) {
          const can = origins.every(({ at }) => at >= baseline.historyLength);
          if (!can) continue;
          const made = baselineForecasts(baseline, origins, measured);
          contenders.push({ name: baseline.name, figures: measure(origins, made, measured) });
        }
      }
      return forecastReport({ loss, contenders, origins: origins.length, horizon, config });
    },
    question(example, options = {}) {
      const origin = originOf(example);
      checkHistory(origin);
      return forecastQuestion(network, origin, { learned, shape }, options);
    },
    losses(example) {
      const batch = model.batch([example]);
      if (config.mode === 'direct') return wholeLoss(network, batch);
      // Of the window's last step alone, like the one loss of a direct forecast.
      const y = Array.from(batch.targets).slice(-config.targets.length);
      const loss = (tape: Tape) => {
        const x = network.forward(tape, batch).outputs;
        return negativeLogLikelihood(tape, config.likelihood, { x, y });
      };
      return { batch, loss };
    },
    predict(examples, options = {}) {
      const { ahead, quantiles = usual, paths, seed } = parseSettings(predictSchema, options);
      const horizon = stepsAhead(ahead);
      return examples.map((example) => {
        const origin = originOf(example);
        checkHistory(origin);
        const settings = { learned, shape, horizon, quantiles, paths, seed };
        const made = forecastsOf(maker, [origin], settings);
        return answerOf(origin, { ...made, learned, horizon, window, probabilities: quantiles });
      });
    },
  };
  return model;
}

/** What every backtest is compared with. */
export function baselinesOf(
  { autoregression }: Pick<Learned, 'autoregression'>,
  season: number,
): (LastValue | SeasonalNaive | AutoRegression)[] {
  return [
    new LastValue(),
    ...(season > 1 ? [new SeasonalNaive(season)] : []),
    ...(autoregression === null ? [] : [autoregression]),
  ];
}

interface Answer {
  values: Float64Array;
  quantiles: readonly Float64Array[];
  probabilities: readonly number[];
  learned: Learned;
  horizon: number;
  window: number;
}

/** Plain JSON: for each target what comes, and the window that it was made from. */
function answerOf(
  { series: { record, raw, F }, at }: Origin<ModelSeries>,
  { values, quantiles, probabilities, learned, horizon, window }: Answer,
): Prediction {
  const { targets: C, columns } = learned;
  const known = record.times?.slice(0, at);
  const column = (made: Float64Array, c: number) =>
    Array.from({ length: horizon }, (_, h) => made[h * C + c]);
  return {
    ...(record.id === undefined ? {} : { id: record.id }),
    times: timesAfter(known ?? [], horizon),
    targets: columns.slice(0, C).map((target, c) => ({
      target,
      mean: column(values, c),
      quantiles: Object.fromEntries(
        probabilities.map((p, k) => [String(p), column(quantiles[k], c)]),
      ),
    })),
    read: {
      ...(known === undefined ? {} : { times: known.slice(at - window) }),
      targets: columns.slice(0, C).map((target, c) => ({
        target,
        values: Array.from({ length: window }, (_, t) => raw[(at - window + t) * F + c]),
      })),
    },
  };
}

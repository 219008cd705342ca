/** Forecasts that every run is compared with, as the report of a backtest measures them. */
import type { FittedBaseline, Learned as LearnedData, TaskBaseline } from '../task.ts';
import { baselineForecasts, measure } from './backtest.ts';
import { readLearned } from './learned.ts';
import { baselinesOf } from './model.ts';
import type { ForecastData, SeriesRecord } from './records.ts';
import { forecastReport } from './reports.ts';
import { modelSeries } from './series.ts';
import { rollingOrigins } from './windows.ts';

/** The autoregression has learned already: its coefficients are among what the run learned first. */
export function forecastBaselines({
  data: { window, horizon, season },
  encodings,
}: LearnedData<ForecastData>): TaskBaseline<SeriesRecord>[] {
  const learned = readLearned(encodings);
  return baselinesOf(learned, season).map((baseline) => ({
    fit: (): FittedBaseline<SeriesRecord> => ({
      baseline,
      measure(records) {
        const all = records.map((record) => modelSeries(record, learned));
        const origins = rollingOrigins(all, { window, horizon });
        const measured = { learned, horizon, probabilities: [] };
        const made = baselineForecasts(baseline, origins, measured);
        const figures = measure(origins, made, measured);
        return forecastReport({
          loss: figures.scaled_mse,
          contenders: [{ name: baseline.name, figures }],
          origins: origins.length,
          horizon,
          config: { likelihood: 'mse', mode: 'direct' },
        });
      },
    }),
  }));
}

/** The next steps of series of numbers: `forecast`. */
import { z } from 'zod';
import { Forecaster, forecasterDefaults } from '../../models/forecaster.ts';
import { UnrollError } from '../../util/errors.ts';
import { frameNetworkShape, vectorsShape } from '../network-settings.ts';
import type { OpenOptions, Task } from '../task.ts';
import { forecastLines } from './answers.ts';
import { forecastBaselines } from './baselines.ts';
import { forecastChart } from './chart.ts';
import { learn, readLearned } from './learned.ts';
import {
  evaluateSchema,
  type ForecastExample,
  type ForecastModel,
  forecastModel,
  predictSchema,
} from './model.ts';
import {
  dataSchema,
  type ForecastData,
  parseRecord,
  readRecords,
  type SeriesRecord,
} from './records.ts';
import { seasons } from './sample.ts';
import { forecastSvg } from './svg.ts';
import { divideSeries } from './windows.ts';

const modelSchema = z.strictObject({
  ...frameNetworkShape,
  ...vectorsShape,
  hidden: frameNetworkShape.hidden.default(64),
  /** All steps ahead at once, or one after another, each reading the one before. */
  mode: z.enum(['direct', 'recursive']).default('direct'),
  likelihood: z.enum(['mse', 'gaussian', 'student-t']).default('gaussian'),
  /** The last values that also go straight to a direct forecast, by a linear map. */
  highway: z.int().min(0).default(0),
});
type ForecastSettings = z.infer<typeof modelSchema>;

export const forecast: Task<ForecastData, ForecastSettings, SeriesRecord, ForecastExample> = {
  name: 'forecast',
  dataHelp: 'CSV with a head line, one row a step: a column of times and columns of numbers',
  dataSchema,
  modelSchema,
  predictSchema,
  evaluateSchema,
  training: { batch: 32, lr: 0.003, epochs: 20, patience: 10 },
  split: 'last',
  divide: divideSeries,
  read: readRecords,
  parse: parseRecord,
  sample: seasons,
  fit: learn,
  open,
  baselines: forecastBaselines,
  describe: forecastLines,
  pictures: { text: forecastChart, svg: forecastSvg },
};

function open({
  backend,
  data,
  model,
  encodings,
  seed,
  cells,
}: OpenOptions<ForecastData, ForecastSettings>): ForecastModel {
  const learned = readLearned(encodings);
  const { columns, targets } = learned;
  if (model.mode === 'recursive' && targets < columns.length && data.horizon > 1) {
    throw new UnrollError(
      'usage',
      `recursive forecasts read back what they forecast, and ${JSON.stringify(columns[targets])} is read and not forecast: move it from --features to --targets, or choose --mode direct`,
    );
  }
  if (model.highway > data.window) {
    throw new UnrollError(
      'usage',
      `--highway reads the last ${model.highway} values and a window has ${data.window}: give a smaller --highway or a longer --window`,
    );
  }
  const network = new Forecaster(
    backend,
    {
      ...forecasterDefaults,
      ...model,
      embedDropout: 0,
      wordDrop: 0,
      vectors: columns.length,
      targets: Array.from({ length: targets }, (_, c) => c),
      horizon: data.horizon,
    },
    { seed, cells },
  );
  return forecastModel(network, learned, data);
}

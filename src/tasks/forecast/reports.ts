/** Figures of a backtest, for programs and people. */
import type { ForecasterConfig } from '../../models/forecaster.ts';
import { table } from '../../util/text-table.ts';
import type { Report } from '../task.ts';
import type { ForecastFigures } from './backtest.ts';

export interface Contender {
  name: string;
  figures: ForecastFigures;
}

export interface ForecastReport {
  /** The network's, per number. */
  loss: number;
  /** The network, then the baselines. */
  contenders: readonly Contender[];
  origins: number;
  horizon: number;
  config: Pick<ForecasterConfig, 'likelihood' | 'mode'>;
}

export function forecastReport({
  loss,
  contenders,
  origins,
  horizon,
  config,
}: ForecastReport): Report {
  const [{ figures }, ...baselines] = contenders;
  const { targets, steps, spread, ...errors } = figures;
  return {
    loss,
    metrics: {
      ...errors,
      ...(spread === undefined ? {} : { pinball: spread.pinball }),
      ...(spread?.coverage === undefined ? {} : { coverage: spread.coverage }),
    },
    goal: figures.scaled_mse,
    details: {
      origins,
      horizon,
      targets,
      steps,
      ...(spread === undefined ? {} : { quantiles: spread.quantiles }),
      baselines: baselines.map(({ name, figures: { targets: _, steps, ...rest } }) => ({
        name,
        ...rest,
        steps,
      })),
    },
    lines: [
      `${horizon} steps ahead from ${origins} origins; ${lossLine(loss, config)}`,
      '',
      ...columns([
        ['', 'MSE', 'MAE', 'MASE', 'scaled MSE'],
        ...contenders.map(({ name, figures }) => [name, ...cells(figures)]),
      ]),
      ...(targets.length === 1
        ? []
        : [
            '',
            ...columns([
              ['target', 'MSE', 'MAE', 'MASE', 'scaled MSE'],
              ...targets.map((each) => [each.target, ...cells(each)]),
            ]),
          ]),
      ...spreadLines(spread),
    ],
  };
}

function lossLine(loss: number, { likelihood, mode }: ForecastReport['config']): string {
  const ahead = mode === 'recursive' ? ', one step ahead' : '';
  return likelihood === 'mse'
    ? `loss ${loss.toFixed(4)} (squared error of scaled values${ahead})`
    : `loss ${loss.toFixed(4)} nats per scaled value${ahead}`;
}

function spreadLines(spread: ForecastFigures['spread']): string[] {
  if (spread === undefined) return [];
  const { quantiles, coverage, pinball } = spread;
  const percent = (x: number) => (100 * x).toFixed(1);
  const sorted = quantiles.map(({ probability }) => probability).sort((a, b) => a - b);
  const [low, high] = [sorted[0], sorted[sorted.length - 1]];
  return [
    '',
    ...columns([
      ['quantile', 'pinball loss', 'values below, %'],
      ...quantiles.map((each) => [
        String(each.probability),
        each.pinball.toPrecision(4),
        percent(each.below),
      ]),
    ]),
    `mean pinball loss ${pinball.toPrecision(4)}${
      coverage === undefined
        ? ''
        : `; ${percent(coverage)} % of the values lie between the quantiles ${low} and ${high}, which should hold ${percent(high - low)} %`
    }`,
  ];
}

function cells({
  mse,
  mae,
  mase,
  scaled_mse,
}: Pick<ForecastFigures, 'mse' | 'mae' | 'mase' | 'scaled_mse'>): string[] {
  return [mse, mae, mase, scaled_mse].map((x) => (x === undefined ? '' : x.toPrecision(4)));
}

/** The first column is of words, the others of numbers. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const align = rows[0].map((_, j) => (j === 0 ? ('left' as const) : ('right' as const)));
  return table(rows, align).split('\n');
}

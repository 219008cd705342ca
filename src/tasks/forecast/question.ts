/** Which past values a forecast depends on: the centre of one step ahead of one target. */
import type { Forecaster } from '../../models/forecaster.ts';
import { expected, UnrollError } from '../../util/errors.ts';
import {
  affine,
  checkAt,
  entry,
  type Question,
  type QuestionOptions,
  refuse,
} from '../question.ts';
import type { Learned } from './learned.ts';
import { base, type WindowShape, windowsBatch } from './network.ts';
import type { ModelSeries } from './series.ts';
import type { Origin } from './windows.ts';

/**
 * In the units of the data. Of a network that reads values relative to one of the window's own, the inputs
 * are these differences.
 */
export function forecastQuestion(
  network: Forecaster,
  origin: Origin<ModelSeries>,
  { learned, shape }: { learned: Learned; shape: WindowShape },
  options: QuestionOptions,
): Question {
  refuse('forecast', options, ['answer']);
  const { mode, horizon } = network.config;
  const { columns, targets: C, scale } = learned;
  const { at = 1, target = columns[0] } = options;
  if (mode === 'recursive' && at !== 1) {
    throw new UnrollError(
      'usage',
      `a network of mode recursive gives one step at a time, and further steps ahead depend on its own: leave at out, or train with --mode direct`,
    );
  }
  checkAt(at, mode === 'recursive' ? 1 : horizon, 'the steps ahead');
  const c = columns.slice(0, C).indexOf(target);
  if (c < 0) throw expected('target', `one of ${columns.slice(0, C).join(', ')}`, target);
  const { series } = origin;
  const { window } = shape;
  const offset = shape.relative ? series.scaled[base(origin, shape, mode) * series.F + c] : 0;
  const batch = windowsBatch([origin], shape, network.config);
  const times = series.record.times?.slice(origin.at - window, origin.at);
  return {
    asks: `${target}, ${at} ${at === 1 ? 'step' : 'steps'} ahead`,
    score(tape) {
      const { outputs } = network.forward(tape, batch);
      const centre = entry(tape, outputs, (at - 1) * C + c);
      return affine(tape, centre, scale.sd[c], scale.mean[c] + offset * scale.sd[c]);
    },
    inputs: [
      {
        name: 'series',
        kinds: ['vectors'],
        of: 'embedding',
        positions: times ?? Array.from({ length: window }, (_, t) => `${t - window + 1}`),
        by: 'rows',
        columns,
      },
    ],
  };
}

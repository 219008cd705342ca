/** From the flat settings of a run to the records that optimizers and schedules take. */
import type { OptimizerConfig } from '../optim/optimizer.ts';
import type { ScheduleConfig } from '../optim/schedule.ts';
import { expected, UnrollError } from '../util/errors.ts';
import type { TrainSettings } from './settings.ts';

export type OptimizerSettings = Pick<
  TrainSettings,
  | 'optimizer'
  | 'lr'
  | 'weightDecay'
  | 'momentum'
  | 'beta1'
  | 'beta2'
  | 'schedule'
  | 'warmup'
  | 'minLrFactor'
>;

export function optimizerConfig(settings: OptimizerSettings): OptimizerConfig {
  const { optimizer: name, lr, weightDecay, momentum, beta1, beta2 } = settings;
  switch (name) {
    case 'adam':
    case 'adamw':
      return { name, lr, weightDecay, beta1, beta2 };
    case 'sgd':
      return { name, lr, weightDecay, momentum };
    case 'rmsprop':
      return { name, lr, weightDecay, momentum };
    case 'adagrad':
      return { name, lr, weightDecay };
    default:
      name satisfies never;
      throw expected('optimizer', 'adam, adamw, sgd, rmsprop or adagrad', name);
  }
}

export function scheduleConfig(
  settings: OptimizerSettings,
  totalSteps: number | undefined,
): ScheduleConfig {
  const { schedule: name, warmup, lr, minLrFactor } = settings;
  switch (name) {
    case 'constant':
      return { name, warmup };
    case 'plateau':
      return { name, warmup, factor: 0.5, patience: 2, minLr: lr * minLrFactor };
    case 'cosine':
      if (totalSteps === undefined) {
        throw new UnrollError(
          'usage',
          'a cosine schedule needs to know its end: limit the run by steps or epochs instead of minutes, or choose another schedule',
        );
      }
      return { name, warmup, total: totalSteps, minLr: lr * minLrFactor };
    default:
      name satisfies never;
      throw expected('schedule', 'constant, cosine or plateau', name);
  }
}

/**
 * Learning rates over time: a function of the step's number, and for 'plateau' of the validation
 * losses so far. `state` is plain JSON; with it and the configuration a schedule goes on exactly.
 */
import { expected, UnrollError } from '../util/errors.ts';
import { cos } from '../util/maths.ts';

interface WarmUp {
  /** Steps over which the rate rises in a straight line to its full value; default 0. */
  warmup?: number;
}
export interface ConstantSchedule extends WarmUp {
  name: 'constant';
}
/** After the warm-up half a cosine wave down to `minLr` (Loshchilov and Hutter 2017). */
export interface CosineSchedule extends WarmUp {
  name: 'cosine';
  /** Steps in all, the warm-up included; later steps stay at `minLr`. */
  total: number;
  /** Default 0. */
  minLr?: number;
}
/** torch's ReduceLROnPlateau: × `factor` when more than `patience` losses in a row were no better. */
export interface PlateauSchedule extends WarmUp {
  name: 'plateau';
  /** Between 0 and 1; default 0.1. */
  factor?: number;
  /** Default 10. */
  patience?: number;
  /** Better means less than best · (1 − threshold); default 1e-4. */
  threshold?: number;
  /** Losses after a cut that are not counted; default 0. */
  cooldown?: number;
  /** Default 0. */
  minLr?: number;
}
export type ScheduleConfig = ConstantSchedule | CosineSchedule | PlateauSchedule;
export type ScheduleName = ScheduleConfig['name'];

/** JSON. Only 'plateau' has something to remember. */
export interface ScheduleState {
  /** The rate without warm-up. */
  lr: number;
  /** Least validation loss so far; null before the first. */
  best: number | null;
  /** Losses in a row that were no better. */
  bad: number;
  /** Losses still not to be counted. */
  cooldown: number;
}

export interface Schedule {
  /** The learning rate of a step; the first step is 1. */
  lr(step: number): number;
  /** Tells a validation loss; true if it lowered the rate. */
  observe(loss: number): boolean;
  state(): ScheduleState;
  /** Error 'format' when `state` is no schedule's state. */
  load(state: ScheduleState): void;
}

/** A schedule around the rate `lr`. Error 'usage' for numbers that make no sense. */
export function createSchedule(config: ScheduleConfig, lr: number): Schedule {
  const { warmup = 0 } = config;
  if (!(lr >= 0 && lr < Number.POSITIVE_INFINITY))
    throw expected('lr', 'a number of at least 0', lr);
  if (!(warmup >= 0)) throw expected('warmup', 'at least 0 steps', warmup);
  const state: ScheduleState = { lr, best: null, bad: 0, cooldown: 0 };
  const rate = rateOf(config, state);
  const observe = config.name === 'plateau' ? plateau(config, state) : () => false;
  return {
    lr: (step) => rate(step) * (step < warmup ? step / warmup : 1),
    observe,
    state: () => ({ ...state }),
    load(other) {
      const { lr, best, bad, cooldown } = other;
      if (![lr, best ?? 0, bad, cooldown].every((value) => typeof value === 'number')) {
        throw new UnrollError(
          'format',
          'expected a schedule state with lr, best, bad and cooldown',
        );
      }
      Object.assign(state, { lr, best: best ?? null, bad, cooldown });
    },
  };
}

function rateOf(config: ScheduleConfig, state: ScheduleState): (step: number) => number {
  switch (config.name) {
    case 'constant':
    case 'plateau':
      return () => state.lr;
    case 'cosine':
      return cosine(config, state);
    default:
      config satisfies never;
      throw expected('schedule', 'constant, cosine or plateau', (config as { name: unknown }).name);
  }
}

/** minLr + (lr − minLr)·(1 + cos π·progress)/2; the first step after the warm-up is at lr. */
function cosine(
  { total, warmup = 0, minLr = 0 }: CosineSchedule,
  state: ScheduleState,
): (step: number) => number {
  if (!(total > 0)) throw expected('total', 'more than 0 steps', total);
  return (step) => {
    const progress = (step - 1 - warmup) / Math.max(1, total - warmup);
    const wave = (1 + cos(Math.PI * Math.min(1, Math.max(0, progress)))) / 2;
    return minLr + (state.lr - minLr) * wave;
  };
}

function plateau(config: PlateauSchedule, state: ScheduleState): (loss: number) => boolean {
  const { factor = 0.1, patience = 10, threshold = 1e-4, cooldown = 0, minLr = 0 } = config;
  if (!(factor > 0 && factor < 1)) throw expected('factor', 'between 0 and 1', factor);
  if (!(patience >= 0)) throw expected('patience', 'at least 0', patience);
  return (loss) => {
    if (state.best === null || loss < state.best * (1 - threshold)) {
      state.best = loss;
      state.bad = 0;
    } else {
      state.bad++;
    }
    if (state.cooldown > 0) {
      state.cooldown--;
      state.bad = 0;
    }
    if (state.bad <= patience) return false;
    state.bad = 0;
    state.cooldown = cooldown;
    const lower = Math.max(state.lr * factor, minLr);
    // torch leaves the rate alone when the change would be 1e-8 or less.
    if (state.lr - lower <= 1e-8) return false;
    state.lr = lower;
    return true;
  };
}

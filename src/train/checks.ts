/** Settings that make no sense are refused here, each by its name. */
import { expected } from '../util/errors.ts';
import type { TrainSettings } from './settings.ts';

/** Throws 'usage'. The optimizer checks its own numbers. */
export function checkTraining(settings: TrainSettings): void {
  const whole = ['batch', 'shards'] as const;
  for (const name of whole) wholeNumber(name, settings[name], 1);
  const natural = [
    'bptt',
    'warmup',
    'steps',
    'patience',
    'validateEvery',
    'checkpointEvery',
    'logEvery',
    'sampleLength',
    'seed',
  ] as const;
  for (const name of natural) wholeNumber(name, settings[name], 0);
  const real = [
    'clip',
    'weightDecay',
    'epochs',
    'minutes',
    'sampleTemperature',
    'minLrFactor',
  ] as const;
  for (const name of real) {
    const value = settings[name];
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
      throw expected(name, 'a number of at least 0', value);
    }
  }
  if (!(settings.lr > 0 && settings.lr < Number.POSITIVE_INFINITY)) {
    throw expected('lr', 'a number above 0', settings.lr);
  }
  if (!(settings.validation >= 0 && settings.validation < 1)) {
    throw expected('validation', 'a part of the text from 0 to below 1', settings.validation);
  }
  if (!['constant', 'cosine', 'plateau'].includes(settings.schedule)) {
    throw expected('schedule', 'constant, cosine or plateau', settings.schedule);
  }
  if (!['norm', 'value'].includes(settings.clipBy)) {
    throw expected('clipBy', 'norm or value', settings.clipBy);
  }
  if (!['mean', 'sum'].includes(settings.reduction)) {
    throw expected('reduction', 'mean or sum', settings.reduction);
  }
}

function wholeNumber(name: string, value: number, min: number): void {
  if (!Number.isSafeInteger(value) || value < min) {
    throw expected(name, `a whole number of at least ${min}`, value);
  }
}

/** Settings that make no sense are refused here, each by its name. */
import { expected, UnrollError } from '../util/errors.ts';
import type { TrainOptions } from './options.ts';
import type { CourseSettings, TrainSettings } from './settings.ts';

/** Options that only some choice of another option reads. */
const BELONGS: {
  option: keyof TrainOptions;
  to: 'cell' | 'optimizer' | 'level';
  values: readonly string[];
}[] = [
  { option: 'nonlinearity', to: 'cell', values: ['rnn'] },
  { option: 'peepholeOutput', to: 'cell', values: ['lstm-peephole'] },
  { option: 'momentum', to: 'optimizer', values: ['sgd', 'rmsprop'] },
  { option: 'beta1', to: 'optimizer', values: ['adam', 'adamw'] },
  { option: 'beta2', to: 'optimizer', values: ['adam', 'adamw'] },
  { option: 'split', to: 'level', values: ['word'] },
  { option: 'punctuation', to: 'level', values: ['word'] },
];
const STANDARD = { cell: 'lstm', optimizer: 'adam', level: 'char' };

/**
 * Throws 'usage' for an option that would be accepted and ignored. `nameOf` is how the caller's users
 * write an option.
 */
export function checkBelonging(
  options: Partial<Record<keyof TrainOptions, unknown>>,
  nameOf: (option: string) => string = (option) => option,
): void {
  for (const { option, to, values } of BELONGS) {
    const chosen = String(options[to] ?? STANDARD[to]);
    if (options[option] === undefined || values.includes(chosen)) continue;
    const owners = `${nameOf(to)} ${values.join(' or ')}`;
    throw new UnrollError('usage', `${nameOf(option)} belongs to ${owners}, not ${chosen}`);
  }
}

/** Throws 'usage'. The optimizer checks its own numbers. */
export function checkCourse(settings: CourseSettings): void {
  const whole = ['batch', 'shards'] as const;
  for (const name of whole) wholeNumber(name, settings[name], 1);
  const natural = [
    'warmup',
    'steps',
    'patience',
    'validateEvery',
    'checkpointEvery',
    'logEvery',
    'seed',
  ] as const;
  for (const name of natural) wholeNumber(name, settings[name], 0);
  const real = ['clip', 'weightDecay', 'epochs', 'minutes', 'minLrFactor'] as const;
  for (const name of real) fromZero(name, settings[name]);
  if (!(settings.average >= 0 && settings.average < 1)) {
    throw expected('average', 'a number from 0 to below 1', settings.average);
  }
  if (!(settings.lr > 0 && settings.lr < Number.POSITIVE_INFINITY)) {
    throw expected('lr', 'a number above 0', settings.lr);
  }
  if (!(settings.validation >= 0 && settings.validation < 1)) {
    throw expected('validation', 'a part of the data from 0 to below 1', settings.validation);
  }
  if (!['f32', 'bf16'].includes(settings.precision)) {
    throw expected('precision', 'f32 or bf16', settings.precision);
  }
  if (!['constant', 'cosine', 'plateau'].includes(settings.schedule)) {
    throw expected('schedule', 'constant, cosine or plateau', settings.schedule);
  }
  if (!['norm', 'value'].includes(settings.clipBy)) {
    throw expected('clipBy', 'norm or value', settings.clipBy);
  }
}

/** The same with what language models have besides. */
export function checkTraining(settings: TrainSettings): void {
  checkCourse(settings);
  for (const name of ['bptt', 'sampleLength'] as const) wholeNumber(name, settings[name], 0);
  for (const name of ['sampleTemperature', 'activationPenalty', 'temporalPenalty'] as const) {
    fromZero(name, settings[name]);
  }
  if (settings.checkpointSamples && !settings.samples) {
    throw new UnrollError(
      'usage',
      'samples at checkpoints are asked for, and no samples: leave out one of checkpointSamples and samples false',
    );
  }
  if (!['mean', 'sum'].includes(settings.reduction)) {
    throw expected('reduction', 'mean or sum', settings.reduction);
  }
}

function fromZero(name: string, value: number): void {
  if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
    throw expected(name, 'a number of at least 0', value);
  }
}

function wholeNumber(name: string, value: number, min: number): void {
  if (!Number.isSafeInteger(value) || value < min) {
    throw expected(name, `a whole number of at least ${min}`, value);
  }
}

/** From what a user gives to the complete settings of a run: every default stands here. */
import { type LanguageModelConfig, languageModelDefaults } from '../models/config.ts';
import { expected } from '../util/errors.ts';
import { defined } from '../util/records.ts';
import { checkBelonging, checkTraining } from './checks.ts';
import type { CourseOptions, TrainOptions } from './options.ts';
import type {
  CourseSettings,
  DataSettings,
  OptimizerName,
  ScheduleName,
  TrainSettings,
} from './settings.ts';

export const dataDefaults: DataSettings = {
  level: 'char',
  unit: 'stream',
  minCount: 1,
  maxVocabulary: 0,
  lowercase: false,
  punctuation: true,
  split: 'unicode',
  encoding: 'utf8',
};

/** Learning rates that suit a mean loss and clipped gradients. */
export const learningRates: { readonly [O in OptimizerName]: number } = {
  adam: 0.002,
  adamw: 0.002,
  sgd: 1,
  rmsprop: 0.001,
  adagrad: 0.05,
};

/**
 * Of Adam and AdamW where the user gives neither a rate nor a schedule and the end of the run is
 * known: a higher rate that falls ends lower than a constant one (docs/results.md has both).
 */
export const fallingRate = { lr: 0.004, schedule: 'cosine' } as const;

/** Those defaults that do not depend on anything else. */
export const trainDefaults = {
  precision: 'f32',
  batch: 32,
  bptt: 64,
  /** Of lines and documents: longer ones are cut. */
  sequenceBptt: 256,
  optimizer: 'adam',
  momentum: 0,
  beta1: 0.9,
  beta2: 0.999,
  schedule: 'constant',
  warmup: 0,
  minLrFactor: 0.1,
  clip: 1,
  clipBy: 'norm',
  decayAll: false,
  average: 0,
  reduction: 'mean',
  activationPenalty: 0,
  temporalPenalty: 0,
  validation: 0.1,
  /** Where no limit is given. */
  steps: 2000,
  patience: 0,
  samples: true,
  checkpointSamples: false,
  sampleLength: 200,
  sampleTemperature: 0.8,
  seed: 1,
  shards: 1,
} as const;

/** Of the built-in sample without a word about the model: well under a minute on two slow cores. */
export const sampleDefaults = {
  steps: 700,
  layers: 1,
  hidden: 128,
  embed: 32,
  bptt: 32,
  lr: 0.01,
  schedule: 'cosine',
} as const;

/** Texts of fewer symbols are not divided unless asked. */
export const SMALLEST_DIVIDED = 1000;

export function resolveModel(options: TrainOptions): LanguageModelConfig {
  const { cell, layers, hidden, dropout, variational, residual } = options;
  const {
    wordDrop,
    weightDrop,
    outputLayers,
    nonlinearity,
    peepholeOutput,
    init,
    tie = languageModelDefaults.tie,
  } = options;
  const ownDefaults = isUntouchedSample(options) ? sampleDefaults : languageModelDefaults;
  const size = hidden ?? ownDefaults.hidden;
  const embed = options.embed ?? (tie ? size : Math.min(size, Number(ownDefaults.embed)));
  const given: Partial<LanguageModelConfig> = {
    cell,
    layers: layers ?? ownDefaults.layers,
    dropout,
    embedDropout: options.embedDropout ?? (embed === 'onehot' ? undefined : dropout),
    wordDrop,
    weightDrop,
    variational,
    residual,
    outputLayers,
    nonlinearity,
    peepholeOutput,
    init,
    tie,
    hidden: size,
    embed,
  };
  return { ...languageModelDefaults, ...defined(given) };
}

export function resolveData(options: TrainOptions): DataSettings {
  const { level, unit, minCount, maxVocabulary, lowercase, punctuation, split } = options;
  const given = { level, unit, minCount, maxVocabulary, lowercase, punctuation, split };
  const settings = { ...dataDefaults, ...defined(given), encoding: encodingOf(options.encoding) };
  if (!['stream', 'line', 'document'].includes(settings.unit)) {
    throw expected('unit', 'stream, line or document', settings.unit);
  }
  return settings;
}

/** What the settings depend on besides the options. */
export interface TextFacts {
  /** Symbols to train on. */
  tokens: number;
  /** Lines or documents to train on; undefined for a stream. */
  sequences: number | undefined;
  /** What samples begin with: the beginning of a stream, nothing for lines and documents. */
  beginning: string;
}

/** What a task's defaults are where they differ from `trainDefaults`. */
export interface CourseStandards {
  batch: number;
  lr?: number;
  schedule?: ScheduleName;
  /** Where no limit is given: one of these. */
  steps?: number;
  epochs?: number;
  patience?: number;
}

/** The settings that every task has. Throws 'usage' for an optimizer that does not exist. */
export function resolveCourse(options: CourseOptions, standards: CourseStandards): CourseSettings {
  const d = trainDefaults;
  const optimizer = options.optimizer ?? d.optimizer;
  if (!Object.hasOwn(learningRates, optimizer)) {
    throw expected('optimizer', Object.keys(learningRates).join(', '), optimizer);
  }
  const limited = options.steps || options.epochs || options.minutes;
  const steps = limited ? (options.steps ?? 0) : (standards.steps ?? 0);
  const epochs = limited ? (options.epochs ?? 0) : (standards.epochs ?? 0);
  const adam = optimizer === 'adam' || optimizer === 'adamw';
  const ends = steps > 0 || epochs > 0;
  const falling = options.lr === undefined && options.schedule === undefined && adam && ends;
  const own = adam ? standards : undefined;
  return {
    precision: options.precision ?? d.precision,
    batch: options.batch ?? standards.batch,
    optimizer,
    lr: options.lr ?? own?.lr ?? (falling ? fallingRate.lr : learningRates[optimizer]),
    momentum: options.momentum ?? d.momentum,
    beta1: options.beta1 ?? d.beta1,
    beta2: options.beta2 ?? d.beta2,
    schedule:
      options.schedule ??
      (standards.schedule && steps
        ? standards.schedule
        : falling
          ? fallingRate.schedule
          : d.schedule),
    warmup: options.warmup ?? d.warmup,
    minLrFactor: options.minLrFactor ?? d.minLrFactor,
    clip: options.clip ?? d.clip,
    clipBy: options.clipBy ?? d.clipBy,
    weightDecay: options.weightDecay ?? (optimizer === 'adamw' ? 0.01 : 0),
    decayAll: options.decayAll ?? d.decayAll,
    average: options.average ?? d.average,
    validation: typeof options.validation === 'number' ? options.validation : d.validation,
    steps,
    epochs,
    minutes: options.minutes ?? 0,
    patience: options.patience ?? standards.patience ?? d.patience,
    validateEvery: options.validateEvery ?? 0,
    checkpointEvery: options.checkpointEvery ?? 0,
    logEvery: options.logEvery ?? 0,
    seed: options.seed ?? d.seed,
    shards: options.shards ?? d.shards,
  };
}

export function resolveTraining(
  options: TrainOptions,
  data: DataSettings,
  facts: TextFacts,
): TrainSettings {
  checkBelonging(options);
  const d = trainDefaults;
  const own = isUntouchedSample(options) ? sampleDefaults : undefined;
  const streamBptt = own?.bptt ?? d.bptt;
  const bptt = options.bptt ?? (data.unit === 'stream' ? streamBptt : d.sequenceBptt);
  const course = resolveCourse(options, {
    batch: fittingBatch(facts, bptt),
    lr: own?.lr,
    schedule: own?.schedule,
    steps: own?.steps ?? d.steps,
  });
  const settings: TrainSettings = {
    task: 'lm',
    ...course,
    bptt,
    reduction: options.reduction ?? d.reduction,
    activationPenalty: options.activationPenalty ?? d.activationPenalty,
    temporalPenalty: options.temporalPenalty ?? d.temporalPenalty,
    samples: options.samples ?? d.samples,
    checkpointSamples: options.checkpointSamples ?? d.checkpointSamples,
    samplePrime: options.samplePrime ?? facts.beginning,
    sampleLength: options.sampleLength ?? d.sampleLength,
    sampleTemperature: options.sampleTemperature ?? d.sampleTemperature,
  };
  checkTraining(settings);
  return settings;
}

export interface RunFacts {
  totalSteps: number | undefined;
  /** Symbols that a step trains on, and that a validation reads. */
  stepTokens: number;
  validationTokens: number;
}

/**
 * Fills in the intervals that depend on the length of the run: ten validations, but no more of them
 * than cost a fifth of the training (a symbol costs three times as much to train on as to read).
 */
export function withIntervals(
  settings: TrainSettings,
  { totalSteps, stepTokens, validationTokens }: RunFacts,
): TrainSettings {
  const tenth = tenthOf(totalSteps);
  const affordable = Math.ceil(validationTokens / (0.6 * stepTokens));
  const half = Math.max(tenth, Math.round((totalSteps ?? affordable * 2) / 2));
  const validateEvery = Math.min(half, Math.max(tenth, affordable));
  return { ...settings, ...intervals(settings, { totalSteps, validateEvery }) };
}

/** The intervals that were not given; those of validations are the caller's to choose. */
export function intervals(
  given: Pick<CourseSettings, 'validateEvery' | 'checkpointEvery' | 'logEvery'>,
  { totalSteps, validateEvery }: { totalSteps: number | undefined; validateEvery: number },
) {
  const logEvery = Math.min(10, Math.max(1, Math.round((totalSteps ?? 1000) / 100)));
  return {
    validateEvery: given.validateEvery || validateEvery,
    checkpointEvery: given.checkpointEvery || given.validateEvery || tenthOf(totalSteps),
    logEvery: given.logEvery || logEvery,
  };
}

function tenthOf(totalSteps = 5000): number {
  return Math.max(1, Math.round(totalSteps / 10));
}

/** As many streams as leave each one some windows; small texts are read as one. */
function fittingBatch({ tokens, sequences }: TextFacts, bptt: number): number {
  if (sequences !== undefined) return Math.min(trainDefaults.batch, sequences);
  if (bptt === 0) return 1;
  return Math.max(1, Math.min(trainDefaults.batch, Math.floor(tokens / (4 * bptt))));
}

function isUntouchedSample({
  data,
  hidden,
  layers,
  cell,
  embed,
  tie,
  level,
  optimizer,
}: TrainOptions) {
  const all = [hidden, layers, cell, embed, tie, level, optimizer];
  const free = all.every((value) => value === undefined);
  return free && (data === undefined || 'sample' in data);
}

function encodingOf(name: string | undefined): DataSettings['encoding'] {
  switch (name?.toLowerCase()) {
    case undefined:
    case 'utf8':
    case 'utf-8':
      return 'utf8';
    case 'latin1':
    case 'iso-8859-1':
      return 'latin1';
    case 'windows-1252':
    case 'cp1252':
      return 'windows-1252';
    default:
      throw expected('encoding', 'utf8, latin1 or windows-1252', name);
  }
}

/** From the parsed flags of `unroll train` to the library's `TrainOptions`. */
import { existsSync } from 'node:fs';
import { defaultRunPath } from '../../files/run-names.ts';
import type { TrainOptions } from '../../index.ts';
import type { BuiltIn } from '../../train/built-in.ts';
import { checkBelonging } from '../../train/checks.ts';
import { resolveModel } from '../../train/defaults.ts';
import { refuseDecided } from '../../train/start.ts';
import { expected, UnrollError } from '../../util/errors.ts';
import { settingOf } from '../../util/flags.ts';
import { defined } from '../../util/records.ts';
import { taskFlags } from './task-flags.ts';
import { flagOf } from './task-options.ts';

/** What commander hands over: the names are the flags in camelCase. */
export interface TrainFlags {
  task?: string;
  level?: TrainOptions['level'];
  lines?: true;
  documents?: true;
  minCount?: number;
  vocabSize?: number;
  lowercase?: true;
  punctuation: boolean;
  split?: 'unicode' | 'spaces';
  encoding?: TrainOptions['encoding'];
  val?: string;
  builtin?: BuiltIn;
  cell?: string;
  layers?: number;
  hidden?: number;
  embed?: number | 'onehot';
  tie?: true;
  dropout?: number;
  embedDropout?: number;
  wordDrop?: number;
  weightDrop?: number;
  variational?: true;
  residual?: true;
  outputLayers?: number[];
  nonlinearity?: 'tanh' | 'relu';
  peepholeOutput?: 'current' | 'previous';
  init?: 'unroll' | 'torch';
  batch?: number;
  bptt?: number;
  optimizer?: TrainOptions['optimizer'];
  lr?: number;
  momentum?: number;
  beta1?: number;
  beta2?: number;
  schedule?: TrainOptions['schedule'];
  warmup?: number;
  minLrFactor?: number;
  clip?: number;
  clipBy?: 'norm' | 'value';
  weightDecay?: number;
  decayAll?: true;
  average?: number;
  reduction?: 'mean' | 'sum';
  activationPenalty?: number;
  temporalPenalty?: number;
  steps?: number;
  epochs?: number;
  minutes?: number;
  patience?: number;
  seed?: number;
  shards?: number;
  from?: string;
  out?: string;
  prime?: string;
  sampleLength?: number;
  sampleTemperature?: number;
  samples: boolean;
  checkpointSamples?: true;
  validateEvery?: number;
  checkpointEvery?: number;
  logEvery?: number;
  json?: true;
  backend?: TrainOptions['backend'];
  threads?: number;
  precision?: TrainOptions['precision'];
}

export function trainOptions(files: readonly string[], flags: TrainFlags): TrainOptions {
  checkCombinations(files, flags);
  const options: TrainOptions = {
    task: 'lm',
    data: files.length > 0 ? { files } : { sample: flags.builtin ?? 'theatre' },
    from: flags.from,
    out: flags.out,
    level: flags.level,
    unit: flags.lines ? 'line' : flags.documents ? 'document' : undefined,
    minCount: flags.minCount,
    maxVocabulary: flags.vocabSize,
    lowercase: flags.lowercase,
    punctuation: flags.punctuation ? undefined : false,
    split: flags.split,
    encoding: flags.encoding,
    validation: validation(flags.val),
    cell: flags.cell,
    layers: flags.layers,
    hidden: flags.hidden,
    embed: flags.embed,
    tie: flags.tie,
    dropout: flags.dropout,
    embedDropout: flags.embedDropout,
    wordDrop: flags.wordDrop,
    weightDrop: flags.weightDrop,
    variational: flags.variational,
    residual: flags.residual,
    outputLayers: flags.outputLayers,
    nonlinearity: flags.nonlinearity,
    peepholeOutput: flags.peepholeOutput,
    init: flags.init,
    batch: flags.batch,
    bptt: flags.bptt,
    optimizer: flags.optimizer,
    lr: flags.lr,
    momentum: flags.momentum,
    beta1: flags.beta1,
    beta2: flags.beta2,
    schedule: flags.schedule,
    warmup: flags.warmup,
    minLrFactor: flags.minLrFactor,
    clip: flags.clip,
    clipBy: flags.clipBy,
    weightDecay: flags.weightDecay,
    decayAll: flags.decayAll,
    average: flags.average,
    reduction: flags.reduction,
    activationPenalty: flags.activationPenalty,
    temporalPenalty: flags.temporalPenalty,
    steps: flags.steps,
    epochs: flags.epochs,
    minutes: flags.minutes,
    patience: flags.patience,
    seed: flags.seed,
    shards: flags.shards,
    samplePrime: flags.prime,
    sampleLength: flags.sampleLength,
    sampleTemperature: flags.sampleTemperature,
    samples: flags.samples ? undefined : false,
    checkpointSamples: flags.checkpointSamples,
    validateEvery: flags.validateEvery,
    checkpointEvery: flags.checkpointEvery,
    logEvery: flags.logEvery,
    backend: flags.backend,
    threads: flags.threads,
    precision: flags.precision,
  };
  const given = defined(options);
  if (flags.from !== undefined) refuseDecided(flags.from, given, flagOf);
  checkBelonging(given, flagOf);
  const { cell, layers, hidden } = resolveModel(given);
  const data = files[0] ?? flags.builtin;
  return {
    ...given,
    out: flags.out ?? defaultRunPath({ data, from: flags.from, cell, layers, hidden }),
  };
}

/** Calls that no single flag's parser can see to be wrong. */
function checkCombinations(files: readonly string[], flags: TrainFlags): void {
  const wrong = (message: string) => new UnrollError('usage', message);
  const foreign = Object.values(taskFlags)
    .flat()
    .map((flag) => settingOf(flag.flags))
    .find((name) => name in flags);
  if (foreign !== undefined) {
    throw wrong(`${flagOf(foreign)} belongs to other tasks than --task lm: leave it out`);
  }
  if (files.includes('-')) {
    throw wrong(
      'text to train on is read twice, so standard input cannot be it: save it to a file',
    );
  }
  if (flags.lines && flags.documents) {
    throw wrong('--lines and --documents exclude each other: give one of them');
  }
  if (files.length > 0 && flags.builtin !== undefined) {
    throw wrong('--builtin is for training without DATA: leave out the flag or the files');
  }
}

/** --val: a part of the text, or a file. */
function validation(text: string | undefined): TrainOptions['validation'] {
  if (text === undefined) return undefined;
  const part = Number(text);
  if (text.trim() === '' || Number.isNaN(part) || existsSync(text)) return { file: text };
  if (part >= 0 && part < 1) return part;
  throw expected('--val', 'a part of the text from 0 to below 1, or a file', text);
}

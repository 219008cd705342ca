/**
 * The settings of a run: plain JSON, complete (every default filled in), as `run.json` keeps them.
 * What a user gives are `TrainOptions`; `defaults.ts` makes these from them.
 */
import type { ProductPrecision } from '../backend/backend.ts';
import type { Level, TextEncoding } from '../data/index.ts';

export type { Level };
export type OptimizerName = 'adam' | 'adamw' | 'sgd' | 'rmsprop' | 'adagrad';
export type ScheduleName = 'constant' | 'cosine' | 'plateau';

/**
 * How the text becomes sequences: one endless stream; or sequences whose state starts at `<s>`: lines,
 * or documents between blank lines.
 */
export type Unit = 'stream' | 'line' | 'document';

export interface DataSettings {
  level: Level;
  unit: Unit;
  /** Symbols seen less often become `<unk>`. */
  minCount: number;
  /** At most this many symbols, the most frequent; 0 means no limit, at level bpe 4096. */
  maxVocabulary: number;
  lowercase: boolean;
  /** Word level: punctuation marks are tokens. */
  punctuation: boolean;
  /** Word level: words by the rules of Unicode, or text that is already cut by spaces. */
  split: 'unicode' | 'spaces';
  /** Encoding of text files. */
  encoding: TextEncoding;
}

/** What every course of training has, whatever the task. */
export interface CourseSettings {
  /** Of all products of training and validation; using the trained model is f32. */
  precision: ProductPrecision;
  batch: number;
  optimizer: OptimizerName;
  lr: number;
  momentum: number;
  beta1: number;
  beta2: number;
  schedule: ScheduleName;
  /** Steps of linear warm-up. */
  warmup: number;
  /** The cosine schedule ends at this part of `lr`, plateau goes no lower. */
  minLrFactor: number;
  /** Limit of the gradient's norm; 0: no clipping. */
  clip: number;
  clipBy: 'norm' | 'value';
  weightDecay: number;
  /** Also decay biases and embeddings. */
  decayAll: boolean;
  /** Decay of the mean of the weights over steps that is validated and kept as the model; 0: no mean. */
  average: number;
  /** The last part of the data; 0: none. Ignored where validation data is given. */
  validation: number;
  /** Limits; 0: none. At least one is set. */
  steps: number;
  epochs: number;
  minutes: number;
  /** Stop after this many validations without a better one; 0: never. */
  patience: number;
  /** Steps between validations; between checkpoints; between step events. */
  validateEvery: number;
  checkpointEvery: number;
  logEvery: number;
  seed: number;
  /** Logical parts of the batch whose gradients are summed in a fixed order. */
  shards: number;
}

/** Of language models. */
export interface TrainSettings extends CourseSettings {
  task: 'lm';
  /**
   * Steps of time between gradient cuts. A stream is read in windows of this length, one step of the
   * optimizer each; a line or document that is longer is cut inside its step. 0: no cuts (full BPTT).
   */
  bptt: number;
  /** Whether a step's loss is the mean over its tokens or their sum. */
  reduction: 'mean' | 'sum';
  /** α and β of activation regularisation (Merity et al. 2017): of α·mean(h²) and of β·mean((h[t] − h[t−1])²). */
  activationPenalty: number;
  temporalPenalty: number;
  /** Samples while training, at rising intervals. */
  samples: boolean;
  /** At every checkpoint too. */
  checkpointSamples: boolean;
  samplePrime: string;
  sampleLength: number;
  sampleTemperature: number;
}

/** Runs as the server lists them, and what is read of one. Losses are nats per token. */
import type { TaskName } from './tasks.ts';

/**
 * `queued`: waits for the run that trains. `paused`: by the Studio, everything saved. `stopped`: ended before its
 * limit, by the Studio, a signal or a power cut. `broken`: `message` says why.
 */
export type RunState = 'queued' | 'running' | 'paused' | 'stopped' | 'finished' | 'broken';

export interface RunSummary {
  /** The folder's name, unique. */
  name: string;
  state: RunState;
  /** What went wrong, or what there is to know about the state. */
  message?: string;
  /** Whether `resume` can be asked for: it is saved and does not train. */
  resumable: boolean;
  /** Of a folder that cannot be read: null, as everything below. */
  task: TaskName | null;
  /** `lstm 2×128`. */
  network: string | null;
  steps: number;
  /** Where a number of steps or epochs is the limit. */
  totalSteps: number | null;
  bestLoss: number | null;
  /** The last reported training loss. */
  trainLoss: number | null;
  /** Training losses over the whole run, at most 60. */
  sparkline: number[];
  /** Milliseconds since 1970. */
  modified: number;
  /** From 1, in the order in which they will train; null unless queued. */
  queuePosition: number | null;
}

/** One setting of `run.json`, as `training.lr`, for a list or a comparison of runs. */
export interface RunSetting {
  path: string;
  value: string | number | boolean | null | readonly (string | number)[];
}

export interface RunDetail extends RunSummary {
  /** All settings in the order of `run.json`; nested ones by their path. */
  settings: RunSetting[];
  parameters: number | null;
  /** Names and shapes, as in the model file. */
  tensors: { name: string; shape: number[] }[];
  bestStep: number | null;
  /** Of the last validation, by name: `val_perplexity`, or the task's metrics. */
  metrics: Record<string, number>;
  /** Steps after which everything was saved, as far as the Studio was told. */
  checkpoints: number[];
  /** What gates and states a trace of each layer has; none where neither text nor words are read or written. */
  layers: RunLayer[];
  /** A few records to try `predict` on, from the validation data. */
  examples: unknown[];
  /** The last lines that the training printed for people. */
  log: string[];
}

export interface RunLayer {
  /** Of a network with two parts. */
  part?: 'encoder' | 'decoder';
  /** From 1. */
  layer: number;
  units: number;
  reverse: boolean;
  /** What can be asked of a trace: `h`, `c` and the gates, such as `i f g o`. */
  what: string[];
}

/** A curve in columns. Where there are more steps than asked for, each entry is a bucket of several. */
export interface Curve {
  /** The last step of each bucket. */
  step: number[];
  mean: number[];
  min: number[];
  max: number[];
}

export interface Metrics {
  /** Logged steps in all; the curves have at most as many entries as were asked for. */
  logged: number;
  lastStep: number;
  loss: Curve;
  gradNorm: Curve;
  learningRate: Curve;
  tokensPerSecond: Curve;
  validation: {
    step: number[];
    loss: number[];
    best: boolean[];
    /** By name: `val_perplexity`, `val_bits_per_char`, or the task's metrics. */
    metrics: Record<string, (number | null)[]>;
  };
  /** Steps after which everything was saved. */
  checkpoints: number[];
}

/** A sample drawn while training, all from the same prime and seed. */
export interface RunSample {
  step: number;
  prime: string;
  /** Prime and continuation. */
  text: string;
}

/** `GET /api/runs/:name/text`: the end of the text that a language model learned from. */
export interface RunText {
  text: string;
  /** Whether it is of the part that the run validates on, so that it was never trained on. */
  validation: boolean;
}

export interface About {
  version: string;
  /** The folder of the runs, for people. */
  folder: string;
  /** What computes: "native (AVX2), 2 threads". */
  backend: string;
  cores: number;
  /** The most bytes that `POST /api/files` takes. */
  uploadLimit: number;
}

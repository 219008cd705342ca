/**
 * What a training run tells while it goes. Field names are those of `unroll train --json`, so an
 * event can be printed as it is. Losses are nats per token; a figure that could not be measured is
 * null (no validation text, no step yet).
 */
import type { LanguageModelConfig } from '../models/config.ts';
import type { DataSettings, TrainSettings } from './settings.ts';

export interface StartEvent {
  event: 'start';
  /** The run folder, or null for a run in memory. */
  run: string | null;
  task: 'lm';
  /** The step that the run starts from: 0, or where a resumed run stopped. */
  step: number;
  /** The last step, where `steps` or `epochs` fix it; null for a run by `minutes` alone. */
  total_steps: number | null;
  steps_per_epoch: number;
  parameters: number;
  vocabulary: number;
  /** Tokens to train on, and to validate on (0: no validation). */
  train_tokens: number;
  val_tokens: number;
  backend: string;
  /** What runs, for people: "native (AVX2), 2 threads". */
  backend_description: string;
  threads: number;
  seed: number;
  model: LanguageModelConfig;
  data: DataSettings;
  settings: TrainSettings;
  /** Sentences for people: what was adjusted, what was read. */
  notes: string[];
}

export interface StepEvent {
  event: 'step';
  step: number;
  /** Mean over the steps since the last step event, nats per token. */
  loss: number;
  /** Of the last step's gradient, before clipping. */
  grad_norm: number;
  lr: number;
  epoch: number;
  tokens_per_s: number;
  /** Seconds in this session. */
  elapsed_s: number;
  /** Seconds to the end, by the nearest limit. */
  left_s: number | null;
}

export interface ValidationEvent {
  event: 'validation';
  step: number;
  val_loss: number;
  val_perplexity: number;
  /** Bits per code point of the validation text, whatever the level. */
  val_bits_per_char: number;
  /** Whether this is the best validation so far (and so what `model.safetensors` holds). */
  best: boolean;
}

export interface SampleEvent {
  event: 'sample';
  step: number;
  prime: string;
  /** The prime followed by its continuation. */
  text: string;
}

export interface CheckpointEvent {
  event: 'checkpoint';
  step: number;
  /** The checkpoint file, or null for a run in memory. */
  path: string | null;
}

export interface DoneEvent {
  event: 'done';
  run: string | null;
  steps: number;
  /** Mean of the last reported stretch of steps. */
  train_loss: number | null;
  val_loss: number | null;
  best_val_loss: number | null;
  best_step: number | null;
  tokens_per_s: number;
  elapsed_s: number;
  reason: 'steps' | 'epochs' | 'minutes' | 'patience' | 'aborted';
}

export type TrainEvent =
  | StartEvent
  | StepEvent
  | ValidationEvent
  | SampleEvent
  | CheckpointEvent
  | DoneEvent;

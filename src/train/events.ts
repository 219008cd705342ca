/**
 * What a training run tells while it goes. Field names are those of `unroll train --json`, so an
 * event can be printed as it is. Losses are nats per token; a figure that could not be measured is
 * null (no validation text, no step yet).
 */
import type { TaskName } from '../files/task-names.ts';
import type { LanguageModelConfig } from '../models/config.ts';
import type { CourseSettings, DataSettings, TrainSettings } from './settings.ts';

/** How runs of every task begin. */
export interface CourseStart {
  event: 'start';
  /** The run folder, or null for a run in memory. */
  run: string | null;
  /** The step that the run starts from: 0, or where a resumed run stopped. */
  step: number;
  /** The last step, where `steps` or `epochs` fix it; null for a run by `minutes` alone. */
  total_steps: number | null;
  steps_per_epoch: number;
  parameters: number;
  backend: string;
  /** What runs, for people: "native (AVX2), 2 threads". */
  backend_description: string;
  threads: number;
  seed: number;
  /** Sentences for people: what was adjusted, what was read. */
  notes: string[];
}

export interface StartEvent extends CourseStart {
  task: 'lm';
  vocabulary: number;
  /** Tokens to train on, and to validate on (0: no validation). */
  train_tokens: number;
  val_tokens: number;
  model: LanguageModelConfig;
  data: DataSettings;
  settings: TrainSettings;
}

export interface TaskStartEvent extends CourseStart {
  task: TaskName;
  /** Examples to train on, and to validate on (0: no validation). */
  train_examples: number;
  val_examples: number;
  /** Share of the training batches' steps that is padding. */
  padding: number;
  model: object;
  data: object;
  settings: CourseSettings;
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

/** What validations of every task tell. */
export interface CourseValidation {
  event: 'validation';
  step: number;
  val_loss: number;
  /** Whether this is the best validation so far (and so what `model.safetensors` holds). */
  best: boolean;
}

/** What a language model's validation tells besides. */
export interface TextFigures {
  val_perplexity: number;
  /** Bits per code point of the validation text, whatever the level. */
  val_bits_per_char: number;
}

export interface ValidationEvent extends CourseValidation, TextFigures {}

export interface TaskFigures {
  /** The task's metrics by name. */
  metrics: Readonly<Record<string, number>>;
}

export interface TaskValidationEvent extends CourseValidation, TaskFigures {}

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

/** The events of a course that begins by `Start` and validates by `Figures`. */
export type CourseEvent<Start, Figures> =
  | Start
  | StepEvent
  | (CourseValidation & Figures)
  | SampleEvent
  | CheckpointEvent
  | DoneEvent;

export type TrainEvent = CourseEvent<StartEvent, TextFigures>;
export type TaskEvent = CourseEvent<TaskStartEvent, TaskFigures>;

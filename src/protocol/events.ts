/**
 * `GET /api/events`: server-sent events, each named by its `type`, with an id. After a break the
 * browser sends `Last-Event-ID` and gets what it missed; where the server no longer knows (it was started
 * anew, or too much has happened), the first event is `reset`: fetch everything again.
 */
import type { RunSample, RunSummary } from './runs.ts';

/** At most four a second and run; what is left out is in the metrics. */
export interface RunStepEvent {
  type: 'step';
  run: string;
  step: number;
  loss: number;
  gradNorm: number;
  learningRate: number;
  epoch: number;
  tokensPerSecond: number;
  elapsedSeconds: number;
  /** To the end, by the nearest limit. */
  leftSeconds: number | null;
}

export interface RunValidationEvent {
  type: 'validation';
  run: string;
  step: number;
  loss: number;
  best: boolean;
  /** As in `Metrics`. */
  metrics: Record<string, number>;
}

export interface RunSampleEvent extends RunSample {
  type: 'sample';
  run: string;
}

export interface RunCheckpointEvent {
  type: 'checkpoint';
  run: string;
  step: number;
}

/** The run began, ended, was queued, paused, … or its figures in the list have changed. */
export interface RunChangedEvent {
  type: 'run';
  run: string;
  /** Null: the run is no longer there. */
  summary: RunSummary | null;
}

/** The names of the runs that wait, in their order. */
export interface QueueEvent {
  type: 'queue';
  queue: string[];
}

export interface ResetEvent {
  type: 'reset';
}

export type StudioEvent =
  | RunStepEvent
  | RunValidationEvent
  | RunSampleEvent
  | RunCheckpointEvent
  | RunChangedEvent
  | QueueEvent
  | ResetEvent;

export type StudioEventType = StudioEvent['type'];

export const studioEventTypes = [
  'step',
  'validation',
  'sample',
  'checkpoint',
  'run',
  'queue',
  'reset',
] as const satisfies readonly StudioEventType[];

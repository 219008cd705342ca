/** What the loop over steps needs of a run, whatever its task. */
import type { Counters } from './counters.ts';
import type { SampleEvent } from './events.ts';
import type { CourseSettings } from './settings.ts';
import type { RunStore } from './store.ts';
import type { StepResult } from './trainer.ts';

export interface Validation<Figures> {
  /** Nats per token, or what the task's loss is. */
  loss: number;
  /** What the best model is chosen by; lower is better. */
  goal: number;
  /** What the event tells besides. */
  figures: Figures;
}

export interface Course<Start, Figures> {
  readonly settings: CourseSettings;
  readonly counters: Counters;
  /** By steps and epochs; undefined where only minutes or patience end the run. */
  readonly totalSteps: number | undefined;
  readonly stepsPerEpoch: number;
  readonly store: RunStore;
  startEvent(): Start;
  /** One step on the next batch; the position in `counters` moves on. */
  step(): StepResult;
  /** Tells a validation loss to the schedule of the learning rate. */
  observe(loss: number): void;
  /** Absent: nothing is validated. May throw when the signal is aborted. */
  validate?(signal: AbortSignal | undefined): Promise<Validation<Figures>>;
  /** Samples are drawn at checkpoints too, not only at rising intervals. */
  readonly checkpointSamples?: boolean;
  /** Absent: no samples are drawn while training. What it gives after an abort is not used. */
  sample?(signal: AbortSignal | undefined): Promise<Pick<SampleEvent, 'prime' | 'text'>>;
  /** The weights, or their mean where one is kept, become the model of the run. */
  publish(): Promise<void>;
  /** Saves everything that resuming needs; gives the file's path. */
  checkpoint(): string | null;
}

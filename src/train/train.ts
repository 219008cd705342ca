/** Training as a stream of events. */
import type { TextModel } from '../generate/text-model.ts';
import { UnrollError } from '../util/errors.ts';
import type { DoneEvent, TrainEvent } from './events.ts';
import type { ResumeOptions, TrainOptions } from './options.ts';

/**
 * A run: iterate it to make it go, once. Errors (bad options, bad data, a loss that is not finite)
 * are thrown from the iteration.
 */
export interface TrainingRun extends AsyncIterable<TrainEvent> {
  /** Runs to the end without looking at events. */
  finish(): Promise<DoneEvent>;
  /** After the end: the best model, or the last where nothing was validated. */
  model(): Promise<TextModel>;
}

export function train(_options: TrainOptions = {}): TrainingRun {
  throw new UnrollError('unsupported', 'cannot train yet');
}

/** Goes on exactly where a run folder stopped. */
export function resume(_folder: string, _options: ResumeOptions = {}): TrainingRun {
  throw new UnrollError('unsupported', 'cannot resume yet');
}

/** Training as a stream of events. */
import { createBackend } from '../backend/select.ts';
import { load, modelWithWeights } from '../generate/load.ts';
import { createTextModel, type TextModel } from '../generate/text-model.ts';
import { UnrollError } from '../util/errors.ts';
import type { DoneEvent, TrainEvent } from './events.ts';
import { languageCourse } from './language-course.ts';
import { trainingEvents } from './loop.ts';
import type { ComputeOptions, ResumeOptions, TrainOptions } from './options.ts';
import { newSession, resumedSession, type TrainingSession } from './session.ts';

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

/** A new run. Without `out` nothing is written, and `model()` gives the result. */
export function train(options: TrainOptions = {}): TrainingRun {
  return runOf(() => newSession(options), options);
}

/** Goes on exactly where a run folder stopped. */
export function resume(folder: string, options: ResumeOptions = {}): TrainingRun {
  return runOf(() => resumedSession(folder, options), options);
}

type RunOptions = ComputeOptions & Pick<TrainOptions, 'signal' | 'cells'>;

function runOf(open: () => Promise<TrainingSession>, options: RunOptions): TrainingRun {
  let result: Pick<TrainingSession, 'store' | 'codec' | 'model'> | undefined;
  let begun = false;
  let ended = false;

  async function* events(): AsyncGenerator<TrainEvent, void, void> {
    let session: TrainingSession;
    try {
      session = await open();
    } catch (error) {
      if (!options.signal?.aborted || error instanceof UnrollError) throw error;
      yield nothingDone;
      return;
    }
    result = session;
    try {
      yield* trainingEvents(languageCourse(session), options.signal);
      ended = true;
    } finally {
      session.close();
    }
  }

  const run: TrainingRun = {
    [Symbol.asyncIterator]() {
      if (begun) throw new UnrollError('usage', 'a training run can be iterated only once');
      begun = true;
      return events();
    },
    async finish() {
      let done: DoneEvent | undefined;
      for await (const event of run) if (event.event === 'done') done = event;
      return done ?? nothingDone;
    },
    async model() {
      if (!ended || result === undefined) {
        throw new UnrollError(
          'usage',
          'the model is there when the run has ended: iterate it first',
        );
      }
      const { store, codec, model } = result;
      const { backend: name, threads, cells } = options;
      if (store.folder !== null) return load(store.folder, { backend: name, threads, cells });
      const backend = await createBackend({ backend: name, threads });
      const weights = store.weights ?? new Map();
      const file = 'the run in memory';
      const network = modelWithWeights(
        backend,
        { config: model.config, codec, weights, file },
        cells,
      );
      return createTextModel({ network, codec, onClose: () => backend.close() });
    },
  };
  return run;
}

/** Of a run that was aborted before it began. */
const nothingDone: DoneEvent = {
  event: 'done',
  run: null,
  steps: 0,
  train_loss: null,
  val_loss: null,
  best_val_loss: null,
  best_step: null,
  tokens_per_s: 0,
  elapsed_s: 0,
  reason: 'aborted',
};

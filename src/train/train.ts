/** Training as a stream of events. */
import { createBackend } from '../backend/select.ts';
import { load, modelWithWeights } from '../generate/load.ts';
import { createTextModel } from '../generate/text-model.ts';
import type { KnownTask } from '../tasks/table.ts';
import { languageCourse } from './language-course.ts';
import { trainingEvents } from './loop.ts';
import type { ResumeOptions, TrainOptions } from './options.ts';
import { runOf, type TrainingRun } from './run.ts';
import { newSession, resumedSession, type TrainingSession } from './session.ts';
import type { TaskOptions } from './task-options.ts';
import { type TaskTrainingRun, trainTask } from './train-task.ts';

/** A new run. Without `out` nothing is written, and `model()` gives the result. */
export function train(options?: TrainOptions): TrainingRun;
export function train<Name extends KnownTask>(options: TaskOptions<Name>): TaskTrainingRun;
export function train(options: TrainOptions | TaskOptions = {}): TrainingRun | TaskTrainingRun {
  return isLanguage(options) ? languageRun(() => newSession(options), options) : trainTask(options);
}

/** Goes on exactly where a language model's run folder stopped; `resumeTask` for other tasks. */
export function resume(folder: string, options: ResumeOptions = {}): TrainingRun {
  return languageRun(() => resumedSession(folder, options), options);
}

function isLanguage(options: TrainOptions | TaskOptions): options is TrainOptions {
  return (options.task ?? 'lm') === 'lm';
}

function languageRun(
  open: () => Promise<TrainingSession>,
  options: ResumeOptions | TrainOptions,
): TrainingRun {
  const { backend: name, threads, cells, signal } = options;
  return runOf({
    open,
    signal,
    events: (session) => trainingEvents(languageCourse(session), signal),
    async model({ store, codec, model }) {
      if (store.folder !== null) return load(store.folder, { backend: name, threads, cells });
      const backend = await createBackend({ backend: name, threads });
      const weights = store.weights ?? new Map();
      const file = 'the run in memory';
      const { config } = model;
      const network = modelWithWeights(backend, { config, codec, weights, file }, cells);
      return createTextModel({ network, codec, onClose: () => backend.close() });
    },
  });
}

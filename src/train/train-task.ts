/** Training of tasks other than language models, as a stream of events. */
import { createBackend } from '../backend/select.ts';
import { writeWeights } from '../files/model-file.ts';
import { loadTask, type TrainedTask, trainedTask } from '../tasks/load.ts';
import type { NameOf } from '../tasks/settings.ts';
import type { TaskEvent } from './events.ts';
import { trainingEvents } from './loop.ts';
import type { ResumeOptions } from './options.ts';
import { runOf, type TrainingRun } from './run.ts';
import { taskCourse } from './task-course.ts';
import type { TaskCourseOptions } from './task-options.ts';
import { newTaskSession, resumedTaskSession, type TaskSession } from './task-session.ts';

export type TaskTrainingRun = TrainingRun<TaskEvent, TrainedTask>;

/** `nameOf` is how the caller's users write an option, for errors. */
export function trainTask(
  options: TaskCourseOptions & { task: string },
  nameOf?: NameOf,
): TaskTrainingRun {
  return taskRun(() => newTaskSession(options, nameOf), options);
}

/** Goes on exactly where a run folder stopped. */
export function resumeTask(folder: string, options: ResumeOptions = {}): TaskTrainingRun {
  return taskRun(() => resumedTaskSession(folder, options), options);
}

function taskRun(
  open: () => Promise<TaskSession>,
  { backend: name, threads, cells, signal }: ResumeOptions,
): TaskTrainingRun {
  return runOf({
    open,
    signal,
    events: (session) => trainingEvents(taskCourse(session), signal),
    async model({ task, store, data, settings, encodings }) {
      if (store.folder !== null) return loadTask(store.folder, { backend: name, threads, cells });
      const backend = await createBackend({ backend: name, threads });
      const model = task.open({ backend, data, model: settings, encodings, cells });
      writeWeights(model.network.parameters, store.weights ?? new Map(), 'the run in memory');
      return trainedTask(task, { model, data, settings }, () => backend.close());
    },
  });
}

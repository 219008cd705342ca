/** The numbers of a task's boxes after it has read one step of an input. */
import { type LiveTask, liveTask } from '../../inspect/live-task.ts';
import type { TaskStepAnswer } from '../../protocol/network.ts';
import type { TrainedTask } from '../../tasks/load.ts';
import type { Operations } from './operations.ts';
import type { Question } from './question.ts';
import { recordOf } from './task-input.ts';

/** As long as the model is open, so that going through an input reads it once. */
const kept = new WeakMap<TrainedTask, LiveTask>();

export function taskStep({
  path,
  request: { weights, input, at, units },
  cache,
  signal,
}: Question<Operations['task-step']['request']>): Promise<TaskStepAnswer> {
  return cache.useTask(path, weights, async (task) => {
    const live = kept.get(task) ?? liveTask(task);
    kept.set(task, live);
    return live.at(await recordOf(task, input, signal), at, { units });
  });
}

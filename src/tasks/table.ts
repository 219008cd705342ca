/** The tasks by name. */
import type { TaskName } from '../files/task-names.ts';
import { UnrollError } from '../util/errors.ts';
import { caption } from './caption/task.ts';
import { classify, regress } from './classify/task.ts';
import { forecast } from './forecast/task.ts';
import { tag } from './tag/task.ts';
import type { Task } from './task.ts';
import { transcribe } from './transcribe/task.ts';
import { translate } from './translate/task.ts';

const table = {
  classify,
  regress,
  tag,
  translate,
  caption,
  transcribe,
  forecast,
} as const;

/** Names of the tasks that there are. */
export type KnownTask = keyof typeof table & TaskName;

export const tasks: { readonly [name: string]: Task } = table;

/** Throws 'unsupported' naming the tasks that there are. */
export function taskNamed(name: string): Task {
  if (Object.hasOwn(tasks, name)) return tasks[name];
  throw new UnrollError(
    'unsupported',
    `there is no task ${JSON.stringify(name)}: choose one of lm, ${Object.keys(tasks).join(', ')}`,
  );
}

/** The settings of a task's data and of its network, every one given. */
export type DataSettings<Name extends KnownTask> =
  (typeof table)[Name] extends Task<infer Data, infer _M, infer _R> ? Data : never;
export type ModelSettings<Name extends KnownTask> =
  (typeof table)[Name] extends Task<infer _D, infer Model, infer _R> ? Model : never;

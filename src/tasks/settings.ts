/** Settings of a task, checked by its schema: errors name the setting and what it takes. */

import { expected, UnrollError } from '../util/errors.ts';
import { defined } from '../util/records.ts';
import type { SettingsSchema, Task } from './task.ts';

/** How the caller's users write a setting: `labelColumn`, or `--label-column`. */
export type NameOf = (setting: string) => string;

/** All settings of `schema`, defaults filled in. Throws 'usage' with what zod found wrong. */
export function parseSettings<Settings extends object>(
  schema: SettingsSchema<Settings>,
  given: object,
  nameOf: NameOf = (setting) => setting,
): Settings {
  const result = schema.safeParse(defined(given));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(schema.shape).map(nameOf);
    throw new UnrollError(
      'usage',
      `${nameOf(issue.keys[0])} is not among the settings here (${known.join(', ') || 'there are none'}): leave it out`,
    );
  }
  const [name = 'settings', ...rest] = issue.path.map(String);
  const received = (given as Readonly<Record<string, unknown>>)[name];
  const wanted =
    issue.code === 'invalid_value'
      ? `one of ${issue.values.join(', ')}`
      : issue.message.replace(/^[^:]*: expected /, '');
  throw expected([nameOf(name), ...rest].join('.'), wanted, received);
}

export interface SplitSettings {
  data: Record<string, unknown>;
  model: Record<string, unknown>;
  /** What is of neither. */
  rest: Record<string, unknown>;
}

/** Sorts given settings by the schema that knows them. */
export function splitSettings(
  { dataSchema, modelSchema }: Pick<Task, 'dataSchema' | 'modelSchema'>,
  given: object,
): SplitSettings {
  const split: SplitSettings = { data: {}, model: {}, rest: {} };
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const part = Object.hasOwn(dataSchema.shape, name)
      ? split.data
      : Object.hasOwn(modelSchema.shape, name)
        ? split.model
        : split.rest;
    part[name] = value;
  }
  return split;
}

/** Throws 'usage' for a setting that was given and that the task has no use for with these data. */
export function refuseUnused(
  task: Pick<Task, 'variant'>,
  data: object,
  { given, nameOf }: { given: readonly string[]; nameOf: NameOf },
): void {
  for (const { settings, because } of task.variant?.(data).unused ?? []) {
    const foreign = settings.find((setting) => given.includes(setting));
    if (foreign === undefined) continue;
    const [setting, value] = because;
    throw new UnrollError(
      'usage',
      value === undefined
        ? `${nameOf(foreign)} needs ${nameOf(setting)}: give it, or leave ${nameOf(foreign)} out`
        : `${nameOf(foreign)} does not go with ${nameOf(setting)} ${value}: leave it out`,
    );
  }
}

/** The settings of the network that go with these data. */
export function modelSchemaOf(
  task: Pick<Task, 'variant' | 'modelSchema'>,
  data: object,
): SettingsSchema {
  return task.variant?.(data).modelSchema ?? task.modelSchema;
}

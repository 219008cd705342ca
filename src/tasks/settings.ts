/** Settings of a task, checked by its schema: errors name the setting and what it takes. */

import { expected } from '../util/errors.ts';
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

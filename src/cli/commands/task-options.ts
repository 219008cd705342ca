/** From the parsed flags of `unroll train` to the options of a task that is no language model. */
import { existsSync } from 'node:fs';
import { defaultRunPath } from '../../files/run-names.ts';
import type { TaskCourseOptions } from '../../index.ts';
import { taskNamed } from '../../tasks/table.ts';
import { expected, UnrollError } from '../../util/errors.ts';
import { defined } from '../../util/records.ts';
import type { TrainFlags } from './train-options.ts';

/** Flags whose settings are called otherwise. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  vocabSize: 'maxVocabulary',
  val: 'validation',
};

export function taskOptions(
  task: string,
  files: readonly string[],
  flags: TrainFlags,
): TaskCourseOptions & { task: string } {
  taskNamed(task);
  const { json: _, val, builtin, punctuation, samples, ...rest } = flags;
  if (builtin !== undefined) {
    throw new UnrollError(
      'usage',
      `--builtin belongs to --task lm: ${task} without DATA has a sample of its own`,
    );
  }
  if (files.includes('-')) {
    throw new UnrollError(
      'usage',
      'examples to train on are read from files: save standard input to one',
    );
  }
  const settings: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(defined(rest))) {
    settings[OTHER_NAMES[name] ?? name] = value;
  }
  if (!punctuation) settings.punctuation = false;
  if (!samples) settings.samples = false; // refused by its name, as the task draws none
  const dense = settings.input === 'table';
  const { cell = dense ? 'dense' : 'lstm', layers = 1, hidden = dense ? 32 : 128 } = flags;
  const { from } = flags;
  const out = flags.out ?? defaultRunPath({ data: files[0] ?? task, from, cell, layers, hidden });
  return {
    ...settings,
    task,
    data: files.length > 0 ? { files } : { sample: true },
    validation: validation(val),
    out,
  };
}

/** --val: a part of the examples, or a file. */
function validation(text: string | undefined): TaskCourseOptions['validation'] {
  if (text === undefined) return undefined;
  const part = Number(text);
  if (text.trim() === '' || Number.isNaN(part) || existsSync(text)) return { files: [text] };
  if (part >= 0 && part < 1) return part;
  throw expected('--val', 'a part of the examples from 0 to below 1, or a file', text);
}

/** `labelColumn` → `--label-column`. */
export function flagOf(setting: string): string {
  const [name] = Object.entries(OTHER_NAMES).find(([, other]) => other === setting) ?? [setting];
  if (name === 'punctuation' || name === 'samples') return `--no-${name}`;
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** From what a page asks to be trained to the words of `unroll train`. */
import { basename, join, resolve } from 'node:path';
import type { z } from 'zod';
import { defaultRunPath } from '../../files/run-names.ts';
import { languageModelDefaults } from '../../models/config.ts';
import type { startRequest } from '../../protocol/training.ts';
import { sampleDefaults } from '../../train/defaults.ts';
import { UnrollError } from '../../util/errors.ts';
import { Refusal } from '../refusal.ts';
import { isRunName } from '../runs/run-name.ts';
import { builtInSamples } from './built-in-samples.ts';
import { settingWordsOf, type TrainFlags } from './settings-table.ts';
import type { Uploads } from './uploads.ts';

/** With what the schema has filled in. */
export type Start = z.output<typeof startRequest>;

export interface PlanOptions {
  folder: string;
  flags: TrainFlags;
  uploads: Uploads;
  /** Whether a run of this name is there or is to come. */
  taken(name: string): boolean;
}

export interface Plan {
  run: string;
  /** After the program's; `--out` and `--json` among them. */
  words: string[];
}

/** Throws 'usage' for settings that do not fit, 'missing' for files that are not there. */
export function planRun(start: Start, options: PlanOptions): Plan {
  const run = start.name === undefined ? freeName(start, options) : checkedName(start.name);
  const out = join(resolve(options.folder), run);
  return { run, words: ['train', ...dataWords(start, options), `--out=${out}`, '--json'] };
}

/** The words that say what is learned from what: all but where the run goes. */
export function dataWords(start: Start, { flags, uploads }: PlanOptions): string[] {
  const { task, data, validation } = start;
  const sample = 'sample' in data;
  if (sample && !builtInSamples.some((one) => one.sample === data.sample && one.task === task)) {
    throw new Refusal('missing', `there is no built-in sample ${data.sample} for task ${task}`);
  }
  const usual = task === 'lm' ? { ...timeLine(start.settings), ...start.settings } : start.settings;
  const settings = sample && task === 'lm' ? withSampleDefaults(usual) : usual;
  return [
    ...(sample ? [] : [uploads.path(data.file)]),
    ...(task === 'lm' ? [] : [`--task=${task}`]),
    ...(sample && task === 'lm' ? [`--builtin=${data.sample}`] : []),
    ...settingWordsOf(flags, { task, sample }, settings),
    ...(validation === undefined ? [] : [`--val=${uploads.path(validation)}`]),
  ];
}

/** A sample for every checkpoint, to watch them get better, unless samples are not wanted. */
function timeLine({ samples = true }: Start['settings']): Start['settings'] {
  return samples ? { checkpointSamples: true } : {};
}

/** Said aloud, as they would no longer hold where one setting is given. */
function withSampleDefaults(settings: Start['settings']): Start['settings'] {
  const limited = ['steps', 'epochs', 'minutes'].some((limit) => limit in settings);
  const { steps, ...others } = sampleDefaults;
  return { ...others, ...(limited ? {} : { steps }), ...settings };
}

function checkedName(name: string): string {
  if (isRunName(name)) return name;
  throw new UnrollError(
    'usage',
    `${JSON.stringify(name)} cannot be a run's name: leave out / and \\ and signs such as : * ?, and do not begin with a dot`,
  );
}

function freeName({ task, data, settings }: Start, { folder, uploads, taken }: PlanOptions) {
  const sample = 'sample' in data;
  const usual = sample && task === 'lm' ? sampleDefaults : languageModelDefaults;
  const own = task === 'lm' ? usual : { layers: 1, hidden: 128 };
  const base = basename(
    defaultRunPath({
      parent: folder,
      data: sample ? data.sample : basename(uploads.path(data.file)),
      cell: settings.input === 'table' ? 'dense' : String(settings.cell ?? 'lstm'),
      layers: Number(settings.layers ?? own.layers),
      hidden: Number(settings.hidden ?? own.hidden),
    }),
  );
  let name = base;
  for (let n = 2; taken(name); n++) name = `${base}-${n}`;
  return name;
}

/** The settings of `unroll train` as a form shows them, and what a form says as words of the command line. */

import type { TaskName } from '../../protocol/tasks.ts';
import type {
  Localised,
  Setting,
  SettingGroup,
  SettingsTable,
  SettingValue,
} from '../../protocol/training.ts';
import { settingGroups } from '../../protocol/training.ts';
import { UnrollError } from '../../util/errors.ts';
import { type Flag, type FlagGroups, settingOf } from '../../util/flags.ts';
import { settingWords } from './setting-words.ts';
import { settingsOfTask } from './task-settings.ts';

/** The command line's own tables. */
export interface TrainFlags {
  /** Those of language models, of which some are every task's. */
  language: FlagGroups;
  /** Those of other tasks alone. */
  tasks: FlagGroups;
}

const titles: { readonly [G in SettingGroup]: Localised } = {
  data: { en: 'Data', ko: '데이터' },
  model: { en: 'Network', ko: '신경망' },
  training: { en: 'Training', ko: '학습' },
  limits: { en: 'When it ends', ko: '끝나는 때' },
  output: { en: 'Samples and checkpoints', ko: '표본과 저장' },
  compute: { en: 'Computation', ko: '계산' },
};

/** Groups of the command line by the first word of their titles. */
const groupOf: Readonly<Record<string, SettingGroup>> = {
  Text: 'data',
  Data: 'data',
  Series: 'data',
  Model: 'model',
  Networks: 'model',
  Training: 'training',
  Output: 'output',
  Computation: 'compute',
};

const limits = new Set(['steps', 'epochs', 'minutes', 'patience']);

/** What most people want to say. */
const main = new Set([
  ...['level', 'lines', 'input', 'textColumn', 'labelColumn', 'timeColumn', 'targets', 'window'],
  ...['horizon', 'condition', 'cell', 'layers', 'hidden', 'dropout', 'bidirectional', 'attention'],
  ...['crf', 'pooling', 'lr', 'batch', 'steps', 'epochs', 'minutes', 'seed'],
]);

interface Entry {
  name: string;
  group: SettingGroup;
  flag: Flag;
  /** `--no-NAME` is there: alone, or beside NAME. */
  negative: boolean;
  positive: boolean;
}

/** Whose settings are asked for. */
export interface Subject {
  task: TaskName;
  /** Trains on a built-in sample. */
  sample: boolean;
}

export function settingsTable(flags: TrainFlags, subject: Subject): SettingsTable {
  const { task } = subject;
  const settings = entriesOf(flags, subject).map(({ entry, standard }) =>
    toSetting(entry, standard),
  );
  const groups = settingGroups.filter((group) => settings.some((one) => one.group === group));
  return { task, groups: groups.map((group) => ({ group, title: titles[group] })), settings };
}

/** Every value as the command line takes it. Throws 'usage' for a setting or value that there is not. */
export function settingWordsOf(
  flags: TrainFlags,
  subject: Subject,
  given: Readonly<Record<string, SettingValue>>,
): string[] {
  const { task } = subject;
  const entries = new Map(entriesOf(flags, subject).map(({ entry }) => [entry.name, entry]));
  return Object.entries(given).flatMap(([name, value]) => {
    const entry = entries.get(name);
    if (entry === undefined) {
      throw new UnrollError('usage', `task ${task} has no setting "${name}": leave it out`);
    }
    return wordsOf(entry, value);
  });
}

function wordsOf({ name, flag, positive, negative }: Entry, value: SettingValue): string[] {
  const long = `--${kebab(name)}`;
  if (!takesValue(flag)) {
    if (typeof value !== 'boolean') {
      throw new UnrollError('usage', `${name} is a switch: expected true or false`);
    }
    if (value) return positive ? [long] : [];
    return negative ? [`--no-${kebab(name)}`] : [];
  }
  const text = name === 'prime' ? escaped(String(value)) : String(value);
  if (name === 'val' && !(Number(text) >= 0 && Number(text) < 1)) {
    throw new UnrollError(
      'usage',
      `expected val to be a part from 0 to below 1 but received ${text}`,
    );
  }
  flag.parse?.(text);
  return [`${long}=${text}`];
}

function entriesOf({ language, tasks }: TrainFlags, { task, sample }: Subject) {
  const inLanguage = new Set(
    Object.values(language).flatMap((flags) => flags.map(({ flags: text }) => settingOf(text))),
  );
  const { has, standard } = settingsOfTask(task, { language: inLanguage, sample });
  const entries = new Map<string, Entry>();
  for (const [title, flags] of Object.entries({ ...language, ...tasks })) {
    for (const flag of flags) {
      const name = settingOf(flag.flags);
      if (!has(name)) continue;
      const group = limits.has(name) ? 'limits' : (groupOf[title.split(/[ :]/)[0]] ?? 'training');
      const negative = flag.flags.startsWith('--no-');
      const before = entries.get(name);
      if (before === undefined) {
        entries.set(name, { name, group, flag, negative, positive: !negative });
      } else {
        before.negative ||= negative;
        before.positive ||= !negative;
      }
    }
  }
  return [...entries.values()].map((entry) => ({ entry, standard: standard(entry.name) }));
}

function toSetting({ name, group, flag }: Entry, standard: Setting['standard']): Setting {
  const takes = flag.parse?.takes;
  const text = settingWords[name] ?? { en: flag.text, ko: flag.text };
  const common = { name, flag: `--${kebab(name)}`, group, text, main: main.has(name) };
  const withStandard = standard === undefined ? common : { ...common, standard };
  if (!takesValue(flag)) return { ...withStandard, kind: 'switch' };
  switch (takes?.kind) {
    case undefined:
      return { ...withStandard, kind: 'text' };
    case 'list':
      return { ...withStandard, kind: 'list' };
    case 'choice':
      return { ...withStandard, kind: 'choice', choices: [...takes.words] };
    case 'number': {
      const bounds = { min: finite(takes.min), max: finite(takes.max) };
      return { ...withStandard, kind: 'number', whole: takes.whole, ...bounds };
    }
    default:
      return takes satisfies never;
  }
}

function takesValue({ flags }: Flag): boolean {
  return flags.includes('<');
}

/** Bounds that only say "any number" are no bounds in a form. */
function finite(bound: number): number | undefined {
  return Math.abs(bound) < 1e15 ? bound : undefined;
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The inverse of what the command line makes of `\n`. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll('\r', '\\r');
}

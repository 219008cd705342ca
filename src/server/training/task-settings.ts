/** Which settings a task has, and what holds of them where nothing is said. */

import { languageModelDefaults } from '../../models/config.ts';
import type { TaskName } from '../../protocol/tasks.ts';
import { parseSettings } from '../../tasks/settings.ts';
import { tasks } from '../../tasks/table.ts';
import { dataDefaults, fallingRate, sampleDefaults, trainDefaults } from '../../train/defaults.ts';
import { isCourseOption } from '../../train/task-options.ts';

/** Flags whose settings are called otherwise. */
const settingNames: Readonly<Record<string, string>> = { vocabSize: 'maxVocabulary' };

/** Flags that the Studio says by other means, or that read files of the server's machine. */
const withheld = new Set([
  'task',
  'out',
  'json',
  'builtin',
  'from',
  'wordVectors',
  'freeze',
  'encoding',
]);

export interface TaskSettings {
  has(flag: string): boolean;
  standard(flag: string): string | number | boolean | undefined;
}

export interface Facts {
  /** Names of the flags that language models have. */
  language: ReadonlySet<string>;
  /** Whether it trains on the built-in sample, which is small. */
  sample: boolean;
}

export function settingsOfTask(task: TaskName, { language, sample }: Facts): TaskSettings {
  const { known, standards } = task === 'lm' ? ofLanguage(language, sample) : ofTask(task);
  return {
    has: (flag) => !withheld.has(flag) && known(settingNames[flag] ?? flag, flag),
    standard(flag) {
      const value = standards[settingNames[flag] ?? flag];
      if (Array.isArray(value)) return value.length === 0 ? undefined : value.join(',');
      const simple = ['string', 'number', 'boolean'].includes(typeof value) && value !== '';
      return simple ? (value as string | number | boolean) : undefined;
    },
  };
}

interface Known {
  known(setting: string, flag: string): boolean;
  standards: Readonly<Record<string, unknown>>;
}

function ofLanguage(language: ReadonlySet<string>, sample: boolean): Known {
  return {
    known: (_, flag) => language.has(flag),
    standards: {
      ...trainDefaults,
      ...fallingRate,
      ...dataDefaults,
      ...languageModelDefaults,
      ...(sample ? sampleDefaults : {}),
      maxVocabulary: dataDefaults.maxVocabulary,
      val: trainDefaults.validation,
      checkpointSamples: true,
      lines: false,
      documents: false,
    },
  };
}

function ofTask(name: TaskName): Known {
  const task = tasks[name];
  const shapes = { ...task.dataSchema.shape, ...task.modelSchema.shape };
  const own = {
    ...parseSettings(task.dataSchema, {}),
    ...parseSettings(task.modelSchema, {}),
  };
  const {
    samples: _,
    sampleLength: _l,
    sampleTemperature: _t,
    steps: _s,
    ...course
  } = trainDefaults;
  return {
    known: (setting, flag) =>
      Object.hasOwn(shapes, setting) || isCourseOption(setting) || flag === 'val',
    standards: { ...course, val: trainDefaults.validation, ...task.training, ...own },
  };
}

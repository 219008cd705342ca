/** From a file to a run that trains: upload, guess, settings, estimate, start. */
import { z } from 'zod';
import { type TaskName, taskNames } from './tasks.ts';

/** Answer to `POST /api/files?name=NAME`, whose body is the file. */
export interface UploadedFile {
  /** What other requests name it by. */
  file: string;
  /** As uploaded, cleaned. */
  name: string;
  bytes: number;
  /** The first characters, where it is text. */
  head: string;
}

/** Text or examples that Unroll makes itself. */
export interface BuiltInSample {
  /** What a request names it by: `theatre`, `code`, or a task for its own sample. */
  sample: string;
  task: TaskName;
  text: Localised;
}

export interface Localised {
  en: string;
  ko: string;
}

const source = z.union([
  z.strictObject({ file: z.string().min(1).max(255) }),
  z.strictObject({ sample: z.string().min(1).max(64) }),
]);
export type DataChoice = z.infer<typeof source>;

export const guessRequest = z.strictObject({ file: z.string().min(1).max(255) });
export type GuessRequest = z.infer<typeof guessRequest>;

export interface Guess {
  task: TaskName;
  /** Why, in a sentence. */
  why: Localised;
  /** Settings that the file asks for: layout, columns, level. */
  settings: Record<string, SettingValue>;
  /** Other tasks that the file could serve. */
  others: TaskName[];
  /** Of a table. */
  columns?: string[];
}

/** As the flag of `unroll train` takes it; a switch is true or false. */
const settingValue = z.union([z.string().max(65536), z.number(), z.boolean()]);
export type SettingValue = z.infer<typeof settingValue>;

export type SettingKind = 'number' | 'choice' | 'switch' | 'text' | 'list';

/** One setting of `GET /api/settings?task=TASK`. */
export interface Setting {
  /** Key in `StartRequest.settings`: `hidden`. */
  name: string;
  /** `--hidden`. */
  flag: string;
  /** The group's name, such as `model`. */
  group: SettingGroup;
  kind: SettingKind;
  /** What it does, in a sentence. */
  text: Localised;
  /** What holds where nothing is given; absent: nothing. */
  standard?: string | number | boolean;
  choices?: string[];
  /** Of numbers. */
  min?: number;
  max?: number;
  whole?: boolean;
  /** Shown at once; the others behind "more". */
  main: boolean;
}

export const settingGroups = ['data', 'model', 'training', 'limits', 'output', 'compute'] as const;
export type SettingGroup = (typeof settingGroups)[number];

export interface SettingsTable {
  task: TaskName;
  groups: { group: SettingGroup; title: Localised }[];
  settings: Setting[];
}

export const startRequest = z.strictObject({
  task: z.enum(taskNames),
  data: source,
  /** A file of its own to validate on. */
  validation: z.string().min(1).max(255).optional(),
  /** Of the run folder; absent: made from the data and the network. */
  name: z.string().min(1).max(120).optional(),
  settings: z.record(z.string(), settingValue).default({}),
});
export type StartRequest = z.input<typeof startRequest>;

/** New limits, counted from the beginning of the run. */
export const resumeRequest = z.strictObject({
  steps: z.int().positive().optional(),
  epochs: z.int().positive().optional(),
  minutes: z.number().positive().optional(),
});
export type ResumeRequest = z.input<typeof resumeRequest>;

/** Answer to `POST /api/estimate`, which takes a `StartRequest` and starts nothing. */
export interface Estimate {
  parameters: number;
  /** Of training steps that were taken to find out. */
  secondsPerStep: number;
  tokensPerSecond: number;
  totalSteps: number | null;
  /** Of the whole run, by its nearest limit. */
  seconds: number | null;
  /** Bytes that training holds: weights, optimizer, activations, data. */
  memoryBytes: number;
  /** Sentences that the start of training would print, and whether another run trained meanwhile. */
  notes: string[];
}

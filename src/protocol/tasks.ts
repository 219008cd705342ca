/** The tasks by the names that `run.json` and the command line have for them. */
export const taskNames = [
  'lm',
  'classify',
  'regress',
  'tag',
  'translate',
  'caption',
  'transcribe',
  'forecast',
] as const;

export type TaskName = (typeof taskNames)[number];

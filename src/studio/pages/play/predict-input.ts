/** From what stands in the field to what the server is asked, and from a record to the field. */
import type { PredictRequest, TaskInput } from '../../../protocol/predict.ts';
import type { RunDetail } from '../../../protocol/runs.ts';

/** Lines that are all JSON objects are records; anything else is text in the form of the task's files. */
export function inputOf(text: string): PredictRequest['input'] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const records: unknown[] = [];
  for (const line of lines) {
    if (!line.trimStart().startsWith('{')) return text;
    try {
      records.push(JSON.parse(line));
    } catch {
      return text;
    }
  }
  return records.length > 0 ? records : text;
}

/** The same where one input is asked for: the first record. Undefined for an empty field. */
export function oneInputOf(text: string): TaskInput | undefined {
  if (text.trim() === '') return undefined;
  const input = inputOf(text);
  return typeof input === 'string' ? input : (input[0] as TaskInput);
}

/** Answers that the record had are left out, so that the model gives its own. */
const answers = ['label', 'tags', 'target', 'targets', 'caption', 'captions', 'place'];

/** An example in the field: a line of text where the record is no more than that, else its JSON. */
export function tryOut(record: unknown): string {
  if (typeof record !== 'object' || record === null) return String(record);
  const given = Object.entries(record).filter(([key]) => !answers.includes(key));
  const only = given.length === 1 ? given[0][1] : undefined;
  return typeof only === 'string' && !only.includes('\n')
    ? only
    : JSON.stringify(Object.fromEntries(given));
}

/** Translations tell where they looked, of networks that have attention. */
export function optionsOf({ task, settings }: RunDetail): Record<string, unknown> {
  const attention = settings.find(({ path }) => path === 'model.attention')?.value;
  const attends = task === 'translate' && attention !== undefined && attention !== 'none';
  return attends ? { attention: true } : {};
}

/** Whether a text is divided when the user says nothing about validation. */
import { statSync } from 'node:fs';
import { SMALLEST_DIVIDED, trainDefaults } from './defaults.ts';
import type { DataSource } from './options.ts';

/** The usual part; 0 for a text too short to spare anything, with a note that says so. */
export function defaultValidation(source: DataSource, notes: string[]): number {
  const size = sizeOf(source);
  if (size >= SMALLEST_DIVIDED) return trainDefaults.validation;
  notes.push(
    `a text of fewer than ${SMALLEST_DIVIDED} characters is not divided: there is no validation`,
  );
  return 0;
}

/** Characters, or bytes of files; files that cannot be read are reported by their reader. */
function sizeOf(source: DataSource): number {
  if ('sample' in source) return Number.POSITIVE_INFINITY;
  if ('text' in source) {
    const texts = typeof source.text === 'string' ? [source.text] : source.text;
    return texts.reduce((sum, text) => sum + text.length, 0);
  }
  return source.files.reduce(
    (sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}

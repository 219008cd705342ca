/** The end of the text that a run learned from: what it validates on, if it validates on a part. */
import { readTextPieces, type TextEncoding } from '../../data/read-text.ts';
import type { LanguageRunSettings } from '../../files/run-file.ts';
import type { RunText } from '../../protocol/runs.ts';
import { generateSample } from '../../train/built-in.ts';
import { UnrollError } from '../../util/errors.ts';
import type { StoredRun } from './run-store.ts';

/**
 * So many UTF-16 units at most, from the beginning of a line where there is one. Errors: 'unsupported' for
 * other tasks, 'data' for text that was in memory, those of the reader for files that are no longer there.
 */
export async function textOfRun(
  { name, settings }: StoredRun,
  characters: number,
): Promise<RunText> {
  if (settings.task !== 'lm') {
    throw new UnrollError('unsupported', `${name} is of task ${settings.task} and has no text`);
  }
  const { validation } = settings.corpus;
  const share = typeof validation === 'number' ? validation : 0;
  const { end, total } = await endOfText(name, settings, characters);
  const unseen = Math.floor(share * total);
  const text = unseen > 0 ? end.slice(-Math.min(characters, unseen)) : end;
  return { text: fromLine(text), validation: unseen > 0 };
}

async function endOfText(
  name: string,
  { corpus: { sample, files = [] }, data }: LanguageRunSettings,
  characters: number,
): Promise<{ end: string; total: number }> {
  if (sample === 'theatre' || sample === 'code') {
    const text = generateSample(sample);
    return { end: text.slice(-characters), total: text.length };
  }
  if (files.length === 0) {
    throw new UnrollError('data', `${name} learned from text in memory, which is not kept`);
  }
  // As the training read them, which refused any other name.
  const encoding = data.encoding as TextEncoding;
  let end = '';
  let total = 0;
  for (const file of files) {
    for await (const piece of readTextPieces(file, { encoding })) {
      end = (end + piece).slice(-characters);
      total += piece.length;
    }
  }
  return { end, total };
}

/** How much may be lost so that the text begins with a line. */
const LOST = 0.25;

function fromLine(text: string): string {
  const line = text.indexOf('\n') + 1;
  return line > 0 && line < LOST * text.length ? text.slice(line) : text;
}

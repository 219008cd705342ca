/** Records of `translate`: a source, and what it becomes, in one or several ways. */
import { z } from 'zod';
import {
  extensionOf,
  jsonText,
  type Place,
  type RecordSource,
  readJsonObjects,
  readLines,
  readPairs,
  shown,
  wrongAt,
} from '../../data/index.ts';
import type { ReadOptions } from '../task.ts';
import { textShape } from '../texts.ts';

const levels = textShape.level.unwrap();

export const dataSchema = z.strictObject({
  ...textShape,
  /** Of sources and of targets, where they have no level of their own. */
  level: levels.default('char'),
  sourceLevel: levels.optional(),
  targetLevel: levels.optional(),
});
export type TranslateData = z.infer<typeof dataSchema>;

export interface TranslateRecord {
  source: string;
  /** References, at least one; absent where it is to be translated. */
  targets?: readonly string[];
  /** Where it stands, for errors. */
  place: Place;
}

/**
 * Streams pairs; with answers, lines that stand together with the same source are one source with
 * several references. Throws 'data', 'file' and 'encoding' naming file and line.
 */
export function readRecords(
  source: RecordSource,
  _: TranslateData,
  { labelled, ...options }: ReadOptions,
): AsyncIterable<TranslateRecord> {
  return labelled ? readTranslated(source, options) : readSources(source, options);
}

type PlainOptions = Omit<ReadOptions, 'labelled'>;

async function* readTranslated(
  from: RecordSource,
  options: PlainOptions,
): AsyncGenerator<TranslateRecord> {
  let waiting: TranslateRecord | undefined;
  for await (const { source, targets, name, line } of readPairs(from, options)) {
    if (waiting?.source === source) {
      waiting = { ...waiting, targets: [...(waiting.targets ?? []), ...targets] };
      continue;
    }
    if (waiting !== undefined) yield waiting;
    waiting = { source, targets, place: { name, line } };
  }
  if (waiting !== undefined) yield waiting;
}

/** What stands before the first tab of a line, or in the field "source". */
async function* readSources(
  from: RecordSource,
  options: PlainOptions,
): AsyncGenerator<TranslateRecord> {
  if (/^\.(jsonl|ndjson)$/.test(extensionOf(from))) {
    for await (const record of readJsonObjects(from, options)) {
      yield sourceAt(jsonText(record, 'source'), record);
    }
    return;
  }
  for await (const line of readLines(from, options)) {
    const [source] = line.text.split('\t', 1);
    yield sourceAt(source, line);
  }
}

function sourceAt(source: string, { name, line }: Place): TranslateRecord {
  const place = { name, line };
  if (source.trim() !== '') return { source, place };
  throw wrongAt(place, 'the source is empty; leave the line out');
}

/** From memory: a text to translate, or `{source, target}`, or `{source, targets}`. */
export function parseRecord(input: unknown, place: Place): TranslateRecord {
  if (typeof input === 'string') return sourceAt(input, place);
  const wrong = () =>
    wrongAt(
      place,
      `expected a text or {"source": …, "target": …} (or "targets": […]) but received ${shown(input)}`,
    );
  if (typeof input !== 'object' || input === null) throw wrong();
  const { source, target, targets } = input as Readonly<Record<string, unknown>>;
  if (typeof source !== 'string') throw wrong();
  const record = sourceAt(source, place);
  const given = targets ?? (target === undefined ? undefined : [target]);
  if (given === undefined) return record;
  if (targets !== undefined && target !== undefined) {
    throw wrongAt(place, 'it has both "target" and "targets"; keep one');
  }
  if (!isTexts(given) || given.length === 0) throw wrong();
  return { ...record, targets: given };
}

function isTexts(value: unknown): value is string[] {
  return (
    Array.isArray(value) && value.every((text) => typeof text === 'string' && text.trim() !== '')
  );
}

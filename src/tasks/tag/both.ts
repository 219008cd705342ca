/** Records of words with a vector beside each: `{"tokens": […], "vectors": [[…], …], "tags": […]}`. */

import type { RecordSource, TextEncoding } from '../../data/index.ts';
import { type JsonObjectRecord, readJsonVectors, wrongAt } from '../../data/index.ts';
import type { TagRecord } from './records.ts';

export interface BothOptions {
  encoding: TextEncoding;
  signal?: AbortSignal;
  /** That holds the vectors. */
  field: string;
  /** Of the words and tags. */
  words: (record: JsonObjectRecord) => TagRecord;
}

/** Throws 'data' where there is not a vector for each word. */
export async function* readBoth(
  source: RecordSource,
  { words, ...options }: BothOptions,
): AsyncGenerator<TagRecord> {
  for await (const sequence of readJsonVectors(source, options)) {
    const { frames, width, T } = sequence;
    yield joined(words(sequence), { frames: Array.from(frames), width, T });
  }
}

/** A record of words with its vectors. */
export function joined(
  record: TagRecord,
  { frames, width, T }: { frames: readonly number[]; width: number; T: number },
): TagRecord {
  const count = record.tokens?.length ?? 0;
  if (count === T) return { ...record, frames, width };
  throw wrongAt(record.place, `there are ${count} tokens but ${T} vectors; each token needs one`);
}

/**
 * The built-in samples of `tag`: persons in sentences whose doubtful name only what follows can tell;
 * with vectors, how a square moves, frame by frame.
 */
import { generateMotions } from '../../data/generators/clips.ts';
import { generateTeddy } from '../../data/generators/teddy.ts';
import { UnrollError } from '../../util/errors.ts';
import type { Samples } from '../task.ts';
import type { TagData, TagRecord } from './records.ts';

const TRAIN = 4000;
const VALIDATION = 500;

export function taggedSample({ input }: TagData, seed: number): Samples<TagRecord> {
  if (input === 'both') {
    throw new UnrollError(
      'usage',
      'there is no sample of words with vectors: name a JSONL file of {"tokens", "vectors", "tags"}',
    );
  }
  const items = TRAIN + VALIDATION;
  const place = (n: number) => ({ name: 'the sample', line: n + 1 });
  const records: TagRecord[] =
    input === 'text'
      ? generateTeddy({ seed, items }).map(({ tokens, tags }, n) => ({
          tokens,
          tags,
          place: place(n),
        }))
      : generateMotions({ seed, items }).map(({ frames, motions }, n) => ({
          frames: Array.from(frames),
          width: frames.length / motions.length,
          tags: motions,
          place: place(n),
        }));
  return { train: records.slice(0, TRAIN), validation: records.slice(TRAIN) };
}

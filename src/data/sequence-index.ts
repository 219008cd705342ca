/** Where the lines or documents of a corpus begin: each is `<s>` … `</s>` among the token ids. */
import { assert, UnrollError } from '../util/errors.ts';
import { sourceRange, type TokenSource } from './source.ts';

/** Sequence i is the ids [starts[i], starts[i + 1]). */
export interface SequenceIndex {
  readonly count: number;
  /** (count + 1) */
  readonly starts: Uint32Array;
}

/** One part of a corpus: training or validation. */
export interface CorpusPart {
  readonly source: TokenSource;
  /** Where its lines or documents are; undefined for a stream. */
  readonly sequences: SequenceIndex | undefined;
}

/** Finds every `<s>` (id `bos`) in a source that begins with one. */
export function indexSequences(source: TokenSource, bos: number): SequenceIndex {
  assert(source.length < 2 ** 32, 'a corpus of more than 2^32 symbols');
  let starts = new Uint32Array(1024);
  let count = 0;
  const window = new Int32Array(1 << 14);
  for (let at = 0; at < source.length; at += window.length) {
    const ids = window.subarray(0, Math.min(window.length, source.length - at));
    source.read(at, ids);
    for (let i = 0; i < ids.length; i++) {
      if (ids[i] !== bos) continue;
      if (count + 1 === starts.length) {
        const larger = new Uint32Array(2 * starts.length);
        larger.set(starts);
        starts = larger;
      }
      starts[count++] = at + i;
    }
  }
  starts[count] = source.length;
  return { count, starts: starts.slice(0, count + 1) };
}

/** The last ⌈fraction·count⌉ sequences are for validation. */
export function splitSequences(
  source: TokenSource,
  index: SequenceIndex,
  fraction: number,
): { train: CorpusPart; validation: CorpusPart | undefined } {
  if (!(fraction >= 0 && fraction < 1)) {
    throw new UnrollError(
      'usage',
      `expected the validation fraction to be from 0 to less than 1 but received ${fraction}`,
    );
  }
  if (fraction === 0) return { train: { source, sequences: index }, validation: undefined };
  const first = index.count - Math.ceil(index.count * fraction);
  if (first < 1) {
    throw new UnrollError(
      'data',
      `${index.count} lines or documents cannot be split by --val ${fraction}; use --val 0 or more text`,
    );
  }
  const border = index.starts[first];
  return {
    train: {
      source: sourceRange(source, 0, border),
      sequences: { count: first, starts: index.starts.slice(0, first + 1) },
    },
    validation: {
      source: sourceRange(source, border, source.length),
      sequences: {
        count: index.count - first,
        starts: index.starts.slice(first).map((start) => start - border),
      },
    },
  };
}

/**
 * How text becomes symbols: the settings that belong to a model for ever (they are written to
 * `vocab.json`), with their defaults and the checks on their combinations.
 */
import { expected, UnrollError } from '../util/errors.ts';

export type Level = 'byte' | 'char' | 'grapheme' | 'jamo' | 'word' | 'bpe';
const levels: readonly Level[] = ['byte', 'char', 'grapheme', 'jamo', 'word', 'bpe'];

/** Symbols of level bpe where no size is given, the 256 bytes included. */
export const bpeVocabularySize = 4096;

/** One endless text; or sequences with a `<s>` before and a `</s>` after each: lines, or documents between blank lines. */
export type SequenceMode = 'stream' | 'lines' | 'documents';
/** Words cut by `Intl.Segmenter`, or text that is already cut by spaces (WikiText). */
export type WordSplit = 'unicode' | 'spaces';

export interface TextOptions {
  level?: Level;
  sequences?: SequenceMode;
  /** Word level: how words are found. */
  split?: WordSplit;
  /** Word level, `split: 'unicode'`: keep punctuation as symbols of their own. */
  punctuation?: boolean;
  /** Not at byte level. */
  lowerCase?: boolean;
  /** Symbols seen less often become `<unk>`; at level bpe such characters are written as bytes. */
  minCount?: number;
  /** Largest vocabulary, specials included; the most frequent symbols stay. Level bpe: 4096 by default. */
  vocabularySize?: number;
  /** Whether there is an `<unk>`; by default at word level and where symbols may be dropped. Not at level bpe. */
  unk?: boolean;
}

export interface ResolvedTextOptions {
  readonly level: Level;
  readonly sequences: SequenceMode;
  readonly split: WordSplit;
  readonly punctuation: boolean;
  readonly lowerCase: boolean;
  readonly minCount: number;
  readonly vocabularySize?: number;
  readonly unk: boolean;
}

/** Fills in defaults; resolved options stay as they are. Throws 'usage' for contradictions. */
export function resolveTextOptions(options: TextOptions = {}): ResolvedTextOptions {
  const { level = 'char', sequences = 'stream', minCount = 1 } = options;
  const vocabularySize =
    options.vocabularySize ?? (level === 'bpe' ? bpeVocabularySize : undefined);
  if (!levels.includes(level)) throw expected('level', `one of ${levels.join(', ')}`, level);
  if (!['stream', 'lines', 'documents'].includes(sequences)) {
    throw expected('sequences', 'stream, lines or documents', sequences);
  }
  const split = options.split ?? 'unicode';
  if (split !== 'unicode' && split !== 'spaces') {
    throw expected('split', 'unicode or spaces', split);
  }
  if (!Number.isInteger(minCount) || minCount < 1) {
    throw expected('the minimum count', 'a positive integer', minCount);
  }
  if (vocabularySize !== undefined && (!Number.isInteger(vocabularySize) || vocabularySize < 2)) {
    throw expected('the vocabulary size', 'an integer of at least 2', vocabularySize);
  }
  const drops = minCount > 1 || vocabularySize !== undefined;
  if (level === 'byte' && (drops || options.unk || options.lowerCase)) {
    throw new UnrollError(
      'usage',
      'level byte always has its 256 symbols: a minimum count, a vocabulary size, <unk> and lower-casing need another level, e.g. char',
    );
  }
  if (level !== 'word' && (split !== 'unicode' || options.punctuation === false)) {
    throw new UnrollError(
      'usage',
      `split and punctuation are settings of level word, but the level is ${level}`,
    );
  }
  if (split === 'spaces' && options.punctuation === false) {
    throw new UnrollError(
      'usage',
      'punctuation false needs split unicode: text split by spaces is taken as it is',
    );
  }
  if (level === 'bpe' && options.unk) {
    throw new UnrollError(
      'usage',
      'level bpe writes unknown characters as bytes and has no <unk>; leave unk at its default',
    );
  }
  if (level !== 'bpe' && drops && options.unk === false) {
    throw new UnrollError(
      'usage',
      'a minimum count or vocabulary size needs <unk> for the dropped symbols; leave unk at its default',
    );
  }
  return {
    level,
    sequences,
    split,
    punctuation: options.punctuation ?? true,
    lowerCase: options.lowerCase ?? false,
    minCount,
    ...(vocabularySize === undefined ? {} : { vocabularySize }),
    unk: options.unk ?? (level === 'word' || (drops && level !== 'bpe')),
  };
}

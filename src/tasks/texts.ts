/** Texts as symbols: the settings of a task's data that say how, and the codec they give. */
import { z } from 'zod';
import { TextCodec, type TextOptions } from '../data/index.ts';

/** Part of a task's data schema. */
export const textShape = {
  level: z.enum(['byte', 'char', 'grapheme', 'jamo', 'word', 'bpe']).default('word'),
  minCount: z.int().positive().default(1),
  /** 0: no limit. */
  maxVocabulary: z.int().min(0).default(0),
  lowercase: z.boolean().default(false),
  punctuation: z.boolean().default(true),
  split: z.enum(['unicode', 'spaces']).default('unicode'),
};

const shape = z.object(textShape);
export type TextSettings = z.infer<typeof shape>;

/**
 * The symbols of texts that are read one by one; there is an `<unk>` for what comes later, but for
 * bytes and subwords, of which every text is made. `sequences: 'lines'` gives each `<s>` and `</s>`.
 */
export function codecOfTexts(
  texts: readonly string[],
  { level, minCount, maxVocabulary, lowercase, punctuation, split }: TextSettings,
  { sequences = 'stream' }: Pick<TextOptions, 'sequences'> = {},
): TextCodec {
  const word = level === 'word';
  const options: TextOptions = {
    level,
    sequences,
    split: word ? split : undefined,
    punctuation: word ? punctuation : undefined,
    lowerCase: lowercase,
    minCount,
    vocabularySize: maxVocabulary === 0 ? undefined : maxVocabulary,
    unk: level === 'byte' || level === 'bpe' ? undefined : true,
  };
  return TextCodec.fromTexts(texts, options);
}

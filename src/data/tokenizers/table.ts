/** The table of levels: which tokenizer each one has. */
import { assert } from '../../util/errors.ts';
import type { Level, ResolvedTextOptions } from '../options.ts';
import type { Subwords } from '../subwords/subwords.ts';
import { runTokenizer } from '../subwords/words.ts';
import { bpeTokenizer } from './bpe.ts';
import { byteTokenizer } from './byte.ts';
import { charTokenizer } from './char.ts';
import { graphemeTokenizer } from './grapheme.ts';
import { jamoTokenizer } from './jamo.ts';
import { EOS, type Tokenizer } from './tokenizer.ts';
import { wordTokenizer } from './word.ts';
import { spacesTokenizer } from './words-by-spaces.ts';

type Maker = (options: ResolvedTextOptions, subwords?: Subwords) => Tokenizer;

const makers: { [L in Level]: Maker } = {
  byte: byteTokenizer,
  char: charTokenizer,
  grapheme: graphemeTokenizer,
  jamo: jamoTokenizer,
  word({ split, punctuation, lowerCase, sequences }) {
    const lineEnd = sequences === 'documents' ? '\n' : EOS;
    return split === 'unicode'
      ? wordTokenizer({ punctuation, lowerCase, lineEnd })
      : spacesTokenizer({ lowerCase, lineEnd, ownMarks: sequences !== 'stream' });
  },
  bpe({ lowerCase }, subwords) {
    assert(subwords, 'level bpe without its subwords');
    return bpeTokenizer(subwords, { lowerCase });
  },
};

/** Level bpe needs the subwords that it learned. */
export function createTokenizer(options: ResolvedTextOptions, subwords?: Subwords): Tokenizer {
  return makers[options.level](options, subwords);
}

/** What is counted to make a vocabulary: symbols, or at level bpe the runs that subwords are learned from. */
export function countingTokenizer(options: ResolvedTextOptions): Tokenizer {
  return options.level === 'bpe' ? runTokenizer(options) : createTokenizer(options);
}

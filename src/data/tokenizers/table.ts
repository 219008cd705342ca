/** The table of levels: which tokenizer each one has. */
import type { ResolvedTextOptions, TextLevel } from '../options.ts';
import { byteTokenizer } from './byte.ts';
import { charTokenizer } from './char.ts';
import { graphemeTokenizer } from './grapheme.ts';
import { jamoTokenizer } from './jamo.ts';
import { EOS, type Tokenizer } from './tokenizer.ts';
import { wordTokenizer } from './word.ts';
import { spacesTokenizer } from './words-by-spaces.ts';

const makers: { [L in TextLevel]: (options: ResolvedTextOptions) => Tokenizer } = {
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
};

export function createTokenizer(options: ResolvedTextOptions): Tokenizer {
  return makers[options.level](options);
}

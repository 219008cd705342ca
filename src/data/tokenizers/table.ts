/** The table of levels: which tokenizer each one has. */
import { UnrollError } from '../../util/errors.ts';
import type { ResolvedTextOptions, TextLevel } from '../options.ts';
import { byteTokenizer } from './byte.ts';
import { charTokenizer } from './char.ts';
import type { Tokenizer } from './tokenizer.ts';

const later = (level: TextLevel) => (): Tokenizer => {
  throw new UnrollError('unsupported', `level ${level} is not available yet`);
};
const makers: { [L in TextLevel]: (options: ResolvedTextOptions) => Tokenizer } = {
  byte: byteTokenizer,
  char: charTokenizer,
  grapheme: later('grapheme'),
  jamo: later('jamo'),
  word: later('word'),
};

export function createTokenizer(options: ResolvedTextOptions): Tokenizer {
  return makers[options.level](options);
}

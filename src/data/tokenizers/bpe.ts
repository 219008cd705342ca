/**
 * Level bpe: subwords learned by byte-pair encoding on the training text. Symbols hold the space before
 * a word, so text is what symbols spell, one after another; characters that were not learned are the
 * bytes of UTF-8, named `<0xED>`.
 */
import { runEncoder, type Subwords } from '../subwords/subwords.ts';
import { runTokenizer } from '../subwords/words.ts';
import { byteJoiner } from './byte.ts';
import { type Emit, type Joiner, specialText, type Tokenizer, tokenizerFrom } from './tokenizer.ts';

/** Names of bytes that are no text themselves. */
const byteName = /^<0x[0-9A-F]{2}>$/;

/** Bytes wait until they make a character; other symbols are their own text. */
function bpeJoiner(): Joiner {
  const bytes = byteJoiner();
  return {
    push: (token) =>
      token.length === 6 && byteName.test(token) ? bytes.push(token) : bytes.end() + text(token),
    end: () => bytes.end(),
  };
}

function text(token: string): string {
  return specialText(token, '\ufffd') ?? token;
}

export function bpeTokenizer(subwords: Subwords, { lowerCase = false } = {}): Tokenizer {
  const runs = runTokenizer({ lowerCase });
  const encode = runEncoder(subwords);
  const into = (emit: Emit) => (run: string) => {
    for (const symbol of encode(run)) emit(symbol);
  };
  return tokenizerFrom(
    'bpe',
    () => {
      const splitter = runs.splitter();
      return {
        push: (piece, emit) => splitter.push(piece, into(emit)),
        end: (emit) => splitter.end(into(emit)),
      };
    },
    bpeJoiner,
  );
}

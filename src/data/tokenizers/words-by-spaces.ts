/**
 * Level word, split 'spaces': text that is already cut, like WikiText: whatever stands between white
 * space is a word. `<unk>` in the text is the unknown symbol; a line end is `</s>` (in documents
 * `\n`). `<s>` and `</s>` written in the text: in a stream `</s>` is a line end and `<s>` a word; in
 * lines and documents they are left out, as each sequence has its own.
 */
import {
  BOS,
  type Emit,
  EOS,
  type Joiner,
  type Splitter,
  type Tokenizer,
  tokenizerFrom,
} from './tokenizer.ts';

/** Words longer than this are cut, so that memory stays bounded for text without spaces. */
const longestWord = 1 << 16;

export interface SpacesOptions {
  lowerCase?: boolean;
  /** The symbol of a line end. */
  lineEnd?: string;
  /** Leave out `<s>` and `</s>` in the text. */
  ownMarks?: boolean;
}

function spacesSplitter({
  lowerCase = false,
  lineEnd = EOS,
  ownMarks = false,
}: SpacesOptions): Splitter {
  const edge = /\s/gu;
  let word = '';

  function give(emit: Emit): void {
    if (word !== '' && !(ownMarks && (word === BOS || word === EOS))) {
      emit(lowerCase ? word.toLowerCase() : word);
    }
    word = '';
  }

  return {
    push(piece, emit) {
      let from = 0;
      while (from < piece.length) {
        edge.lastIndex = from;
        const found = edge.exec(piece);
        const to = found?.index ?? piece.length;
        word += piece.slice(from, to);
        while (word.length > longestWord) {
          const rest = word.slice(longestWord);
          word = word.slice(0, longestWord);
          give(emit);
          word = rest;
        }
        if (found) {
          give(emit);
          if (found[0] === '\n') emit(lineEnd);
        }
        from = to + 1;
      }
    },
    end: give,
  };
}

function spacesJoiner(lineEnd: string, ownMarks: boolean): Joiner {
  let open = true;
  return {
    push(token) {
      if (token === EOS || token === lineEnd || (ownMarks && token === BOS)) {
        open = true;
        return token === BOS ? '' : '\n';
      }
      const text = open ? token : ` ${token}`;
      open = false;
      return text;
    },
    end: () => '',
  };
}

export function spacesTokenizer(options: SpacesOptions): Tokenizer {
  return tokenizerFrom(
    'word',
    () => spacesSplitter(options),
    () => spacesJoiner(options.lineEnd ?? EOS, options.ownMarks ?? false),
  );
}

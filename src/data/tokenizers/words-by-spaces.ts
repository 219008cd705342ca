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
import { type RunReceiver, runSplitter } from './white-space.ts';

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
  const runs = runSplitter();
  const receive = (emit: Emit): RunReceiver => ({
    run(word) {
      if (ownMarks && (word === BOS || word === EOS)) return;
      emit(lowerCase ? word.toLowerCase() : word);
    },
    newline: () => emit(lineEnd),
  });
  return {
    push: (piece, emit) => runs.push(piece, receive(emit)),
    end: (emit) => runs.end(receive(emit)),
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

/**
 * What subwords are learned in and never reach beyond: a run of letters, of digits, of other signs, of
 * white space or of line ends. A single space before letters, digits or signs belongs to them, so that
 * the runs of a text are the text, and ` low` at a word's start differs from `low` inside one.
 */
import {
  isHighSurrogate,
  isLowSurrogate,
  type Splitter,
  type Tokenizer,
  tokenizerFrom,
} from '../tokenizers/tokenizer.ts';

/** Longer runs are cut, so that memory and the time for a run stay bounded. */
const longestRun = 256;

const LINE_END = 1;
const SPACE = 2;
const WHITE = 3;
const LETTER = 4;
const DIGIT = 5;
const SIGN = 6;

/** Marks go with letters; emoji and their joiners are signs. */
function classOf(point: string): number {
  if (point === '\n' || point === '\r') return LINE_END;
  if (point === ' ') return SPACE;
  if (/\s/u.test(point)) return WHITE;
  if (/[\p{L}\p{M}]/u.test(point)) return LETTER;
  return /\p{N}/u.test(point) ? DIGIT : SIGN;
}

/** The class of the code point at a place, remembered for those of one code unit. */
function classFinder(): (text: string, at: number) => number {
  const known = new Uint8Array(0x10000);
  return (text, at) => {
    const unit = text.charCodeAt(at);
    if (known[unit] !== 0) return known[unit];
    if (isHighSurrogate(unit)) return classOf(String.fromCodePoint(text.codePointAt(at) ?? unit));
    known[unit] = classOf(text[at]);
    return known[unit];
  };
}

function wordSplitter(classAt: ReturnType<typeof classFinder>, lowerCase: boolean): Splitter {
  let held = '';

  /** Gives out the runs of `text`, which begins with one, and returns what may still grow. */
  function cut(text: string, last: boolean, emit: (word: string) => void): string {
    const give = (from: number, to: number) => {
      const word = text.slice(from, to);
      emit(lowerCase ? word.toLowerCase() : word);
    };
    // A half character at the end waits for its other half.
    const half = !last && text !== '' && isHighSurrogate(text.charCodeAt(text.length - 1));
    const length = half ? text.length - 1 : text.length;

    /** The end of the run of one class that reaches to `at`, begun at `from`. */
    function runEnd(from: number, at: number): number {
      const kind = classAt(text, at);
      let end = at;
      while (end < length && end - from < longestRun && classAt(text, end) === kind) {
        end +=
          isHighSurrogate(text.charCodeAt(end)) && isLowSurrogate(text.charCodeAt(end + 1)) ? 2 : 1;
      }
      return end;
    }

    let from = 0;
    while (from < length) {
      let at = from;
      let end = runEnd(from, at);
      const open = (to: number) => to === length && to - from < longestRun && !last;
      const spaces = classAt(text, from) === SPACE;
      // The last of any number of spaces may belong to what follows.
      if (open(end) || (spaces && end === length && !last)) return text.slice(from);
      if (spaces && end < length && classAt(text, end) >= LETTER) {
        if (end - 1 > from) give(from, end - 1);
        from = end - 1;
        at = end;
        end = runEnd(from, at);
        if (open(end)) return text.slice(from);
      }
      give(from, end);
      from = end;
    }
    return text.slice(from);
  }

  return {
    push(piece, emit) {
      held = cut(held + piece, false, emit);
    },
    end(emit) {
      cut(held, true, emit);
      held = '';
    },
  };
}

/** The runs of a text as its symbols: what is counted before subwords are learned. */
export function runTokenizer({ lowerCase = false } = {}): Tokenizer {
  const classAt = classFinder();
  return tokenizerFrom(
    'bpe',
    () => wordSplitter(classAt, lowerCase),
    () => ({ push: (word) => word, end: () => '' }),
  );
}

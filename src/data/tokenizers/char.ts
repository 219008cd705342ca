/** Level char: one symbol for each Unicode code point. */
import {
  type Emit,
  isHighSurrogate,
  isLowSurrogate,
  plainJoiner,
  type Splitter,
  type Tokenizer,
  tokenizerFrom,
} from './tokenizer.ts';

/** Calls `emit` for each code point; a surrogate pair is kept whole across pieces. */
export function codePointSplitter(): Splitter {
  let held = '';
  return {
    push(piece, emit) {
      const text = held + piece;
      held = '';
      const { length } = text;
      for (let i = 0; i < length; i++) {
        const unit = text.charCodeAt(i);
        if (!isHighSurrogate(unit)) emit(text[i]);
        else if (i + 1 === length) held = text[i];
        else if (isLowSurrogate(text.charCodeAt(i + 1))) emit(text.slice(i, ++i + 1));
        else emit(text[i]);
      }
    },
    end(emit) {
      if (held !== '') emit(held);
      held = '';
    },
  };
}

/** Lower-cases each symbol; one that becomes several code points (İ) is cut again. */
export function lowerCasePoints(emit: Emit): Emit {
  return (token) => {
    const lower = token.toLowerCase();
    if (lower.length === token.length) emit(lower);
    else for (const point of lower) emit(point);
  };
}

export function charTokenizer({ lowerCase = false } = {}): Tokenizer {
  return tokenizerFrom(
    'char',
    () => {
      const points = codePointSplitter();
      if (!lowerCase) return points;
      return {
        push: (text, emit) => points.push(text, lowerCasePoints(emit)),
        end: (emit) => points.end(lowerCasePoints(emit)),
      };
    },
    plainJoiner,
  );
}

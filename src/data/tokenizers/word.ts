/**
 * Level word, split 'unicode': words as `Intl.Segmenter` finds them in any language, and — unless
 * punctuation is off — every other sign as a symbol of its own.
 *
 * White space is no symbol: symbols stand apart by one space, and a sign that touches its neighbour
 * carries a joiner ￭ on that side: `"Yes," he said` is `"￭` `Yes` `￭,` `￭"` `he` `said`. So decoding
 * restores the text up to runs of white space. Words bear a joiner only where they touch a word
 * before them (Japanese, Thai). A line end is `</s>`, in documents `\n`.
 */
import {
  BOS,
  type Emit,
  EOS,
  isHighSurrogate,
  type Joiner,
  type Splitter,
  type Tokenizer,
  tokenizerFrom,
} from './tokenizer.ts';

const joinMark = '￭';
/** A joiner sign in the text itself becomes this look-alike, as in OpenNMT's tokenizer. */
const joinMarkInText = '■';
/**
 * Longer lines are cut after their last white space (or sign, where there is none) before this many
 * code units: memory stays bounded, and the segmenter takes longer per word the longer its text is.
 */
const longestLine = 1 << 12;

export interface WordOptions {
  punctuation?: boolean;
  lowerCase?: boolean;
  /** The symbol of a line end. */
  lineEnd?: string;
}

function wordSplitter({
  punctuation = true,
  lowerCase = false,
  lineEnd = EOS,
}: WordOptions): Splitter {
  const segmenter = new Intl.Segmenter('en', { granularity: 'word' });
  let line = '';
  let touching: 'nothing' | 'word' | 'sign' = 'nothing';
  let sign = ''; // waits for its right neighbour

  function giveSign(emit: Emit, joined: boolean): void {
    if (sign !== '') emit(joined ? sign + joinMark : sign);
    sign = '';
  }

  function cut(text: string, emit: Emit): void {
    for (const { segment, isWordLike } of segmenter.segment(text)) {
      if (isWordLike) {
        giveSign(emit, true);
        const word = lowerCase ? segment.toLowerCase() : segment;
        emit(touching === 'word' ? joinMark + word : word);
        touching = 'word';
      } else if (/^\s+$/u.test(segment) || !punctuation) {
        giveSign(emit, false);
        touching = 'nothing';
      } else {
        giveSign(emit, false);
        const shown = segment === joinMark ? joinMarkInText : segment;
        sign = touching === 'nothing' ? shown : joinMark + shown;
        touching = 'sign';
      }
    }
  }

  function endLine(emit: Emit): void {
    cut(line, emit);
    line = '';
    giveSign(emit, false);
    touching = 'nothing';
  }

  return {
    push(piece, emit) {
      let from = 0;
      while (from < piece.length) {
        const newline = piece.indexOf('\n', from);
        const to = newline < 0 ? piece.length : newline;
        line += piece.slice(from, to);
        while (line.length > longestLine) {
          const at = cutPlace(line);
          cut(line.slice(0, at), emit);
          line = line.slice(at);
        }
        if (newline >= 0) {
          endLine(emit);
          emit(lineEnd);
        }
        from = to + 1;
      }
    },
    end: endLine,
  };
}

/** Where a long line is cut; depends on the line alone. */
function cutPlace(line: string): number {
  for (const border of [/\s/u, /\p{P}/u]) {
    for (let at = longestLine; at > 0; at--) {
      if (border.test(line[at - 1])) return at;
    }
  }
  return isHighSurrogate(line.charCodeAt(longestLine - 1)) ? longestLine - 1 : longestLine;
}

/** Puts one space between words, none at a joiner or at the start of a line. */
export function wordJoiner(lineEnd = EOS): Joiner {
  let open = true; // nothing needs a space before it
  return {
    push(token) {
      if (token === BOS || token === EOS || token === lineEnd) {
        open = true;
        return token === BOS ? '' : '\n';
      }
      const [left, body, right] = parts(token);
      const text = open || left ? body : ` ${body}`;
      open = right;
      return text;
    },
    end: () => '',
  };
}

function parts(token: string): [left: boolean, body: string, right: boolean] {
  const left = token.length > 1 && token.startsWith(joinMark);
  const body = left ? token.slice(1) : token;
  const right = body.length > 1 && body.endsWith(joinMark);
  return [left, right ? body.slice(0, -1) : body, right];
}

/** The same word or sign with other joiners, for one that is not in a vocabulary. */
function variants(token: string): string[] {
  const [, body] = parts(token);
  return [body, joinMark + body, body + joinMark, joinMark + body + joinMark];
}

export function wordTokenizer(options: WordOptions): Tokenizer {
  return {
    ...tokenizerFrom(
      'word',
      () => wordSplitter(options),
      () => wordJoiner(options.lineEnd),
    ),
    variants,
  };
}

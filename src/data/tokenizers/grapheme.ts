/**
 * Level grapheme: one symbol for each extended grapheme cluster (UAX 29), what a reader calls a
 * character: 👩‍👩‍👧, é in either form, CR LF. Cut by `Intl.Segmenter`; runs of plain letters take a
 * short cut with the same result.
 */
import {
  type Emit,
  isHighSurrogate,
  plainJoiner,
  type Splitter,
  type Tokenizer,
  tokenizerFrom,
} from './tokenizer.ts';

/**
 * Ranges of code units between any two of which there is always a cluster border: property Other or
 * whole Hangul syllables (rule GB999), and controls but CR, which may go with LF (GB4, GB5).
 */
const plainRanges = [
  [0x00, 0x0c],
  [0x0e, 0x7e],
  [0xa1, 0xac],
  [0xae, 0x2ff],
  [0x3a3, 0x482],
  [0x48a, 0x52f],
  [0x2010, 0x2027],
  [0x3001, 0x3029],
  [0x3041, 0x3096],
  [0x30a1, 0x30fa],
  [0x3131, 0x318e],
  [0x4e00, 0x9fff],
  [0xac00, 0xd7a3],
  [0xff01, 0xff9d],
] as const;

/** By code unit: 1 for the plain ranges. */
function plainTable(): Uint8Array {
  const table = new Uint8Array(0x10000);
  for (const [from, to] of plainRanges) table.fill(1, from, to + 1);
  return table;
}

/** The segmenter takes longer per cluster the longer its text is. */
const mostAtOnce = 1 << 9;

export function graphemeSplitter(): Splitter {
  const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
  const plain = plainTable();
  let held = '';

  /** Clusters of text [at, end), a few at a time; the last one stays when it is `open`. Returns where it begins. */
  function cutRun(text: string, at: number, end: number, open: boolean, emit: Emit): number {
    let from = at;
    let width = mostAtOnce;
    while (from < end) {
      let to = Math.min(end, from + width);
      if (to < end && isHighSurrogate(text.charCodeAt(to - 1))) to++;
      const keepLast = open || to < end;
      const start = from;
      let waiting = '';
      for (const { segment } of segmenter.segment(text.slice(from, to))) {
        if (waiting !== '') {
          emit(waiting);
          from += waiting.length;
        }
        waiting = segment;
      }
      if (!keepLast) {
        emit(waiting);
        return end;
      }
      if (to === end) return from;
      // What follows a border is cut as if nothing were before it, so the last cluster can begin anew.
      width = from === start ? 2 * width : mostAtOnce;
    }
    return from;
  }

  /** Gives out all clusters of `text`, which begins at a border, and returns the last if it may grow. */
  function cut(text: string, last: boolean, emit: Emit): string {
    const { length } = text;
    let at = 0;
    while (at < length) {
      const next = at + 1;
      if (next < length && plain[text.charCodeAt(at)] === 1 && plain[text.charCodeAt(next)] === 1) {
        emit(text[at]);
        at = next;
        continue;
      }
      // Up to the next certain border.
      let end = next;
      while (
        end < length &&
        !(plain[text.charCodeAt(end - 1)] === 1 && plain[text.charCodeAt(end)] === 1)
      ) {
        end++;
      }
      const open = end === length && !last;
      at = cutRun(text, at, end, open, emit);
      if (open) return text.slice(at);
    }
    return '';
  }

  return {
    push(piece, emit) {
      let text = held + piece;
      let half = '';
      if (text !== '' && isHighSurrogate(text.charCodeAt(text.length - 1))) {
        half = text.slice(-1);
        text = text.slice(0, -1);
      }
      held = cut(text, false, emit) + half;
    },
    end(emit) {
      cut(held, true, emit);
      held = '';
    },
  };
}

export function graphemeTokenizer({ lowerCase = false } = {}): Tokenizer {
  return tokenizerFrom(
    'grapheme',
    () => {
      const clusters = graphemeSplitter();
      if (!lowerCase) return clusters;
      const lower = (emit: Emit): Emit => {
        return (token) => emit(token.toLowerCase());
      };
      return {
        push: (text, emit) => clusters.push(text, lower(emit)),
        end: (emit) => clusters.end(lower(emit)),
      };
    },
    plainJoiner,
  );
}

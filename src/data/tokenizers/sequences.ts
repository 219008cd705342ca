/**
 * Cuts text into sequences, `<s>` … `</s>` each: lines (the line end, \n or \r\n, is no symbol;
 * empty lines are skipped) or documents between blank lines (line ends inside stay).
 */
import { BOS, type Emit, EOS, type Splitter } from './tokenizer.ts';

/** Wraps the splitter of one sequence's text. */
export function lineSplitter(inner: Splitter): Splitter {
  const sequence = marked(inner);
  let held = ''; // a \r that may belong to the line end
  return {
    push(piece, emit) {
      const text = held + piece;
      held = '';
      let from = 0;
      while (from < text.length) {
        const newline = text.indexOf('\n', from);
        let to = newline < 0 ? text.length : newline;
        if (to > from && text[to - 1] === '\r') {
          to--;
          if (newline < 0) held = '\r';
        }
        sequence.push(text.slice(from, to), emit);
        if (newline < 0) return;
        sequence.end(emit);
        from = newline + 1;
      }
    },
    end(emit) {
      sequence.push(held, emit);
      held = '';
      sequence.end(emit);
    },
  };
}

/** Lines of spaces and tabs count as blank. White space around a document is left out, but not its indentation. */
export function documentSplitter(inner: Splitter): Splitter {
  const sequence = marked(inner);
  let gap = ''; // white space since the last line end before it, that may part two documents
  let inGap = true;

  function push(text: string, emit: Emit): void {
    let from = 0;
    while (from < text.length) {
      if (inGap) {
        let to = from;
        while (to < text.length && ' \t\r\n'.includes(text[to])) to++;
        gap += text.slice(from, to);
        if (to < text.length) closeGap(emit);
        else if (gap.length > 64) gap = shortened(gap);
        from = to;
        continue;
      }
      const end = /\r?\n|\r$/g;
      end.lastIndex = from;
      const to = end.exec(text)?.index ?? text.length;
      sequence.push(text.slice(from, to), emit);
      inGap = to < text.length;
      from = to;
    }
  }

  function closeGap(emit: Emit): void {
    const lines = gap.split('\n');
    if (lines.length > 2 || !sequence.open()) {
      sequence.end(emit);
      sequence.push(lines[lines.length - 1], emit);
    } else sequence.push(gap, emit);
    gap = '';
    inGap = false;
  }

  return {
    push,
    end(emit) {
      gap = '';
      inGap = true;
      sequence.end(emit);
    },
  };
}

/** What matters of a long gap: that it is one, and its last line. */
function shortened(gap: string): string {
  const last = gap.lastIndexOf('\n');
  const previous = last > 0 ? gap.lastIndexOf('\n', last - 1) : -1;
  return previous < 0 ? gap : `\n\n${gap.slice(last + 1)}`;
}

interface Marked extends Splitter {
  open(): boolean;
}

/** `<s>` before the first piece of text, `</s>` at the end; nothing for no text. */
function marked(inner: Splitter): Marked {
  let begun = false;
  return {
    push(text, emit) {
      if (text === '') return;
      if (!begun) emit(BOS);
      begun = true;
      inner.push(text, emit);
    },
    end(emit) {
      if (!begun) return;
      inner.end(emit);
      emit(EOS);
      begun = false;
    },
    open: () => begun,
  };
}

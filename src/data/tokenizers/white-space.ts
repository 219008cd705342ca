/** Cuts text at white space; what word tokenizers stand on. */
import { isHighSurrogate } from './tokenizer.ts';

/** Longer runs without white space are cut here, so that memory stays bounded for any text. */
const longestRun = 1 << 12;

export interface RunReceiver {
  /** What stands between white space; `continued`: it touches the run before it, which was too long. */
  run(text: string, continued: boolean): void;
  newline(): void;
}

export interface RunSplitter {
  push(piece: string, receiver: RunReceiver): void;
  end(receiver: RunReceiver): void;
}

export function runSplitter(): RunSplitter {
  const edge = /\s/gu;
  let held = '';
  let continued = false;

  function give({ run }: RunReceiver): void {
    if (held !== '') run(held, continued);
    held = '';
    continued = false;
  }

  return {
    push(piece, receiver) {
      let from = 0;
      while (from < piece.length) {
        edge.lastIndex = from;
        const found = edge.exec(piece);
        const to = found?.index ?? piece.length;
        held += piece.slice(from, to);
        while (held.length > longestRun) {
          const at = cutPlace(held);
          receiver.run(held.slice(0, at), continued);
          held = held.slice(at);
          continued = true;
        }
        if (found) {
          give(receiver);
          if (found[0] === '\n') receiver.newline();
        }
        from = to + 1;
      }
    },
    end: give,
  };
}

/** After the last punctuation, if there is any; depends on the run alone. */
function cutPlace(run: string): number {
  for (let at = longestRun; at > 0; at--) {
    if (/\p{P}/u.test(run[at - 1])) return at;
  }
  return isHighSurrogate(run.charCodeAt(longestRun - 1)) ? longestRun - 1 : longestRun;
}

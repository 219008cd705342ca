/** Characters and words of a text: what losses are divided by so that levels compare. */
import {
  readTextPieces,
  type TextCodec,
  type TextEncoding,
  type TokenSource,
} from '../data/index.ts';

export interface TextSize {
  /** Code points. */
  characters: number;
  /** Runs of what is no white space. */
  words: number;
}

/** Counts a text that comes in pieces. */
export class TextCounter {
  readonly size: TextSize = { characters: 0, words: 0 };
  private inWord = false;

  add(text: string): void {
    for (const character of text) {
      this.size.characters++;
      const space = /\s/u.test(character);
      if (!space && !this.inWord) this.size.words++;
      this.inWord = !space;
    }
  }
}

export async function sizeOfFiles(
  files: readonly string[],
  { encoding, signal }: { encoding?: TextEncoding; signal?: AbortSignal },
): Promise<TextSize> {
  const size: TextSize = { characters: 0, words: 0 };
  for (const file of files) {
    const counter = new TextCounter();
    for await (const piece of readTextPieces(file, { encoding, signal })) counter.add(piece);
    size.characters += counter.size.characters;
    size.words += counter.size.words;
  }
  return size;
}

/** Of symbols, as they are written out again. */
export function sizeOfTokens(codec: TextCodec, source: TokenSource): TextSize {
  const decoder = codec.decoder();
  const counter = new TextCounter();
  const window = new Int32Array(1 << 14);
  for (let at = 0; at < source.length; at += window.length) {
    const ids = window.subarray(0, Math.min(window.length, source.length - at));
    source.read(at, ids);
    for (const id of ids) counter.add(decoder.push(id));
  }
  counter.add(decoder.end());
  return counter.size;
}

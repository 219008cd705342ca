/** Where the symbols that a network reads end in the text that they are from. */
import type { TextCodec } from '../../data/index.ts';

const space = /\s/;

export class SymbolEnds {
  readonly #codec: TextCodec;
  readonly #text: string;
  #joiner;
  #at = 0;

  constructor(codec: TextCodec, text: string) {
    this.#codec = codec;
    this.#text = text;
    this.#joiner = codec.tokenizer.joiner();
  }

  /**
   * The end of the next symbol, in UTF-16 units. What stands between symbols (spaces of words, line ends of lines)
   * belongs to the one after; a symbol of which the text does not show where it ends takes nothing of it.
   */
  next(id: number): number {
    const { bos, unk } = this.#codec.vocabulary;
    const text = this.#text;
    if (id === bos) {
      this.#joiner = this.#codec.tokenizer.joiner();
      while (text[this.#at] === '\n' || text[this.#at] === '\r') this.#at++;
      return this.#at;
    }
    if (id === unk) return this.#skipUnknown();
    const piece = this.#joiner.push(this.#codec.vocabulary.token(id));
    if (text.startsWith(piece, this.#at)) {
      this.#at += piece.length;
      return this.#at;
    }
    // Letters that were made small, marks that were left out.
    const word = piece.trim().toLowerCase();
    const near = text.slice(this.#at, this.#at + 4 * word.length + 64).toLowerCase();
    const found = word === '' ? -1 : near.indexOf(word);
    if (found >= 0) this.#at += found + word.length;
    return this.#at;
  }

  #skipUnknown(): number {
    const text = this.#text;
    if (this.#codec.options.level !== 'word') {
      const [symbol = ''] = this.#codec.tokenizer.split(text.slice(this.#at, this.#at + 64));
      this.#at = Math.min(text.length, this.#at + symbol.length);
      return this.#at;
    }
    while (this.#at < text.length && space.test(text[this.#at])) this.#at++;
    while (this.#at < text.length && !space.test(text[this.#at])) this.#at++;
    return this.#at;
  }
}

/**
 * What a tokenizer is: it cuts text that arrives in pieces into symbols and writes symbols back as
 * text. The symbols never depend on where the pieces were cut.
 */
import type { Level } from '../options.ts';

/** The names of the special symbols. */
export const UNK = '<unk>';
export const BOS = '<s>';
export const EOS = '</s>';

export type Emit = (token: string) => void;

/** Holds back what the next piece could still change; `end` gives it out. */
export interface Splitter {
  push(text: string, emit: Emit): void;
  end(emit: Emit): void;
}

/** The text that became certain with this symbol; `end` flushes an unfinished one. */
export interface Joiner {
  push(token: string): string;
  end(): string;
}

export interface Tokenizer {
  readonly level: Level;
  splitter(): Splitter;
  joiner(): Joiner;
  split(text: string): string[];
  join(tokens: readonly string[]): string;
  /** Other spellings of a symbol, tried in order when a vocabulary does not hold it. */
  variants?(token: string): string[];
}

/** Completes a tokenizer from its streaming half. */
export function tokenizerFrom(
  level: Level,
  splitter: () => Splitter,
  joiner: () => Joiner,
): Tokenizer {
  return {
    level,
    splitter,
    joiner,
    split(text) {
      const tokens: string[] = [];
      const emit = (token: string) => void tokens.push(token);
      const pieces = splitter();
      pieces.push(text, emit);
      pieces.end(emit);
      return tokens;
    },
    join(tokens) {
      const pieces = joiner();
      let text = '';
      for (const token of tokens) text += pieces.push(token);
      return text + pieces.end();
    },
  };
}

/** What a special symbol looks like in text, or undefined for an ordinary one. */
export function specialText(token: string, unknown: string): string | undefined {
  if (token === UNK) return unknown;
  if (token === BOS) return '';
  if (token === EOS) return '\n';
  return undefined;
}

/** Symbols that are their own text: characters and graphemes. */
export function plainJoiner(): Joiner {
  return { push: (token) => specialText(token, '\ufffd') ?? token, end: () => '' };
}

export const isHighSurrogate = (unit: number): boolean => (unit & 0xfc00) === 0xd800;
export const isLowSurrogate = (unit: number): boolean => (unit & 0xfc00) === 0xdc00;

/** A string with memory of its own: the engine lets a slice keep the whole text that it was cut from. */
export function ownCopy(text: string): string {
  return ` ${text}`.slice(1);
}

/**
 * Level byte: the 256 bytes of UTF-8 text, or of any file. Printable ASCII is its own name, other
 * bytes are named `<0x0A>`.
 */
import {
  isHighSurrogate,
  type Joiner,
  type Splitter,
  specialText,
  type Tokenizer,
  tokenizerFrom,
} from './tokenizer.ts';

/** The name of each byte. */
export const byteTokens: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte < 0x7f
    ? String.fromCharCode(byte)
    : `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
);
const byteOf: ReadonlyMap<string, number> = new Map(byteTokens.map((token, byte) => [token, byte]));

function textSplitter(): Splitter {
  const encoder = new TextEncoder();
  let held = '';
  return {
    push(piece, emit) {
      let text = held + piece;
      held = '';
      if (text !== '' && isHighSurrogate(text.charCodeAt(text.length - 1))) {
        held = text.slice(-1);
        text = text.slice(0, -1);
      }
      for (const byte of encoder.encode(text)) emit(byteTokens[byte]);
    },
    end(emit) {
      for (const byte of encoder.encode(held)) emit(byteTokens[byte]);
      held = '';
    },
  };
}

/** For files read byte by byte: code unit n of the text is byte n. */
export function rawByteSplitter(): Splitter {
  return {
    push(text, emit) {
      for (let i = 0; i < text.length; i++) emit(byteTokens[text.charCodeAt(i)]);
    },
    end() {},
  };
}

/** Bytes wait until they make a character; bytes that cannot become one are U+FFFD. */
export function byteJoiner(): Joiner {
  let decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const one = new Uint8Array(1);
  const end = () => {
    const rest = decoder.decode();
    decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    return rest;
  };
  return {
    push(token) {
      const byte = byteOf.get(token);
      if (byte === undefined) return end() + (specialText(token, '\ufffd') ?? token);
      one[0] = byte;
      return decoder.decode(one, { stream: true });
    },
    end,
  };
}

export function byteTokenizer(): Tokenizer {
  return tokenizerFrom('byte', textSplitter, byteJoiner);
}

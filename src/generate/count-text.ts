/**
 * How many code points a text has: what bits per character are divided by. Most levels can be counted
 * in the symbols; words cannot, because white space and unknown words are not kept, so their text is
 * read once more.
 */
import {
  countCharacters,
  readTextPieces,
  type TextCodec,
  type TextEncoding,
  type TextInput,
  type TokenSource,
} from '../data/index.ts';
import { codePoints } from './evaluate.ts';

export interface CountOptions {
  encoding?: TextEncoding;
  signal?: AbortSignal;
}

/** Of texts that `source` holds the symbols of. */
export async function countText(
  codec: TextCodec,
  source: TokenSource,
  inputs: readonly TextInput[],
  { encoding, signal }: CountOptions = {},
): Promise<number> {
  if (codec.options.level !== 'word') return countCharacters(codec, source);
  let count = 0;
  for (const input of inputs) {
    if ('text' in input) count += codePoints(input.text);
    else {
      for await (const piece of readTextPieces(input.file, { encoding, signal })) {
        count += codePoints(piece);
      }
    }
  }
  return count;
}

/**
 * Of a part of these texts. Where symbols alone do not tell, the part has as many code points to a
 * decoded one as the whole.
 */
export async function countPart(
  codec: TextCodec,
  part: TokenSource,
  rest: TokenSource,
  inputs: readonly TextInput[],
  options: CountOptions = {},
): Promise<number> {
  const decoded = countCharacters(codec, part);
  if (codec.options.level !== 'word') return decoded;
  const all = await countText(codec, part, inputs, options);
  return Math.round((decoded * all) / Math.max(1, decoded + countCharacters(codec, rest)));
}

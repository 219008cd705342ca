/** How many characters (code points) ids stand for: the denominator of bits per character. */
import type { TextCodec } from './codec.ts';
import type { TokenSource } from './source.ts';

/**
 * Counted in the decoded text: a `</s>` is the line end that it stands for, and an `<unk>` has the
 * length it is shown with. At level char this is the number of symbols but `<s>`.
 */
export function countCharacters(codec: TextCodec, source: TokenSource): number {
  const decoder = codec.decoder();
  const window = new Int32Array(1 << 14);
  let characters = 0;
  const add = (text: string) => {
    for (const _ of text) characters++;
  };
  for (let at = 0; at < source.length; at += window.length) {
    const ids = window.subarray(0, Math.min(window.length, source.length - at));
    source.read(at, ids);
    for (const id of ids) add(decoder.push(id));
  }
  add(decoder.end());
  return characters;
}

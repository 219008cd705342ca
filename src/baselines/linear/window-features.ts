/**
 * What a token and its neighbours look like, as hashed features of value 1: the words and their
 * bigrams within two places, prefixes and suffixes up to four characters of the word and suffixes of
 * its neighbours, and shapes (Xx for London, d.d for 3.5). Words are compared without case except
 * where the word itself stands alone.
 */
import { bucketOf, hashStart, hashText, hashUnit } from './hashing.ts';
import type { SparseRow } from './sparse-rows.ts';

/** What neighbours outside the sentence are; no word has a space. */
const BORDER = ' ';

const AFFIX = 4;

/** One row for each token. */
export function windowFeatures(words: readonly string[], bits: number): SparseRow[] {
  const small = words.map((word) => word.toLowerCase());
  return words.map((_, t) => {
    const buckets = new Set<number>();
    let kind = 0;
    const add = (...texts: string[]) => {
      let hash = hashStart(kind++);
      for (const text of texts) hash = hashUnit(hashText(hash, text), 0x20);
      buckets.add(bucketOf(hash, bits));
    };
    const word = (offset: number) => small[t + offset] ?? BORDER;
    add(words[t]);
    for (let offset = -2; offset <= 2; offset++) add(word(offset));
    add(word(-2), word(-1));
    add(word(-1), word(0));
    add(word(0), word(1));
    add(word(1), word(2));
    add(word(-1), word(1));
    const points = Array.from(small[t]);
    for (let n = 1; n <= AFFIX; n++) {
      add(points.slice(0, n).join(''));
      add(points.slice(-n).join(''));
    }
    for (const offset of [-1, 1]) {
      add(word(offset).slice(-3));
      add(word(offset).slice(-2));
    }
    for (const offset of [-1, 0, 1]) add(shapeOf(words[t + offset] ?? BORDER));
    add(shapeOf(words[t]), t === 0 ? 'first' : '');
    const indices = [...buckets];
    return { indices, values: new Float32Array(indices.length).fill(1) };
  });
}

/** Capitals as X, other letters as x, digits as d, the rest as it is; runs count once. */
export function shapeOf(word: string): string {
  let shape = '';
  for (const point of word) {
    let kind = point;
    if (/\p{Lu}/u.test(point)) kind = 'X';
    else if (/[\p{L}\p{M}]/u.test(point)) kind = 'x';
    else if (/\p{N}/u.test(point)) kind = 'd';
    if (!shape.endsWith(kind)) shape += kind;
  }
  return shape;
}

/**
 * A text as a bag of hashed n-grams of its words and characters. Words are runs of letters, digits and
 * marks, and every other visible character alone; case is not kept unless told. The value of an n-gram
 * seen c times is 1 + log c, and the whole row is scaled to length 1, so that long texts do not
 * outweigh short ones.
 */
import { expected } from '../../util/errors.ts';
import { log } from '../../util/maths.ts';
import { bucketOf, hashStart, hashText, hashUnit } from './hashing.ts';
import type { SparseRow } from './sparse-rows.ts';

/** The shortest and the longest n-grams, both included; [0, 0] for none. */
export type NgramRange = readonly [shortest: number, longest: number];

export interface TextFeatureOptions {
  /** Default [1, 2]. */
  words: NgramRange;
  /** Over all characters of the text, spaces and its two ends included. Default [0, 0]. */
  characters: NgramRange;
  /** Features are numbered below 2^bits. Default 20. */
  bits: number;
  /** Default false. */
  keepCase: boolean;
}

export const textFeatureDefaults: TextFeatureOptions = {
  words: [1, 2],
  characters: [0, 0],
  bits: 20,
  keepCase: false,
};

const WORD = 1;
const CHARACTER = 2;
/** Between the words of an n-gram; no word holds it. */
const SPACE = 0x20;
/** Before the first and after the last character: a code that no text has. */
const BORDER = 0x110000;

/** Error 'usage' for options that cannot be. */
export function checkTextFeatures({ words, characters, bits }: TextFeatureOptions): void {
  for (const [name, [shortest, longest]] of Object.entries({ words, characters })) {
    const none = shortest === 0 && longest === 0;
    const whole = Number.isInteger(shortest) && Number.isInteger(longest);
    if (none || (whole && shortest >= 1 && longest >= shortest)) continue;
    const wanted = 'a range of n-grams like [1, 2], or [0, 0] for none';
    throw expected(name, wanted, `[${shortest}, ${longest}]`);
  }
  if (!(Number.isInteger(bits) && bits >= 1 && bits <= 24)) {
    throw expected('bits', 'from 1 to 24', bits);
  }
  if (words[1] === 0 && characters[1] === 0) {
    throw expected('words or characters', 'a range of n-grams like [1, 2]', 'none of both');
  }
}

export function textFeatures(text: string, options: TextFeatureOptions): SparseRow {
  const { words, characters, bits, keepCase } = options;
  const read = keepCase ? text : text.toLowerCase();
  const counts = new Map<number, number>();
  const count = (hash: number) => {
    const bucket = bucketOf(hash, bits);
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  };
  if (words[1] > 0) countWords(wordsOf(read), words, count);
  if (characters[1] > 0) countCharacters(read, characters, count);
  const values = Array.from(counts.values(), (times) => 1 + log(times));
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return { indices: [...counts.keys()], values: values.map((value) => value / length) };
}

export function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu) ?? [];
}

function countWords(
  words: readonly string[],
  [shortest, longest]: NgramRange,
  count: (hash: number) => void,
): void {
  for (let start = 0; start < words.length; start++) {
    let hash = hashStart(WORD);
    for (let n = 1; n <= longest && start + n <= words.length; n++) {
      hash = hashUnit(hashText(hash, words[start + n - 1]), SPACE);
      if (n >= shortest) count(hash);
    }
  }
}

function countCharacters(
  text: string,
  [shortest, longest]: NgramRange,
  count: (hash: number) => void,
): void {
  const points = [BORDER, ...Array.from(text, (point) => point.codePointAt(0) ?? 0), BORDER];
  for (let start = 0; start < points.length; start++) {
    let hash = hashStart(CHARACTER);
    for (let n = 1; n <= longest && start + n <= points.length; n++) {
      hash = hashUnit(hash, points[start + n - 1]);
      if (n >= shortest) count(hash);
    }
  }
}

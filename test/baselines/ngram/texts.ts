/** Small texts as words, with the ids that models read. */
import type { NgramVocabulary } from '../../../src/baselines/ngram/model.ts';
import { keyFor, Rng } from '../../../src/util/rng.ts';

const WORDS = ['the', 'cat', 'dog', 'sat', 'ran', 'on', 'a', 'mat'];

/** Sentences of unequal words, each likely after some others. */
export function sentences(count: number, seed = 1): string[][] {
  const rng = new Rng(keyFor(seed, 'data'));
  return Array.from({ length: count }, () => {
    const words: string[] = [];
    let at = rng.below(3);
    while (rng.below(6) > 0) {
      words.push(WORDS[at]);
      at = (at * 3 + rng.below(3) + (rng.below(4) === 0 ? 1 : 0)) % WORDS.length;
    }
    return words;
  });
}

/** Names in the order of their ids: words, a word that never comes, then specials. */
export const names = [...WORDS, 'never', '<unk>', '<s>', '</s>'];
export const vocabulary: NgramVocabulary = { size: 12, unk: 9, bos: 10, eos: 11 };
export const idsOf = (words: readonly string[]) =>
  words.map((word) => (names.includes(word) ? names.indexOf(word) : 9));

/** Lines as a corpus of lines has them: `<s>` … `</s>`. */
export const lines = (texts: readonly string[][]) =>
  texts.map((words) => ['<s>', ...words, '</s>']);

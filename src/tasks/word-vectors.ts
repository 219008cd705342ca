/** Word vectors from a file as what an embedding begins with. */
import { readWordVectors, type TextEncoding, type Vocabulary } from '../data/index.ts';
import { writeEmbedding } from '../models/pretrained.ts';
import type { Parameters } from '../tensor/parameters.ts';
import { UnrollError } from '../util/errors.ts';

export interface WordVectorsStart {
  file: string;
  vocabulary: Vocabulary;
  encoding: TextEncoding;
  signal?: AbortSignal;
}

/**
 * Writes the vectors of the vocabulary's words, or of their lower-case forms, and says for how many there
 * was one. Throws 'data' where the file has none of them.
 */
export async function beginWithWordVectors(
  parameters: Parameters,
  { file, vocabulary, encoding, signal }: WordVectorsStart,
): Promise<string> {
  const words = vocabulary.tokens;
  const wanted = new Set([...words, ...words.map((word) => word.toLowerCase())]);
  const { vectors } = await readWordVectors(file, wanted, { encoding, signal });
  const missing = writeEmbedding(parameters, vectors, { words, lowercase: true });
  const found = words.length - missing.length;
  if (found === 0) {
    throw new UnrollError(
      'data',
      `${file} has a vector for none of the ${words.length} words of the training data: check that it is of their language`,
    );
  }
  return `${file}: vectors for ${found} of ${words.length} words; the others begin at random`;
}

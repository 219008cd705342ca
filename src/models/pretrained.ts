/** Word vectors that were learned elsewhere, as the first values of an embedding. */
import type { Parameters } from '../tensor/parameters.ts';
import { UnrollError } from '../util/errors.ts';

export interface PretrainedOptions {
  /** (V) the vocabulary's words in the order of their ids. */
  words: readonly string[];
  /** Default `embedding.weight`. */
  name?: string;
  /** A word without a vector takes that of its lower-case form, where there is one. Default false. */
  lowercase?: boolean;
}

/**
 * Writes the vectors of the words into the rows of an embedding (V, E); words without one keep what they
 * have. Gives the ids of those. To keep the table as it is while training, freeze it: `OptimizerStep`
 * with `frozen: ['embedding.weight']`. Error 'shape' for vectors or words that do not fit the table,
 * 'data' for a number that is not finite; then nothing is written.
 */
export function writeEmbedding(
  parameters: Parameters,
  vectors: ReadonlyMap<string, ArrayLike<number>>,
  { words, name = 'embedding.weight', lowercase = false }: PretrainedOptions,
): number[] {
  const table = parameters.read(name);
  const [V, E] = parameters.get(name).shape;
  if (words.length !== V) {
    throw new UnrollError('shape', `expected ${V} words for ${name} but received ${words.length}`);
  }
  const missing: number[] = [];
  for (const [id, word] of words.entries()) {
    const vector = vectors.get(word) ?? (lowercase ? vectors.get(word.toLowerCase()) : undefined);
    if (vector === undefined) {
      missing.push(id);
      continue;
    }
    if (vector.length !== E) {
      throw new UnrollError(
        'shape',
        `expected vectors of ${E} numbers for ${name} but received ${vector.length} for ${JSON.stringify(word)}: give embed the size of the vectors`,
      );
    }
    for (let e = 0; e < E; e++) {
      if (!Number.isFinite(vector[e])) {
        throw new UnrollError(
          'data',
          `expected finite numbers but received ${vector[e]} in the vector of ${JSON.stringify(word)}`,
        );
      }
      table[id * E + e] = vector[e];
    }
  }
  parameters.write(name, table);
  return missing;
}

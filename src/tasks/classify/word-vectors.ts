/** Word vectors from a file as the first values of a classifier's embedding. */
import { readWordVectors, readWordVectorWidth, TextCodec } from '../../data/index.ts';
import { writeEmbedding } from '../../models/pretrained.ts';
import type { Learned, TaskModel } from '../task.ts';
import type { ClassifyData } from './records.ts';

/** How many numbers a vector of the file has. */
export function vectorWidth(file: string): Promise<number> {
  return readWordVectorWidth(file);
}

/** Writes what the file has of the vocabulary; says how much that is. */
export async function beginWithVectors(
  { network }: Pick<TaskModel, 'network'>,
  { data: { wordVectors: file }, encodings }: Learned<ClassifyData>,
): Promise<string[]> {
  if (file === undefined) return [];
  const { vocabulary } = TextCodec.fromJSON(encodings.codec);
  const words = Array.from({ length: vocabulary.size }, (_, id) => vocabulary.token(id));
  const wanted = new Set(words.flatMap((word) => [word, word.toLowerCase()]));
  const { vectors } = await readWordVectors(file, wanted);
  const missing = writeEmbedding(network.parameters, vectors, { words, lowercase: true });
  const found = words.length - missing.length;
  return [`${found} of ${words.length} words have a vector in ${file}`];
}

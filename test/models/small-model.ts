/** A language model with a few parameters, in double precision on the reference. */
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import { type LanguageModelConfig, languageModelDefaults } from '../../src/models/config.ts';
import { LanguageModel } from '../../src/models/language-model.ts';

export const V = 7;

export function smallModel(
  config: Partial<LanguageModelConfig> = {},
  { backend = createReferenceBackend(), seed = 3 } = {},
): LanguageModel {
  const small = { ...languageModelDefaults, hidden: 5, embed: 4, ...config };
  return new LanguageModel(backend, small, V, { seed });
}

/** (T, B) ids that repeat nothing in a simple pattern. */
export function someIds(count: number, shift = 0): Int32Array {
  return Int32Array.from({ length: count }, (_, n) => (3 * n * n + n + shift) % V);
}

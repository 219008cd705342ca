/** Language models whose weights are random and unequal, ready for use, in double precision on the reference. */
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import { TextCodec } from '../../src/data/index.ts';
import { createTextModel, type TextModel } from '../../src/generate/text-model.ts';
import { type LanguageModelConfig, languageModelDefaults } from '../../src/models/config.ts';
import { LanguageModel } from '../../src/models/language-model.ts';
import type { Cell } from '../../src/nn/cells/cell.ts';

export interface RandomModelOptions {
  config?: Partial<LanguageModelConfig>;
  sequences?: 'lines' | 'documents';
  cells?: readonly Cell[];
}

export function randomModel(
  text: string,
  { config, sequences, cells }: RandomModelOptions = {},
): TextModel {
  const backend = createReferenceBackend();
  const codec = TextCodec.fromText(text, { level: 'char', ...(sequences && { sequences }) });
  const network = new LanguageModel(
    backend,
    { ...languageModelDefaults, layers: 1, hidden: 3, embed: 4, ...config },
    codec.vocabulary.size,
    { seed: 5, cells },
  );
  // Biases and peepholes start at zero, which would hide them.
  for (const { name, length } of network.parameters.entries()) {
    if (!/bias|peephole/.test(name)) continue;
    network.parameters.write(
      name,
      Float64Array.from({ length }, (_, i) => 0.3 - 0.07 * i),
    );
  }
  return createTextModel({ network, codec, onClose: () => backend.close() });
}

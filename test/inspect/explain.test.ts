import { describe, expect, it } from 'vitest';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import { explain, explainModel } from '../../src/inspect/explain.ts';
import type { Explanation } from '../../src/inspect/explain-record.ts';
import { type LanguageModelConfig, languageModelDefaults } from '../../src/models/config.ts';
import { LanguageModel } from '../../src/models/language-model.ts';

const tokens = ['h', 'e', 'l', 'o', ' '];
const hello = [0, 1, 2, 2, 3];

function explained(config: Partial<LanguageModelConfig>, ids = hello): Explanation {
  const full = { ...languageModelDefaults, layers: 1, hidden: 3, embed: 4, ...config };
  const backend = createReferenceBackend();
  const model = new LanguageModel(backend, full, tokens.length, { seed: 5 });
  // biases and peepholes start at zero, which would hide their gradients' use
  for (const { name, length } of model.parameters.entries()) {
    if (!/bias|peephole/.test(name)) continue;
    model.parameters.write(
      name,
      Float64Array.from({ length }, (_, i) => 0.3 - 0.07 * i),
    );
  }
  const result = explain(explainModel(model, tokens), ids);
  model.close();
  backend.close();
  return result;
}

const cells: Partial<LanguageModelConfig>[] = [
  { cell: 'rnn' },
  { cell: 'rnn', nonlinearity: 'relu' },
  { cell: 'gru-simple' },
  { cell: 'gru' },
  { cell: 'gru-torch' },
  { cell: 'lstm' },
  { cell: 'lstm-peephole' },
  { cell: 'lstm-peephole', peepholeOutput: 'previous' },
];
const stacks: Partial<LanguageModelConfig>[] = [
  { embed: 'onehot' },
  { layers: 3 },
  { layers: 2, hidden: 4, residual: true },
  { tie: true },
  { tie: true, embed: 3 },
  { outputLayers: [5, 2] },
];

describe.each(cells)('explain of %o', (cell) => {
  it.each(stacks)('agrees with the engine in a model with %o', (stack) => {
    const { checks, steps, gradients } = explained({ ...cell, ...stack });
    expect(steps).toHaveLength(4);
    expect(gradients.length).toBeGreaterThan(5);
    expect(checks).toHaveLength(1);
    expect(checks[0].compared).toBeGreaterThan(90);
    expect(checks[0]).toMatchObject({ agrees: true, tolerance: 1e-10 });
    expect(checks[0].largestDifference).toBeLessThan(1e-14);
  });
});

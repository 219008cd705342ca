import { describe, expect, it } from 'vitest';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import { TextCodec } from '../../src/data/index.ts';
import { createTextModel, type TextModel } from '../../src/generate/text-model.ts';
import { type LiveStep, liveSteps } from '../../src/inspect/live-step.ts';
import { networkPlan } from '../../src/inspect/network-plan.ts';
import { type LanguageModelConfig, languageModelDefaults } from '../../src/models/config.ts';
import { LanguageModel } from '../../src/models/language-model.ts';

const text = 'the cat "sat" on the mat. '.repeat(6);

async function withModel(
  config: Partial<LanguageModelConfig>,
  use: (model: TextModel) => void,
): Promise<void> {
  const backend = createReferenceBackend();
  const codec = TextCodec.fromText(text, { level: 'char' });
  const full = { ...languageModelDefaults, hidden: 5, embed: 4, ...config };
  const network = new LanguageModel(backend, full, codec.vocabulary.size, { seed: 3 });
  for (const { name, length } of network.parameters.entries()) {
    if (!/bias|peephole/.test(name)) continue;
    network.parameters.write(
      name,
      Float64Array.from({ length }, (_, i) => 0.2 - 0.03 * i),
    );
  }
  const model = createTextModel({ network, codec, onClose: () => backend.close() });
  use(model);
  model.close();
}

function vectorOf(step: LiveStep, id: string, name: string): number[] {
  const found = step.boxes.find((box) => box.id === id)?.vectors.find((v) => v.name === name);
  if (found === undefined) throw new Error(`no ${name} in ${id}`);
  return found.values;
}

function expectClose(values: number[], wanted: ArrayLike<number>): void {
  expect(values).toHaveLength(wanted.length);
  for (const [j, value] of values.entries()) expect(value).toBeCloseTo(wanted[j], 12);
}

const configs: Partial<LanguageModelConfig>[] = [
  { cell: 'rnn', layers: 1 },
  { cell: 'gru-simple' },
  { cell: 'gru', residual: true, layers: 3 },
  { cell: 'gru-torch', embed: 'onehot' },
  { cell: 'lstm', outputLayers: [6] },
  { cell: 'lstm-peephole', tie: true, embed: 5 },
  { cell: 'lstm', tie: true },
];

describe.each(configs)('live numbers of a model with %o', (config) => {
  it('are those of the engine at the same step', () =>
    withModel(config, (model) => {
      const steps = liveSteps(model);
      for (const at of [0, 1, 63, 64, 100, 30]) {
        const step = steps.at(text, at, { units: 100, top: 100 });
        // A session has read all but the last symbol that it was fed.
        const session = model.session();
        session.feed(text.slice(0, at + 2));
        session.state.layers.forEach(({ h, c }, k) => {
          const found = vectorOf(step, `layer-${k + 1}`, 'h[t]');
          expectClose(found, h);
          if (c === undefined) return;
          const cell = vectorOf(step, `layer-${k + 1}`, 'c[t]');
          expectClose(cell, c);
        });
        const next = model.next(text.slice(0, at + 1));
        expect(step.next.map(({ token }) => token)).toEqual(next.map(({ token }) => token));
        for (const [k, { probability }] of step.next.entries()) {
          expect(probability).toBeCloseTo(next[k].probability, 12);
        }
      }
    }));

  it('stand in boxes of the network, under the names of its equations', () =>
    withModel(config, (model) => {
      const steps = liveSteps(model);
      const { boxes } = networkPlan({
        task: 'lm',
        settings: model.config,
        parameters: model.parameters,
      });
      const step = steps.at(text, 2);
      expect(step.boxes.map(({ id }) => id)).toEqual(boxes.map(({ id }) => id));
      for (const { id, equations, output } of boxes) {
        const vectors = step.boxes.find((box) => box.id === id)?.vectors ?? [];
        for (const equation of equations) {
          const [name] = equation.split(' = ');
          expect(vectors.map((vector) => vector.name)).toContain(name);
        }
        expect(vectors.at(-1)?.size).toBe(output);
      }
    }));
});

describe('a live step', () => {
  it('says of wide layers the first units and what all are like', () =>
    withModel({ hidden: 20 }, (model) => {
      const steps = liveSteps(model);
      const all = vectorOf(steps.at(text, 9, { units: 20 }), 'layer-2', 'h[t]');
      const few = steps.at(text, 9, { units: 3 }).boxes.find(({ id }) => id === 'layer-2');
      const h = few?.vectors.find(({ name }) => name === 'h[t]');
      expect(h).toMatchObject({
        size: 20,
        values: all.slice(0, 3),
        min: Math.min(...all),
        max: Math.max(...all),
      });
      expect(h?.mean).toBeCloseTo(all.reduce((a, b) => a + b) / 20, 12);
      expect(h?.norm).toBeCloseTo(Math.hypot(...all), 12);
    }));

  it('is refused outside the text, and for symbols that are unknown', () =>
    withModel({}, (model) => {
      const steps = liveSteps(model);
      expect(() => steps.at('the', 3)).toThrow(/place in the text/);
      expect(() => steps.at('the', -1)).toThrow(/place in the text/);
      expect(() => steps.at('the ß', 0)).toThrow(/ß/);
    }));
});

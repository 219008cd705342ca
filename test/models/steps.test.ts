import { describe, expect, it } from 'vitest';
import { createBackend } from '../../src/backend/select.ts';
import type { LanguageModelConfig } from '../../src/models/config.ts';
import type { LanguageModel } from '../../src/models/language-model.ts';
import { Predictor } from '../../src/models/predictor.ts';
import { cellNames } from '../../src/nn/cells/table.ts';
import { backends } from '../support/backends.ts';
import { expectSame } from '../support/numbers.ts';
import { smallModel, someIds, V } from './small-model.ts';

/** What single reads give, each from the state of the one before, and what steps give. */
function bothWays(model: LanguageModel, B: number, count = 6) {
  const predictor = new Predictor(model);
  const ids = someIds(count * B);
  const at = (t: number) => ids.slice(t * B, (t + 1) * B);
  const start = predictor.read(someIds(2 * B, 2), { B }).state;
  let state = start;
  const read: number[] = [];
  const stepped: number[] = [];
  const steps = predictor.steps(B, start);
  for (let t = 0; t < count; t++) {
    const next = predictor.read(at(t), { B, state });
    state = next.state;
    read.push(...next.logits);
    stepped.push(...steps.read(at(t)));
  }
  const result = { read, stepped, state, steppedState: steps.state() };
  steps.close();
  predictor.close();
  return result;
}

const configs: Partial<LanguageModelConfig>[] = [
  ...cellNames.map((cell) => ({ cell, layers: 2 })),
  { cell: 'rnn', nonlinearity: 'relu', embed: 'onehot' },
  { cell: 'lstm-peephole', peepholeOutput: 'previous', layers: 1 },
  { cell: 'gru', layers: 3, residual: true, outputLayers: [6, 3] },
  { cell: 'lstm', tie: true, embed: 3, hidden: 9 },
];

describe.each(await backends())('steps on $name', ({ create }) => {
  for (const config of configs) {
    it(`have the bits of single reads: ${JSON.stringify(config)}`, async () => {
      const backend = await create();
      for (const B of [1, 3]) {
        const { read, stepped, state, steppedState } = bothWays(smallModel(config, { backend }), B);
        expectSame(stepped, read);
        expect(steppedState).toEqual(state);
      }
      backend.close();
    });
  }
});

describe('steps', () => {
  it.each(['native', 'wasm'] as const)('give the same bits on threads of %s', async (name) => {
    // Wide enough for threads to share units, in whole panels of weights and not.
    for (const hidden of [256, 300]) {
      const results: number[][] = [];
      for (const threads of [1, 2, 3]) {
        const backend = await createBackend({ backend: name, threads }).catch(() => undefined);
        if (backend === undefined) continue;
        // Sharing is first tried after 16 steps.
        const { read, stepped } = bothWays(smallModel({ hidden }, { backend }), 1, 24);
        expectSame(stepped, read);
        results.push(stepped);
        backend.close();
      }
      for (const values of results) expectSame(values, results[0]);
    }
  });

  it('of two generations at a time do not meet', () => {
    const predictor = new Predictor(smallModel());
    const state = predictor.read(someIds(2), { B: 1 }).state;
    const alone = predictor.steps(1, state);
    const wanted = [1, 2, 3].map((id) => [...alone.read(Int32Array.of(id))]);
    const first = predictor.steps(1, state);
    const second = predictor.steps(1, state);
    [1, 2, 3].forEach((id, t) => {
      expect([...first.read(Int32Array.of(id))]).toEqual(wanted[t]);
      second.read(Int32Array.of(V - id));
    });
  });

  it('see weights that have changed, and keep the state', () => {
    const model = smallModel();
    const predictor = new Predictor(model);
    const steps = predictor.steps(1, model.initialState(1));
    steps.read(Int32Array.of(2));
    const state = steps.state();
    model.parameters.write('embedding.weight', model.parameters.read('embedding.weight').fill(0.5));
    const wanted = predictor.read(Int32Array.of(4), { B: 1, state });
    expect([...steps.read(Int32Array.of(4))]).toEqual([...wanted.logits]);
    expect(steps.state()).toEqual(wanted.state);
  });

  it('refuse an id that is none, and to go on when the model is closed', () => {
    const model = smallModel();
    const predictor = new Predictor(model);
    const steps = predictor.steps(1, model.initialState(1));
    expect(() => steps.read(Int32Array.of(V))).toThrow(`expected ids from 0 to ${V - 1}`);
    expect(() => steps.read(Int32Array.of(-1))).toThrow('received -1 at position 0');
    predictor.close();
    expect(() => steps.read(Int32Array.of(1))).toThrow('the model was closed');
  });
});

import { describe, expect, it } from 'vitest';
import { createReferenceBackend } from '../../../src/backend/js/reference.ts';
import {
  type Cell,
  type Clamp,
  defineCell,
  type TextModel,
  traceText,
} from '../../../src/index.ts';
import type { LanguageModelConfig } from '../../../src/models/config.ts';
import { clampWatcher } from '../../../src/nn/recurrent/clamp.ts';
import { add, linear, Tape, tanh } from '../../../src/tensor/index.ts';
import { randomModel } from '../../inspect/random-model.ts';
import { expectClose } from '../../support/numbers.ts';

const text = 'hello, world';

/** By name of the state or gate, of each layer, (steps, 3). */
async function traced(model: TextModel, clamp?: readonly Clamp[]) {
  for await (const { layers, surprise } of traceText(model, text, { clamp })) {
    return { layers: layers.map(({ values }) => values), surprise: [...(surprise ?? [])] };
  }
  throw new Error('no chunk');
}

const column = (values: ArrayLike<number>, unit: number) =>
  Array.from(values).filter((_, k) => k % 3 === unit);

const names: [Partial<LanguageModelConfig>, string[]][] = [
  [{ cell: 'rnn' }, ['h']],
  [{ cell: 'gru-simple' }, ['z', 'n', 'h']],
  [{ cell: 'gru' }, ['r', 'z', 'n', 'h']],
  [{ cell: 'gru-torch' }, ['r', 'z', 'n', 'h']],
  [{ cell: 'lstm' }, ['i', 'f', 'g', 'o', 'c', 'h']],
  [{ cell: 'lstm-peephole' }, ['i', 'f', 'g', 'o', 'c', 'h']],
];

describe.each(names)('a clamp in %o', (config, all) => {
  it.each(all)('holds %s, and what depends on it follows', async (name) => {
    const model = randomModel(text, { config: { ...config, layers: 2 } });
    const free = await traced(model);
    const held = await traced(model, [{ layer: 0, unit: 1, name, value: 0.25 }]);
    const [values, above] = held.layers;
    expect(column(values[name], 1)).toEqual(new Array(text.length).fill(0.25));
    expect(column(values[name], 0)).not.toEqual(column(free.layers[0][name], 0));
    expect([...above.h]).not.toEqual([...free.layers[1].h]);
    // What is not held has the equations of the cell, with what is held in them.
    const earlier = (k: number, of: ArrayLike<number>) => of[k - 3] ?? 0;
    const { i, f, g, o, c, h, z, n } = values;
    const skip = (k: number, what: string) => name === what && k % 3 === 1;
    for (let k = 0; k < h.length; k++) {
      if (c !== undefined) {
        if (!skip(k, 'c')) expectClose([c[k]], [f[k] * earlier(k, c) + i[k] * g[k]], 1e-12);
        if (!skip(k, 'h')) expectClose([h[k]], [o[k] * Math.tanh(c[k])], 1e-12);
      } else if (z !== undefined && !skip(k, 'h')) {
        expectClose([h[k]], [(1 - z[k]) * n[k] + z[k] * earlier(k, h)], 1e-12);
      }
    }
    model.close();
  });
});

describe('clamps', () => {
  it('at the values that units have anyway change nothing', async () => {
    const model = randomModel(text, { config: { layers: 2 } });
    const [symbol] = text;
    const [{ probability }] = model.next(symbol);
    const h = await traced(model);
    const clamp = [0, 1, 2].map((unit) => ({
      layer: 1,
      unit,
      name: 'h',
      value: h.layers[1].h[unit],
    }));
    expectClose([model.next(symbol, { clamp })[0].probability], [probability], 1e-12);
    model.close();
  });

  it('hold every unit of a layer, in score, next and sample alike', async () => {
    const model = randomModel(text, { config: { layers: 2 } });
    // Nothing of the text comes through: the bias alone decides, so every symbol has one probability.
    const clamp: Clamp[] = [{ layer: 1, unit: 'all', name: 'h', value: 0 }];
    const bias = Array.from(model.network.parameters.get('output.bias').data.array());
    const total = bias.reduce((sum, x) => sum + Math.exp(x), 0);
    for (const { id, logProbability } of model.score(text, { clamp }).tokenScores) {
      expect(logProbability).toBeCloseTo(bias[id] - Math.log(total), 10);
    }
    for (const { id, probability } of model.next('he', { clamp })) {
      expect(probability).toBeCloseTo(Math.exp(bias[id]) / total, 10);
    }
    const likeliest = bias.indexOf(Math.max(...bias));
    const pieces = [];
    for await (const piece of model.sample({ length: 5, temperature: 0, clamp })) {
      if (piece.id !== undefined) pieces.push(piece.id);
    }
    expect(pieces).toEqual(new Array(5).fill(likeliest));
    model.close();
  });

  it('leave a model as it was, and may end before their text does', async () => {
    const model = randomModel(text);
    const free = await model.generate({ length: 20, seed: 1 });
    const clamp: Clamp[] = [{ layer: 0, unit: 0, name: 'f', value: 0 }];
    const held = model.sample({ length: 20, seed: 1, clamp });
    for await (const _ of held) break;
    const other = model.sample({ length: 1000, clamp })[Symbol.asyncIterator]();
    await other.next();
    expect(await model.generate({ length: 20, seed: 1 })).toEqual(free);
    model.close();
  });

  it('hold the states of a user’s own cell', async () => {
    const own = defineCell({
      name: 'own',
      parameters: ({ input, hidden }) => [
        { name: 'weight_ih', shape: [hidden, input] },
        { name: 'weight_hh', shape: [hidden, hidden] },
      ],
      step(tape, { weight_ih, weight_hh }, x, { h }) {
        const next = tanh(tape, add(tape, linear(tape, x, weight_ih), linear(tape, h, weight_hh)));
        return { output: next, state: { h: next } };
      },
    });
    const model = randomModel(text, { config: { cell: 'own' }, cells: [own] });
    const clamp: Clamp[] = [{ layer: 0, unit: 2, name: 'h', value: -1 }];
    const { layers } = await traced(model, clamp);
    expect(column(layers[0].h, 2)).toEqual(new Array(text.length).fill(-1));
    expect(model.score(text, { clamp }).loss).not.toBe(model.score(text).loss);
    model.close();
  });

  it('are refused by a cell that does not show what is to be held', () => {
    const tape = new Tape(createReferenceBackend());
    const x = tape.constant([1], [1, 1]);
    const silent: Cell = {
      name: 'silent',
      states: ['h'],
      parameters: () => [],
      step: (_, __, input) => ({ output: input, state: { h: input } }),
    };
    const { cell } = clampWatcher([{ layer: 0, unit: 0, name: 'h', value: 1 }]);
    const place = { stack: 'rnn.', layer: 0, reverse: false, T: 1, B: 1, H: 1 };
    const held = cell?.(place, silent);
    expect(() => held?.step(tape, {}, x, { h: x })).toThrow('does not let its h be held');
    expect(cell?.({ ...place, layer: 1 }, silent)).toBe(silent);
    expect(cell?.({ ...place, stack: 'encoder.' }, silent)).toBe(silent);
    tape.close();
  });

  it.each([
    [{ layer: 1, unit: 0, name: 'h', value: 0 }, /layer of a clamp to be from 0 to 0/],
    [{ layer: 0, unit: 3, name: 'h', value: 0 }, /unit of a clamp to be from 0 to 2, or all/],
    [
      { layer: 0, unit: 0, name: 'z', value: 0 },
      /cell lstm has no z that could be held: .*h, c, i/,
    ],
    [{ layer: 0, unit: 0, name: 'h', value: Number.NaN }, /value of a clamp to be a number/],
  ])('refuse %o', (clamp, message) => {
    const model = randomModel(text);
    expect(() => model.score(text, { clamp: [clamp] })).toThrow(message);
    expect(() => model.sample({ clamp: [clamp] })).toThrow(message);
    model.close();
  });
});

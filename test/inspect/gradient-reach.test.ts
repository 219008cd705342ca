import { describe, expect, it } from 'vitest';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import {
  defineCell,
  freshGradientReach,
  type GradientReach,
  gradientReach,
} from '../../src/index.ts';
import { explainModel } from '../../src/inspect/explain.ts';
import { backward, forward, makeNetwork } from '../../src/inspect/explain-network.ts';
import { networkWeights } from '../../src/inspect/explain-parameters.ts';
import { norm } from '../../src/inspect/plain.ts';
import { type LanguageModelConfig, languageModelDefaults } from '../../src/models/config.ts';
import { LanguageModel } from '../../src/models/language-model.ts';
import { add, linear, linearCrossEntropy, scale, Tape, tanh } from '../../src/tensor/index.ts';
import { item } from '../../src/tensor/tensor.ts';
import { UnrollError } from '../../src/util/errors.ts';
import { smallModel, someIds, V } from '../models/small-model.ts';
import { gradientsOf } from '../support/model-gradients.ts';

const ids = someIds(11);

/** The same norms from the plain network of `explain`: a walk back for each step's loss alone. */
function plainNorms(model: LanguageModel, { steps, lags }: GradientReach) {
  const tokens = Array.from({ length: V }, (_, v) => `${v}`);
  const { config, weights } = explainModel(model, tokens);
  const network = makeNetwork(config, networkWeights(config, weights, V), V);
  const there = forward(network, [...ids.subarray(0, -1)], [...ids.subarray(1)]);
  const rows = steps.map((t) => {
    const back = backward(network, there, (index) => (index === t - 1 ? 1 : 0));
    return Array.from({ length: Math.min(lags, t - 1) + 1 }, (_, k) => back[t - 1 - k].layers);
  });
  return Array.from({ length: config.layers }, (_, layer) => ({
    h: rows.map((row) => row.map((layers) => norm(layers[layer].total))),
    c: rows.map((row, r) =>
      row.map((layers, k) => {
        const name = `∂L/∂c[${steps[r] - k}]`;
        return norm(layers[layer].quantities.find((one) => one.name === name)?.values ?? []);
      }),
    ),
  }));
}

const leaky = defineCell({
  name: 'leaky',
  parameters: ({ input, hidden }) => [
    { name: 'weight_ih', shape: [hidden, input] },
    { name: 'weight_hh', shape: [hidden, hidden] },
  ],
  step(tape, { weight_ih, weight_hh }, x, { h }) {
    const sum = add(tape, linear(tape, x, weight_ih), linear(tape, h, weight_hh));
    const next = add(tape, scale(tape, h, 0.6), scale(tape, tanh(tape, sum), 0.4));
    return { output: next, state: { h: next } };
  },
});

describe('norms of ∂L_t/∂state_(t−k)', () => {
  const cells: Partial<LanguageModelConfig>[] = [
    { cell: 'rnn' },
    { cell: 'rnn', nonlinearity: 'relu' },
    { cell: 'gru-simple' },
    { cell: 'gru' },
    { cell: 'gru-torch' },
    { cell: 'lstm' },
    { cell: 'lstm-peephole' },
  ];
  const stacks: Partial<LanguageModelConfig>[] = [
    { layers: 1 },
    { layers: 2, outputLayers: [4] },
    { layers: 2, residual: true, embed: 'onehot' },
  ];
  it.each(cells.flatMap((cell) => stacks.map((stack) => ({ ...cell, ...stack }))))(
    'are those of plain doubles with %o',
    (config) => {
      const model = smallModel(config);
      const reach = gradientReach(model, ids, { lags: 6 });
      expect(reach.steps).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      const plain = plainNorms(model, reach);
      reach.layers.forEach(({ states }, layer) => {
        for (const { state, norms } of states) {
          const wanted = plain[layer][state as 'h' | 'c'];
          norms.forEach((row, r) => {
            expect(row).toHaveLength(wanted[r].length);
            row.forEach((value, k) => {
              expect(Math.abs(value - wanted[r][k])).toBeLessThanOrEqual(1e-12 * wanted[r][0]);
            });
          });
        }
      });
      expect(reach.layers[0].states.map(({ state }) => state)).toEqual(
        config.cell?.startsWith('lstm') ? ['h', 'c'] : ['h'],
      );
      model.close();
    },
  );

  it('are those of finite differences with a user’s own cell', () => {
    const config = { ...languageModelDefaults, cell: 'leaky', layers: 1, hidden: 4, embed: 3 };
    const model = new LanguageModel(createReferenceBackend(), config, V, {
      seed: 2,
      cells: [leaky],
    });
    const { layers, steps } = gradientReach(model, ids, { lags: 5 });
    const r = 8;
    for (const k of [1, 3, 5]) {
      const last = steps[r];
      const difference = differences(model, { read: last - k, last });
      expect(layers[0].states[0].norms[r][k]).toBeCloseTo(difference, 7);
    }
    expect(layers[0].recurrent.map(({ gate }) => gate)).toEqual(['1']);
    model.close();
  });

  it('do not depend on how many steps are followed at once', () => {
    const model = smallModel({ cell: 'lstm', layers: 2 });
    const all = gradientReach(model, someIds(80), { lags: 12, windows: 64 });
    const few = gradientReach(model, someIds(80), { lags: 12, windows: 5 });
    expect(all.steps).toHaveLength(64);
    expect(few.steps).toEqual([13, 30, 46, 63, 79]);
    few.steps.forEach((step, row) => {
      const same = all.steps.indexOf(step);
      if (same < 0) return;
      expect(few.layers[0].states[1].norms[row]).toEqual(all.layers[0].states[1].norms[same]);
    });
    expect(few.steps.some((step) => all.steps.includes(step))).toBe(true);
    model.close();
  });

  it('leave the weights trainable and their gradients at zero', () => {
    const model = smallModel({ cell: 'gru' });
    model.parameters.freeze(['embedding.weight']);
    gradientReach(model, ids);
    expect([...model.parameters.frozen]).toEqual(['embedding.weight']);
    expect(model.parameters.gradients.array().every((x) => x === 0)).toBe(true);
    model.close();
  });
});

/** ‖∂L_last/∂h‖ after `read` steps, by central differences of the state that the walk goes on from. */
function differences(model: LanguageModel, { read, last }: { read: number; last: number }): number {
  const tape = new Tape(model.backend, { recording: false });
  const inputs = ids.subarray(0, last);
  const before = model.features(tape, { inputs: inputs.subarray(0, read), T: read, B: 1 }).state();
  const lossFrom = (h: Float64Array) => {
    tape.reset();
    const T = last - read;
    const batch = { inputs: inputs.subarray(read), T, B: 1, state: [{ h }] };
    const { output } = model.features(tape, batch);
    const targets = new Int32Array(T).fill(-1);
    targets[T - 1] = ids[last];
    const layer = { x: output, ...model.outputLayer() };
    return item(linearCrossEntropy(tape, layer, targets, { ignoreIndex: -1, reduction: 'sum' }));
  };
  const epsilon = 1e-6;
  return norm(
    Array.from(before[0].h, (_, j) => {
      const moved = (by: number) =>
        Float64Array.from(before[0].h, (x, i) => (i === j ? x + by : x));
      return (lossFrom(moved(epsilon)) - lossFrom(moved(-epsilon))) / (2 * epsilon);
    }),
  );
}

describe('what is drawn from the norms', () => {
  it('is the mean and the median over the steps that reach so far back', () => {
    const model = smallModel({ cell: 'rnn', layers: 1 });
    const { layers } = gradientReach(model, ids.subarray(0, 5), { lags: 3 });
    const [{ norms, mean, median }] = layers[0].states;
    expect(norms.map((row) => row.length)).toEqual([1, 2, 3, 4]);
    expect(mean[2]).toBeCloseTo((norms[2][2] + norms[3][2]) / 2, 14);
    const [a, b, c] = [norms[1][1], norms[2][1], norms[3][1]].sort((x, y) => x - y);
    expect(median[1]).toBe(b);
    expect(a < b && b < c).toBe(true);
    model.close();
  });

  it('shows the factor per step of a linear recurrence', () => {
    // relu units that are all on: h' = W x + ½ h, so each lag halves the gradient exactly
    const model = smallModel({ cell: 'rnn', nonlinearity: 'relu', layers: 1, embed: 'onehot' });
    const { parameters } = model;
    const H = model.config.hidden;
    const half = Array.from({ length: H * H }, (_, n) => (n % (H + 1) === 0 ? 0.5 : 0));
    parameters.write('rnn.weight_hh_l0', half);
    parameters.write('rnn.weight_ih_l0', new Float64Array(H * V).fill(1));
    const { layers } = gradientReach(model, someIds(100), { lags: 20 });
    const [{ median, perStep, reach }] = layers[0].states;
    expect(median[20] / median[0]).toBeCloseTo(0.5 ** 20, 10);
    expect(perStep).toBeCloseTo(0.5, 10);
    expect(reach).toBe(6); // 2^−6 = 1.6 %, 2^−7 = 0.8 %
    expect(layers[0].recurrent[0].spectralRadius).toBeCloseTo(0.5, 10);
    expect(layers[0].recurrent[0].spectralNorm).toBeCloseTo(0.5, 10);
    model.close();
  });
});

it('what leaves the range of single precision is infinite, before clipping and after', async () => {
  const [{ layers, clipping }] = await freshGradientReach('abcabcabc'.repeat(30), {
    ...{ cells: ['rnn'], hidden: 8, gain: 1e6, nonlinearity: 'relu', lags: 20, backend: 'js' },
  });
  const { norms } = layers[0].states[0];
  expect(norms.flat()).toContain(Number.POSITIVE_INFINITY);
  expect(norms.flat().some(Number.isNaN)).toBe(false);
  expect(clipping.before.at(-1)).toBe(Number.POSITIVE_INFINITY);
  expect(clipping.after.at(-1)).toBe(Number.POSITIVE_INFINITY);
});

describe('clipping', () => {
  const model = smallModel({ cell: 'gru', layers: 2 });
  const inputs = ids.subarray(0, -1);

  it('is told by the norm of the gradient of all weights before and after', () => {
    const { steps, clipping } = gradientReach(model, ids, { lags: 4, windows: 2, clip: 0.05 });
    expect(steps).toEqual([5, 10]);
    const gradient = gradientsOf(model.parameters, (tape) => {
      const batch = { inputs: inputs.subarray(0, 5), targets: ids.subarray(1, 6), T: 5, B: 1 };
      return model.loss(tape, batch).loss;
    });
    expect(clipping.before[0]).toBeCloseTo(norm([...gradient]), 12);
    expect(clipping.after[0]).toBeCloseTo(0.05, 6);
  });

  it('by value limits each number', () => {
    const { clipping } = gradientReach(model, ids, {
      lags: 4,
      windows: 2,
      clip: 0.01,
      clipBy: 'value',
    });
    const gradient = gradientsOf(model.parameters, (tape) => {
      const batch = { inputs: inputs.subarray(0, 5), targets: ids.subarray(1, 6), T: 5, B: 1 };
      return model.loss(tape, batch).loss;
    });
    const limited = [...gradient].map((x) => Math.max(-0.01, Math.min(0.01, x)));
    expect(clipping.after[0]).toBeCloseTo(norm(limited), 12);
    expect(clipping.after[0]).toBeLessThan(clipping.before[0]);
  });
});

describe('cells that have not been trained', () => {
  const text = 'the cat sat on the mat and the dog lay on the log. '.repeat(4);

  it('vanish or explode with the gain of their recurrent weights', async () => {
    const factor = async (gain: number) => {
      const [{ layers }] = await freshGradientReach(text, {
        cells: ['rnn'],
        hidden: 24,
        gain,
        lags: 30,
        nonlinearity: 'relu',
        backend: 'js',
      });
      expect(layers[0].recurrent[0].spectralRadius).toBeCloseTo(gain, 3);
      return layers[0].states[0].perStep ?? Number.NaN;
    };
    expect(await factor(0.5)).toBeLessThan(0.6);
    expect(await factor(2)).toBeGreaterThan(1);
  });

  it('stand side by side, a user’s own among them', async () => {
    const reaches = await freshGradientReach(text, {
      cells: ['rnn', 'lstm', leaky],
      hidden: 12,
      layers: 2,
      lags: 10,
      windows: 8,
      backend: 'js',
    });
    expect(reaches.map(({ name }) => name)).toEqual(['rnn', 'lstm', 'leaky']);
    for (const { layers, steps } of reaches) {
      expect(steps).toHaveLength(8);
      expect(layers).toHaveLength(2);
    }
  });
});

it.each([
  ['usage', () => gradientReach(smallModel(), [1])],
  ['usage', () => gradientReach(smallModel(), ids, { lags: 0 })],
  ['usage', () => gradientReach(smallModel(), ids, { windows: 1.5 })],
  ['usage', () => gradientReach(smallModel(), ids, { clip: 0 })],
])('refuses what cannot be: %s', (code, call) => {
  expect(call).toThrowError(UnrollError);
  expect(call).toThrowError(expect.objectContaining({ code }));
});

it('refuses a gain for a cell without recurrent weights', async () => {
  const blind = defineCell({
    name: 'blind',
    parameters: ({ input, hidden }) => [{ name: 'weight_ih', shape: [hidden, input] }],
    step(tape, { weight_ih }, x, { h }) {
      const next = add(tape, scale(tape, h, 0.5), linear(tape, x, weight_ih));
      return { output: next, state: { h: next } };
    },
  });
  await expect(freshGradientReach('hello hello', { cells: [blind], gain: 2 })).rejects.toThrow(
    'the cell "blind" has none of that name: leave gain out',
  );
});

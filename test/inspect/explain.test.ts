import { describe, expect, it } from 'vitest';
import type { Backend } from '../../src/backend/backend.ts';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import { explain, explainModel } from '../../src/inspect/explain.ts';
import type { Explanation } from '../../src/inspect/explain-record.ts';
import { type LanguageModelConfig, languageModelDefaults } from '../../src/models/config.ts';
import { LanguageModel } from '../../src/models/language-model.ts';
import { UnrollError } from '../../src/util/errors.ts';
import { helloValues, helloWeight } from './hello-values.ts';

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

describe('explain of hello', () => {
  const vocabulary = ['e', 'h', 'l', 'o'];
  const ids = [1, 0, 2, 2, 3];

  function hello(cell: 'rnn' | 'lstm' | 'gru-torch'): Explanation {
    const config = {
      ...languageModelDefaults,
      cell,
      layers: 1,
      hidden: 3,
      embed: 'onehot' as const,
    };
    const G = { rnn: 1, lstm: 4, 'gru-torch': 3 }[cell];
    const weights = {
      'rnn.weight_ih_l0': helloWeight(1, G * 12),
      'rnn.weight_hh_l0': helloWeight(2, G * 9),
      'rnn.bias_ih_l0': helloWeight(3, G * 3),
      'rnn.bias_hh_l0': helloWeight(4, G * 3),
      'output.weight': helloWeight(5, 12),
      'output.bias': helloWeight(6, 4),
    };
    return explain({ config, tokens: vocabulary, weights }, ids);
  }

  function expectNear(actual: readonly number[], wanted: readonly number[]): void {
    expect(actual).toHaveLength(wanted.length);
    actual.forEach((value, i) => {
      expect(Math.abs(value - wanted[i])).toBeLessThan(1e-9);
    });
  }

  it.each(['rnn', 'lstm', 'gru-torch'] as const)('gives the numbers of torch for %s', (cell) => {
    const { steps, flow, gradients, loss } = hello(cell);
    const wanted = helloValues[cell];
    expectNear(
      steps.flatMap(({ layers }) => layers[0].h),
      wanted.h.flat(),
    );
    expectNear(
      steps.map((step) => step.loss),
      wanted.losses,
    );
    expectNear(
      steps.flatMap(({ layers }) => layers[0].dh.total.values),
      wanted.dh.flat(),
    );
    const factors = flow[0].steps;
    expectNear(
      factors.map(({ norm }) => norm),
      wanted.norm,
    );
    expectNear(
      factors.map(({ productNorm }) => productNorm),
      wanted.product,
    );
    expectNear(
      factors.map(({ lastLossNorm }) => lastLossNorm),
      wanted.last,
    );
    const gradient = (name: string) => gradients.find((one) => one.name === name)?.values.flat();
    expectNear(gradient('rnn.weight_hh_l0')?.slice(0, 6) ?? [], wanted.dU);
    expectNear(gradient('output.weight')?.slice(0, 3) ?? [], wanted.dV);
    expect(loss).toBeCloseTo(wanted.losses.reduce((a, b) => a + b) / 4, 9);
  });

  it('splits the gradient of h into the part from the output and the part through time', () => {
    const { steps, parameters } = hello('rnn');
    const U = parameters.find(({ name }) => name === 'rnn.weight_hh_l0')?.values ?? [];
    for (const [index, { layers }] of steps.entries()) {
      const { fromOutput, throughTime, total } = layers[0].dh;
      const later = steps[index + 1]?.layers[0].backward[0].values ?? [0, 0, 0];
      // Uᵀ ∂L/∂a[t+1]
      const product = [0, 1, 2].map((j) => later.reduce((sum, d, i) => sum + d * U[i][j], 0));
      expectNear(throughTime.values, product);
      expectNear(
        total.values,
        fromOutput.values.map((value, i) => value + throughTime.values[i]),
      );
    }
  });

  it('says of an rnn that the factor is diag(1 - h²) U', () => {
    const { flow, steps, parameters } = hello('rnn');
    const U = parameters.find(({ name }) => name === 'rnn.weight_hh_l0')?.values ?? [];
    flow[0].steps.forEach(({ factor }, index) => {
      const { h } = steps[index].layers[0];
      factor.forEach((row, i) => {
        expectNear(
          row,
          U[i].map((u) => (1 - h[i] * h[i]) * u),
        );
      });
    });
  });

  it('survives JSON', () => {
    const explanation = hello('lstm');
    const text = JSON.stringify(explanation);
    expect(text).not.toContain('null');
    expect(JSON.stringify(JSON.parse(text))).toBe(text);
  });

  it('says so when the engine disagrees', () => {
    const backend = createReferenceBackend();
    const off = { ...backend, scan: () => {}, name: 'js', precision: 'double' } as Backend;
    Object.setPrototypeOf(off, backend);
    const config = { ...languageModelDefaults, layers: 1, hidden: 2, embed: 2 };
    const model = new LanguageModel(backend, config, 4, { seed: 1 });
    const [check] = explain(explainModel(model, vocabulary), ids, { backends: [off] }).checks;
    expect(check.agrees).toBe(false);
  });
});

describe('explain refuses', () => {
  const failure = (run: () => unknown): UnrollError => {
    try {
      run();
    } catch (error) {
      if (error instanceof UnrollError) return error;
    }
    throw new Error('no UnrollError was thrown');
  };

  it('a text of one symbol', () => {
    const { code, message } = failure(() => explained({}, [0]));
    expect(code).toBe('usage');
    expect(message).toContain('at least two symbols');
  });

  it.each([
    [{ hidden: 17 }, hello, 'a layer of 17 units', '--units 17'],
    [{ embed: 64 }, hello, 'a layer of 64 units', '--units 64'],
    [{}, new Array<number>(40).fill(1), '39 predictions', '--steps 39'],
  ])('what is too large to read: %o', (config, ids, what, remedy) => {
    const { code, message } = failure(() => explained(config, ids));
    expect(code).toBe('usage');
    expect(message).toContain(what);
    expect(message).toContain(remedy);
  });

  it('ids outside the vocabulary, foreign cells and weights that do not fit', () => {
    expect(failure(() => explained({}, [0, 9])).code).toBe('data');
    const config = { ...languageModelDefaults, hidden: 2, embed: 2 };
    const model = { config, tokens, weights: {} };
    expect(failure(() => explain(model, hello)).code).toBe('format');
    const foreign = { ...model, config: { ...config, cell: 'mine' } };
    expect(failure(() => explain(foreign, hello)).code).toBe('unsupported');
  });
});

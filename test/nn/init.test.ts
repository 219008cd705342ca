/** First values of parameters. */
import { describe, expect, test } from 'vitest';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import { type Init, type InitScheme, initialize, initialValues } from '../../src/nn/init.ts';
import { linearSpecs } from '../../src/nn/layers.ts';
import { Stack } from '../../src/nn/recurrent/stack.ts';
import { Parameters } from '../../src/tensor/parameters.ts';
import { keyFor, Rng } from '../../src/util/rng.ts';

const H = 16;

function draw(init: Init, shape: number[], scheme: InitScheme, seed = 1): Float64Array {
  const values = new Float64Array(shape.reduce((a, b) => a * b, 1));
  return initialValues({ shape, init }, values, { scheme, rng: new Rng(keyFor(seed, 'init')) });
}

function deviation(values: Float64Array): number {
  const mean = values.reduce((a, b) => a + b) / values.length;
  return Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
}

describe('torch', () => {
  test.each<[string, Init, number[], number]>([
    ['recurrent weights', { kind: 'recurrent-weight', gates: 4, hidden: H }, [64, 16], 1 / 4],
    ['input weights', { kind: 'input-weight', gates: 4, hidden: H }, [64, 9], 1 / 4],
    ['biases', { kind: 'recurrent-bias', hidden: H, ones: [1] }, [640], 1 / 4],
    ['linear weights', { kind: 'linear-weight' }, [40, 25], 1 / 5],
    ['linear biases', { kind: 'linear-bias', fanIn: 25 }, [400], 1 / 5],
  ])('%s are uniform in ±1/√n', (_, init, shape, bound) => {
    const values = draw(init, shape, 'torch');
    const largest = Math.max(...values.map(Math.abs));
    expect(largest).toBeLessThanOrEqual(bound);
    expect(largest).toBeGreaterThan(bound * 0.95);
    expect(deviation(values)).toBeCloseTo(bound / Math.sqrt(3), 1);
  });

  test('embeddings are standard normal', () => {
    const values = draw({ kind: 'embedding' }, [100, 50], 'torch');
    expect(deviation(values)).toBeGreaterThan(0.96);
    expect(deviation(values)).toBeLessThan(1.04);
  });
});

describe('unroll', () => {
  test('recurrent matrices are orthogonal, gate by gate, and differ', () => {
    const u = draw({ kind: 'recurrent-weight', gates: 3, hidden: H }, [3 * H, H], 'unroll');
    const row = (gate: number, r: number) => u.subarray((gate * H + r) * H, (gate * H + r + 1) * H);
    for (let gate = 0; gate < 3; gate++) {
      for (let a = 0; a < H; a++) {
        for (let b = 0; b < H; b++) {
          const dot = row(gate, a).reduce((sum, x, k) => sum + x * row(gate, b)[k], 0);
          expect(dot).toBeCloseTo(a === b ? 1 : 0, 13);
        }
      }
    }
    expect(row(0, 0)).not.toEqual(row(1, 0));
  });

  test('the forget gate starts open, on one side only', () => {
    const backend = createReferenceBackend();
    const config = { cell: 'lstm', input: 3, hidden: 2, layers: 1 } as const;
    const specs = Stack.specs(config);
    const parameters = new Parameters(backend, specs);
    initialize(parameters, specs, { seed: 1 });
    expect([...parameters.read('bias_ih_l0')]).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
    expect([...parameters.read('bias_hh_l0')]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  test.each([
    ['gru-simple', [1, 1, 0, 0]],
    ['gru', [0, 0, 1, 1, 0, 0]],
    ['gru-torch', [0, 0, 1, 1, 0, 0]],
  ] as const)('the update gate of %s starts nearer to keeping', (cell, wanted) => {
    const specs = Stack.specs({ cell, input: 3, hidden: 2, layers: 1 });
    const parameters = new Parameters(createReferenceBackend(), specs);
    initialize(parameters, specs, { seed: 1 });
    expect([...parameters.read('bias_ih_l0')]).toEqual(wanted);
    expect([...parameters.read('bias_hh_l0')]).toEqual(wanted.map(() => 0));
  });

  test('the input’s part of a gate has about unit variance, dense or one-hot', () => {
    const init: Init = { kind: 'input-weight', gates: 4, hidden: H };
    const dense = draw(init, [4 * H, H], 'unroll');
    expect(deviation(dense) * Math.sqrt(H)).toBeCloseTo(1, 1);
    const onehot = draw({ ...init, onehot: true }, [4 * H, 65], 'unroll');
    expect(deviation(onehot)).toBeCloseTo(1, 1);
  });
});

test('values depend on the seed and the parameter’s place alone', () => {
  const backend = createReferenceBackend();
  const specs = [...linearSpecs('a', 3, 4), ...linearSpecs('b', 3, 4)];
  const values = (seed: number) => {
    const parameters = new Parameters(backend, specs);
    initialize(parameters, specs, { scheme: 'torch', seed });
    return parameters;
  };
  expect(values(1).read('a.weight')).toEqual(values(1).read('a.weight'));
  expect(values(1).read('a.weight')).not.toEqual(values(2).read('a.weight'));
  expect(values(1).read('a.weight')).not.toEqual(values(1).read('b.weight'));
});

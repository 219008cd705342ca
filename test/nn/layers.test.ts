/** Dense layers at every step. */
import { expect, test } from 'vitest';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import { DenseLayers } from '../../src/nn/layers.ts';
import { checkGradients } from '../../src/tensor/check-gradients.ts';
import { Tape } from '../../src/tensor/tape.ts';
import { valuesOf } from '../../src/tensor/tensor.ts';
import { expectClose, source } from '../support/numbers.ts';

const config = { input: 2, sizes: [3, 4] };

test('names and shapes follow the sizes', () => {
  expect(DenseLayers.specs(config, 'deep.').map(({ name, shape }) => [name, shape])).toEqual([
    ['deep.0.weight', [3, 2]],
    ['deep.0.bias', [3]],
    ['deep.1.weight', [4, 3]],
    ['deep.1.bias', [4]],
  ]);
  expect(() => DenseLayers.specs({ input: 2, sizes: [3, 0] }, '')).toThrow(
    /size of layer 1 to be a positive integer but received 0/,
  );
});

test('computes tanh(W x + b) layer after layer', () => {
  const tape = new Tape(createReferenceBackend());
  const tensors = {
    '0.weight': tape.constant([0.1, 0.2], [1, 2]),
    '0.bias': tape.constant([0.3], [1]),
    '1.weight': tape.constant([2, -1], [2, 1]),
    '1.bias': tape.constant([0, 0.5], [2]),
  };
  const get = (name: string) => tensors[name as keyof typeof tensors];
  const layers = new DenseLayers({ input: 2, sizes: [1, 2] }, { get }, '');
  const y = layers.forward(tape, tape.constant([1, 2], [1, 2]));
  const first = Math.tanh(0.1 + 0.4 + 0.3);
  expectClose(valuesOf(y), [Math.tanh(2 * first), Math.tanh(0.5 - first)], 1e-15);
});

test.each(['tanh', 'relu'] as const)('gradients through %s equal differences', (nonlinearity) => {
  const specs = DenseLayers.specs(config, '');
  const random = source(8);
  const inputs = [...specs, { name: 'x', shape: [2, 2, 2] }].map(({ name, shape }) => ({
    name,
    shape,
    values: random.values(shape.reduce((a, b) => a * b, 1)),
  }));
  const { maxRelativeError, where } = checkGradients((tape, tensors) => {
    const get = (name: string) => tensors[specs.findIndex((spec) => spec.name === name)];
    return new DenseLayers({ ...config, nonlinearity }, { get }, '').forward(tape, tensors[4]);
  }, inputs);
  expect(maxRelativeError, where).toBeLessThanOrEqual(1e-6);
});

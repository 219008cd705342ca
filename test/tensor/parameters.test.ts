import { expect, test } from 'vitest';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import {
  gradientOf,
  linear,
  PackCache,
  Parameters,
  sum,
  Tape,
  valuesOf,
} from '../../src/tensor/index.ts';

const backend = createReferenceBackend();
const specs = [
  { name: 'weight', shape: [2, 3] },
  { name: 'bias', shape: [2] },
];

test('lays parameters one after the other in one block', () => {
  const parameters = new Parameters(backend, specs);
  parameters.write('weight', [1, 2, 3, 4, 5, 6]);
  parameters.write('bias', [7, 8]);
  expect(parameters.count).toBe(8);
  expect(parameters.names()).toEqual(['weight', 'bias']);
  expect(parameters.entries()).toEqual([
    { name: 'weight', shape: [2, 3], offset: 0, length: 6 },
    { name: 'bias', shape: [2], offset: 6, length: 2 },
  ]);
  expect([...parameters.weights.array()]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test('collects gradients of several steps in one block until they are zeroed', () => {
  const parameters = new Parameters(backend, specs);
  const tape = new Tape(backend);
  for (let k = 0; k < 2; k++) {
    tape.reset();
    const x = tape.constant([1, 2, 3], [1, 3]);
    const y = linear(tape, x, parameters.get('weight'), parameters.get('bias'));
    tape.backward(sum(tape, y));
  }
  expect([...parameters.gradients.array()]).toEqual([2, 4, 6, 2, 4, 6, 2, 2]);
  expect([...gradientOf(parameters.get('bias'))]).toEqual([2, 2]);
  parameters.zeroGradients();
  expect([...parameters.gradients.array()]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
});

test('reads copies and counts changes', () => {
  const parameters = new Parameters(backend, specs);
  const before = parameters.version;
  const copy = parameters.read('bias');
  copy[0] = 5;
  expect([...parameters.read('bias')]).toEqual([0, 0]);
  expect(parameters.version).toBe(before);
  parameters.write('bias', [1, 2]);
  expect(parameters.version).toBeGreaterThan(before);
});

test('names what is wrong with a parameter', () => {
  const parameters = new Parameters(backend, specs);
  expect(() => parameters.get('bais')).toThrow('"bais"; there are weight, bias');
  expect(() => parameters.write('weight', [1])).toThrow(
    'expected 6 numbers for parameter weight with shape (2, 3) but received 1',
  );
  expect(() => new Parameters(backend, [...specs, specs[0]])).toThrow(/weight is twice/);
});

function countPacks() {
  const counting = createReferenceBackend();
  const state = { packs: 0 };
  const { pack } = counting;
  counting.pack = (args) => {
    state.packs++;
    return pack.call(counting, args);
  };
  return { counting, state };
}

test('packs a weight once for many calls without recording, and again after a change', () => {
  const { counting, state } = countPacks();
  const parameters = new Parameters(counting, specs);
  parameters.write('weight', [1, 2, 3, 4, 5, 6]);
  const packs = new PackCache(counting, parameters);
  const tape = new Tape(counting, { recording: false, packs });
  const call = () => {
    tape.reset();
    const x = tape.constant([1, 1, 1], [1, 3]);
    return [...valuesOf(linear(tape, x, parameters.get('weight')))];
  };
  for (let k = 0; k < 5; k++) expect(call()).toEqual([6, 15]);
  expect(state.packs).toBe(1);
  parameters.write('weight', [1, 0, 0, 0, 0, 2]);
  for (let k = 0; k < 5; k++) expect(call()).toEqual([1, 2]);
  expect(state.packs).toBe(2);
  packs.close();
  expect(call()).toEqual([1, 2]);
  expect(state.packs).toBe(3);
});

test('keeps no packs of activations, nor while recording', () => {
  const { counting, state } = countPacks();
  const parameters = new Parameters(counting, specs);
  const packs = new PackCache(counting, parameters);
  const still = new Tape(counting, { recording: false, packs });
  for (const factor of [1, 2]) {
    still.reset();
    const weight = still.constant([factor, 0, 0, factor], [2, 2]);
    const y = linear(still, still.constant([1, 1], [1, 2]), weight);
    expect([...valuesOf(y)]).toEqual([factor, factor]);
  }
  expect(state.packs).toBe(2);
  const recording = new Tape(counting, { packs });
  for (let k = 0; k < 2; k++) {
    linear(recording, recording.constant([1, 1, 1], [1, 3]), parameters.get('weight'));
  }
  expect(state.packs).toBe(4);
});

test('tells layouts and places of one parameter apart', () => {
  const parameters = new Parameters(backend, [{ name: 'w', shape: [2, 2] }]);
  parameters.write('w', [1, 2, 3, 4]);
  const packs = new PackCache(backend, parameters);
  const source = parameters.get('w').data;
  const product = (request: { K: number; N: number; offset?: number; transposed?: boolean }) => {
    const tape = new Tape(backend, { recording: false, packs });
    const a = tape.constant(new Array(request.K).fill(1), [request.K]);
    const c = tape.empty([request.N]);
    const b = tape.pack({ source, ld: 2, ...request });
    backend.product({ M: 1, a: a.data, lda: request.K, b, c: c.data, ldc: request.N });
    return [...valuesOf(c)];
  };
  for (let k = 0; k < 2; k++) {
    expect(product({ K: 2, N: 2 })).toEqual([4, 6]);
    expect(product({ K: 2, N: 2, transposed: true })).toEqual([3, 7]);
    expect(product({ K: 1, N: 2, offset: 2 })).toEqual([3, 4]);
  }
});

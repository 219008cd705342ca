import { expect, test } from 'vitest';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import {
  add,
  crossEntropy,
  dropout,
  embedding,
  gradientOf,
  item,
  linear,
  linearCrossEntropy,
  multiply,
  Parameters,
  reshape,
  scale,
  sum,
  Tape,
  tanh,
  valuesOf,
} from '../../src/tensor/index.ts';

const backend = createReferenceBackend();

test('adds up the gradients of a tensor that is used twice', () => {
  const tape = new Tape(backend);
  const x = tape.variable([2, -3], [2]);
  tape.backward(sum(tape, add(tape, multiply(tape, x, x), scale(tape, x, 5))));
  expect([...gradientOf(x)]).toEqual([2 * 2 + 5, 2 * -3 + 5]);
});

test('scales the loss on request', () => {
  const tape = new Tape(backend);
  const x = tape.variable([2, -3], [2]);
  tape.backward(sum(tape, x), 0.25);
  expect([...gradientOf(x)]).toEqual([0.25, 0.25]);
});

test('gives no gradient to constants and to what the loss does not depend on', () => {
  const tape = new Tape(backend);
  const x = tape.variable([2], [1]);
  const unused = tape.variable([1], [1]);
  const constant = tape.constant([3], [1]);
  tanh(tape, unused);
  tape.backward(sum(tape, multiply(tape, x, constant)));
  expect(constant.grad).toBeNull();
  expect([...gradientOf(unused)]).toEqual([0]);
  expect([...gradientOf(x)]).toEqual([3]);
});

test('walks back through a chain far deeper than the call stack', () => {
  const tape = new Tape(backend);
  const x = tape.variable([1], []);
  let y = x;
  for (let k = 0; k < 100_000; k++) y = scale(tape, y, 1);
  tape.backward(y);
  expect([...gradientOf(x)]).toEqual([1]);
});

test('shares numbers and gradient with a reshaped tensor', () => {
  const tape = new Tape(backend);
  const x = tape.variable([1, 2, 3, 4, 5, 6], [2, 3]);
  const y = reshape(tanh(tape, x), [3, 2]);
  expect(y.shape).toEqual([3, 2]);
  tape.backward(sum(tape, multiply(tape, y, tape.constant([1, 0, 0, 0, 0, 0], [3, 2]))));
  const gradient = gradientOf(x);
  expect(gradient[0]).toBeGreaterThan(0.4);
  expect([...gradient.slice(1)]).toEqual([0, 0, 0, 0, 0]);
});

test('records nothing when told not to', () => {
  const tape = new Tape(backend, { recording: false });
  const loss = sum(tape, tanh(tape, tape.variable([1], [1])));
  expect(loss.requiresGrad).toBe(false);
  expect(() => tape.backward(loss)).toThrow(/does not record/);
});

test('refuses to go back from several numbers, from a constant, or twice', () => {
  const tape = new Tape(backend);
  const x = tape.variable([1, 2], [2]);
  expect(() => tape.backward(x)).toThrow('expected loss with shape () but received (2)');
  expect(() => tape.backward(tape.scalar(1))).toThrow(/depends on no variable/);
  const loss = sum(tape, x);
  tape.backward(loss);
  expect(() => tape.backward(loss)).toThrow(/already called/);
  tape.reset();
  tape.backward(sum(tape, tape.variable([1], [1])));
});

test('refuses values that do not fill the shape', () => {
  const tape = new Tape(backend);
  expect(() => tape.variable([1, 2, 3, 4, 5], [2, 3])).toThrow(
    'expected 6 values for shape (2, 3) but received 5',
  );
  expect(() => tape.constant([], [0.5, 2])).toThrow(/whole numbers/);
  expect(() => item(tape.constant([1, 2], [2]))).toThrow(/one number/);
  expect(() => reshape(tape.constant([1, 2], [2]), [3])).toThrow(/2 numbers/);
});

test('needs the same memory after a hundred training steps as after two', () => {
  const parameters = new Parameters(backend, [
    { name: 'embedding', shape: [11, 8] },
    { name: 'weight', shape: [8, 8] },
    { name: 'bias', shape: [8] },
  ]);
  for (const { name, length } of parameters.entries()) {
    parameters.write(
      name,
      Array.from({ length }, (_, k) => ((k * 37) % 19) / 19 - 0.5),
    );
  }
  const tape = new Tape(backend);
  const targets = [1, 4, 10, 2, 7, 3];
  const step = (): number => {
    tape.reset();
    const table = parameters.get('embedding');
    let x = embedding(tape, table, [3, 1, 4, 10, 2, 7], { shape: [3, 2] });
    x = dropout(tape, x, { p: 0.5, key: [1, 2] });
    x = tanh(tape, linear(tape, x, parameters.get('weight'), parameters.get('bias')));
    const loss = add(
      tape,
      linearCrossEntropy(tape, { x, weight: table }, targets),
      crossEntropy(
        tape,
        x,
        targets.map((id) => id % 8),
      ),
    );
    parameters.zeroGradients();
    tape.backward(loss);
    return item(loss);
  };
  step();
  const first = step();
  const { bytes } = tape.arena;
  for (let k = 2; k < 100; k++) expect(step()).toBe(first);
  expect(tape.arena.bytes).toBe(bytes);
});

test('copies values out, so that they outlive the step', () => {
  const tape = new Tape(backend);
  const kept = valuesOf(tape.constant([1, 2], [2]));
  tape.reset();
  tape.constant([8, 9], [2]);
  expect([...kept]).toEqual([1, 2]);
});

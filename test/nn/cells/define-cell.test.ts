/** Users' own cells. */
import { describe, expect, test } from 'vitest';
import { createReferenceBackend } from '../../../src/backend/js/reference.ts';
import type { Cell } from '../../../src/nn/cells/cell.ts';
import { type CellDefinition, defineCell } from '../../../src/nn/cells/define-cell.ts';
import { initialize } from '../../../src/nn/init.ts';
import { Stack, type StackConfig } from '../../../src/nn/recurrent/stack.ts';
import { sigmoid, tanh } from '../../../src/tensor/ops/activation.ts';
import { add, multiply } from '../../../src/tensor/ops/arithmetic.ts';
import { linear } from '../../../src/tensor/ops/linear.ts';
import { mse } from '../../../src/tensor/ops/pair-loss.ts';
import { sliceColumns } from '../../../src/tensor/ops/slice.ts';
import { Parameters } from '../../../src/tensor/parameters.ts';
import { Tape } from '../../../src/tensor/tape.ts';
import { gradientOf, item, valuesOf } from '../../../src/tensor/tensor.ts';
import { backends } from '../../support/backends.ts';
import { expectClose, source } from '../../support/numbers.ts';

/** An LSTM as a user would write it. */
const twin = defineCell({
  name: 'my-lstm',
  states: ['h', 'c'],
  parameters: ({ input, hidden }) => [
    { name: 'weight_ih', shape: [4 * hidden, input] },
    { name: 'weight_hh', shape: [4 * hidden, hidden] },
    { name: 'bias_ih', shape: [4 * hidden] },
    { name: 'bias_hh', shape: [4 * hidden] },
  ],
  step(tape, p, x, { h, c }) {
    const H = h.shape[1];
    const sum = add(
      tape,
      linear(tape, x, p.weight_ih, p.bias_ih),
      linear(tape, h, p.weight_hh, p.bias_hh),
    );
    const part = (k: number) => sliceColumns(tape, sum, k * H, H);
    const [i, f, o] = [0, 1, 3].map((k) => sigmoid(tape, part(k)));
    const g = tanh(tape, part(2));
    const next = add(tape, multiply(tape, f, c), multiply(tape, i, g));
    const output = multiply(tape, o, tanh(tape, next));
    return { output, state: { h: output, c: next } };
  },
});

const [T, B, I, H] = [5, 2, 3, 4];

describe.each(await backends())('on $name', ({ create, tolerance }) => {
  test('a user’s LSTM equals the built-in one, values and gradients', async () => {
    const backend = await create();
    const of = (cell: Cell | 'lstm') => {
      const config: StackConfig = { cell, input: I, hidden: H, layers: 2, bidirectional: true };
      const parameters = new Parameters(backend, Stack.specs(config));
      const random = source(3);
      for (const { name, length } of parameters.entries()) {
        parameters.write(name, random.values(length));
      }
      const tape = new Tape(backend);
      const x = tape.variable(random.values(T * B * I), [T, B, I]);
      const lengths = tape.ints([5, 3]);
      const run = new Stack(config, parameters).forward(tape, x, { T, B, lengths });
      const target = tape.constant(random.values(T * B * 2 * H), [T, B, 2 * H]);
      const output = valuesOf(run.output);
      const state = run.state();
      tape.backward(mse(tape, run.output, target));
      const gradients = [parameters.gradients.array().slice(), gradientOf(x)];
      return { output, state, gradients };
    };
    const mine = of(twin);
    const builtIn = of('lstm');
    expectClose(mine.output, builtIn.output, tolerance, 'output');
    mine.state.forEach((state, k) => {
      expectClose(state.h, builtIn.state[k].h, tolerance, 'h');
      expectClose(state.c ?? [], builtIn.state[k].c ?? [1], tolerance, 'c');
    });
    mine.gradients.forEach((gradient, k) => {
      expectClose(gradient, builtIn.gradients[k], tolerance, 'gradients');
    });
    backend.close();
  });
});

/** h' = tanh(W x + U h) with one more state that counts. */
const small: CellDefinition = {
  name: 'small',
  states: ['h', 'sum'],
  parameters: ({ input, hidden }) => [
    { name: 'weight_ih', shape: [hidden, input] },
    { name: 'weight_hh', shape: [hidden, hidden] },
    { name: 'bias', shape: [hidden] },
  ],
  step(tape, p, x, { h, sum }) {
    const from = add(tape, linear(tape, x, p.weight_ih, p.bias), linear(tape, h, p.weight_hh));
    const next = tanh(tape, from);
    return { output: next, state: { h: next, sum: add(tape, sum, next) }, gates: { a: next } };
  },
};

test('a user’s cell learns to remember a bit for three steps', () => {
  const backend = createReferenceBackend();
  const config: StackConfig = { cell: defineCell(small), input: 1, hidden: 4, layers: 1 };
  const specs = Stack.specs(config);
  const parameters = new Parameters(backend, specs);
  initialize(parameters, specs, { seed: 1 });
  const stack = new Stack(config, parameters);
  const tape = new Tape(backend);
  const bits = [1, -1, 1, -1];
  const step = () => {
    tape.reset();
    parameters.zeroGradients();
    const first = tape.constant([...bits, ...new Array(8).fill(0)], [3, 4, 1]);
    const { hidden } = stack.forward(tape, first, { T: 3, B: 4 });
    const target = tape.constant(
      bits.flatMap((bit) => [bit, bit, bit, bit].map((value) => value * 0.5)),
      [4, 4],
    );
    const loss = mse(tape, hidden[0], target);
    tape.backward(loss);
    backend.axpy(parameters.count, -0.3, parameters.gradients, parameters.weights);
    parameters.touch();
    return item(loss);
  };
  const before = step();
  for (let k = 0; k < 150; k++) step();
  expect(before).toBeGreaterThan(0.2);
  expect(step()).toBeLessThan(0.01);
});

test('the types ask for what a step must return', () => {
  // @ts-expect-error: a step returns { output, state }
  defineCell({ ...small, step: (_, __, ___, { h }) => ({ state: { h } }) });
  // @ts-expect-error: a parameter has a shape
  defineCell({ ...small, parameters: () => [{ name: 'weight' }] });
  expect(defineCell(small).name).toBe('small');
});

test('a user’s cell shows its states and the gates that it names', () => {
  const backend = createReferenceBackend();
  const config: StackConfig = { cell: defineCell(small), input: 1, hidden: 2, layers: 1 };
  const parameters = new Parameters(backend, Stack.specs(config));
  parameters.write('weight_ih_l0', [1, 2]);
  const tape = new Tape(backend, { recording: false });
  const stack = new Stack(config, parameters);
  const x = tape.constant([0.1, 0.2], [2, 1, 1]);
  const { traces = [], state } = stack.forward(tape, x, { T: 2, B: 1, trace: true });
  const h = [0.1, 0.2, 0.2, 0.4].map(Math.tanh);
  expect(traces[0].gateNames).toEqual(['a']);
  expectClose(traces[0].gates, h, 1e-15, 'gates');
  expectClose(traces[0].states.sum, [h[0], h[1], h[0] + h[2], h[1] + h[3]], 1e-15, 'sum');
  expectClose(state()[0].sum ?? [], [h[0] + h[2], h[1] + h[3]], 1e-15, 'final sum');
});

describe('refuses', () => {
  test.each([
    [{ name: 'lstm' }, /"lstm" is a built-in cell/],
    [{ name: 'my cell' }, /name of letters, digits and - but received "my cell"/],
    [{ states: ['c'] }, /states of cell "small" to differ and to include h but received c/],
    [{ states: ['h', 'h'] }, /to differ/],
  ])('%o', (wrong, message) => {
    expect(() => defineCell({ ...small, ...wrong })).toThrow(message);
  });

  test('a parameter name that cannot be in a file', () => {
    const cell = defineCell({ ...small, parameters: () => [{ name: 'a.b', shape: [1] }] });
    expect(() => Stack.specs({ cell, input: 1, hidden: 1, layers: 1 })).toThrow(
      /parameter names of letters, digits and _ in cell "small" but received "a\.b"/,
    );
  });

  const stepped = (step: CellDefinition['step']) => () => {
    const backend = createReferenceBackend();
    const cell = defineCell({ ...small, parameters: () => [], step });
    const tape = new Tape(backend);
    const stack = new Stack(
      { cell, input: 1, hidden: 2, layers: 1 },
      { get: () => tape.scalar(0) },
    );
    stack.forward(tape, tape.constant([1], [1, 1, 1]), { T: 1, B: 1 });
  };

  test('a step that forgets a state', () => {
    expect(stepped((_, __, ___, { h }) => ({ output: h, state: { h } }))).toThrow(
      /cell "small" returned no state sum: return \{ output, state: \{ h, sum \} \}/,
    );
  });

  test('a step whose output has another shape', () => {
    expect(stepped((_, __, x, state) => ({ output: x, state }))).toThrow(
      /expected output of cell "small" with shape \(1, 2\) but received \(1, 1\)/,
    );
  });
});

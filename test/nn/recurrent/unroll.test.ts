/** What the walk over time promises of every cell. */
import { describe, expect, test } from 'vitest';
import { createReferenceBackend } from '../../../src/backend/js/reference.ts';
import type { Cell } from '../../../src/nn/cells/cell.ts';
import { unroll } from '../../../src/nn/recurrent/unroll.ts';
import { add } from '../../../src/tensor/ops/arithmetic.ts';
import { Tape } from '../../../src/tensor/tape.ts';
import { valuesOf } from '../../../src/tensor/tensor.ts';
import { backends } from '../../support/backends.ts';
import { expectClose, expectSame } from '../../support/numbers.ts';
import { problem, run, runOn, variants } from '../layer-problem.ts';

/** h' = h + 1, output = h' + x: it shows which steps were taken, in which order, on what. */
const counter: Cell = {
  name: 'counter',
  states: ['h'],
  parameters: () => [],
  step(tape, _, x, { h }) {
    const next = add(tape, h, tape.constant(new Float64Array(h.data.length).fill(1), h.shape));
    return { output: add(tape, next, x), state: { h: next } };
  },
};

/** x = 100·(t + 1) for T = 3, B = 2, H = 1. */
function count(options: { reverse?: boolean; lengths?: number[]; start?: number[] }) {
  const tape = new Tape(createReferenceBackend());
  const { output, state, steps } = unroll(tape, {
    cell: counter,
    T: 3,
    B: 2,
    H: 1,
    parameters: {},
    input: tape.constant([100, 100, 200, 200, 300, 300], [3, 2, 1]),
    state: options.start && { h: tape.constant(options.start, [2, 1]) },
    lengths: options.lengths && tape.ints(options.lengths),
    reverse: options.reverse,
    keepSteps: true,
  });
  return {
    output: [...valuesOf(output)],
    last: [...valuesOf(state.h)],
    states: steps?.map((step) => [...valuesOf(step.state.h)]),
  };
}

describe('the walk', () => {
  test('takes every step once, in order, on its own input', () => {
    const { output, last, states } = count({});
    expect(output).toEqual([101, 101, 202, 202, 303, 303]);
    expect(last).toEqual([3, 3]);
    expect(states).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
  });

  test('starts from the state it is given', () => {
    expect(count({ start: [10, 20] }).last).toEqual([13, 23]);
  });

  test('goes from the end to the start in reverse and leaves outputs in their places', () => {
    const { output, last } = count({ reverse: true });
    expect(output).toEqual([103, 103, 202, 202, 301, 301]);
    expect(last).toEqual([3, 3]);
  });

  test('stops counting where a sequence has ended and gives zeros there', () => {
    const { output, last, states } = count({ lengths: [1, 3] });
    expect(output).toEqual([101, 101, 0, 202, 0, 303]);
    expect(last).toEqual([1, 3]);
    expect(states?.[2]).toEqual([1, 3]);
  });

  test('starts a reversed sequence at its own last step', () => {
    const { output, last } = count({ reverse: true, lengths: [1, 3] });
    expect(output).toEqual([101, 103, 0, 202, 0, 301]);
    expect(last).toEqual([1, 3]);
  });

  test('says which length or input does not fit', () => {
    expect(() => count({ lengths: [1, 4] })).toThrow(/sequence 1 has length 4/);
    expect(() => count({ lengths: [1] })).toThrow(/lengths with shape \(2\)/);
    const tape = new Tape(createReferenceBackend());
    const input = tape.constant([1, 2], [1, 2, 1]);
    const sizes = { cell: counter, T: 2, B: 2, H: 1, parameters: {} };
    expect(() => unroll(tape, { ...sizes, input })).toThrow(/input with shape \(2, 2, I\)/);
  });
});

describe.each(await backends())('on $name', ({ create, tolerance }) => {
  describe.each(variants)('$name', ({ cell }) => {
    const whole = problem(cell, { T: 5, B: 2 });
    const forward = { reverse: false, initial: true };

    test('a sequence in pieces with carried state has the bits of the whole', async () => {
      const backend = await create();
      const tape = new Tape(backend, { recording: false });
      const parameters = Object.fromEntries(
        whole.parameters.map(({ name, values, shape }) => [name, tape.constant(values, shape)]),
      );
      const walk = (from: number, T: number, state: Record<string, ArrayLike<number>>) => {
        const [, B, I] = whole.x.shape;
        const x = whole.x.values.slice(from * B * I, (from + T) * B * I);
        const result = unroll(tape, {
          ...whole,
          T,
          parameters,
          input: tape.constant(x, [T, B, I]),
          state: Object.fromEntries(
            Object.entries(state).map(([name, values]) => [
              name,
              tape.constant(values, [B, whole.H]),
            ]),
          ),
        });
        const end = Object.entries(result.state).map(([name, x]) => [name, valuesOf(x)]);
        return { output: valuesOf(result.output), state: Object.fromEntries(end) };
      };
      const start = Object.fromEntries(whole.states.map(({ name, values }) => [name, values]));
      const all = walk(0, 5, start);
      const first = walk(0, 2, start);
      const second = walk(2, 3, first.state);
      expectSame([...first.output, ...second.output], all.output, 'output');
      for (const name of cell.states) expectSame(second.state[name], all.state[name], name);
      backend.close();
    });

    test('a missing initial state equals zeros', async () => {
      const backend = await create();
      const zero = whole.states.map((state) => ({ ...state, values: state.values.map(() => 0) }));
      const given = run(backend, { ...whole, states: zero }, forward, true);
      const missing = run(backend, whole, { ...forward, initial: false }, true);
      expectSame(missing.output, given.output, 'output');
      for (const name of cell.states) expectSame(missing.state[name], given.state[name], name);
      backend.close();
    });

    test.each([false, true])('padding changes nothing (reverse: %s)', async (reverse) => {
      const backend = await create();
      const walk = { reverse, initial: true, lengths: [5, 2] };
      const padded = (value: number) => {
        const [T, B, I] = whole.x.shape;
        const values = whole.x.values.map((x, k) =>
          Math.floor(k / I) % B === 1 && Math.floor(k / (B * I)) >= 2 ? value : x,
        );
        return { ...whole, T, x: { ...whole.x, values } };
      };
      const quiet = run(backend, padded(0), walk, true);
      const loud = run(backend, padded(1e3), walk, true);
      expectSame(loud.output, quiet.output, 'output');
      for (const name of cell.states) expectSame(loud.state[name], quiet.state[name], name);
      for (const [name, gradient] of Object.entries(quiet.gradients)) {
        expectClose(loud.gradients[name], gradient, tolerance, `gradient of ${name}`);
      }
      backend.close();
    });

    test('a sequence of length 0 keeps its initial state', async () => {
      const backend = await create();
      const { state, output } = run(backend, whole, { ...forward, lengths: [0, 5] }, true);
      for (const { name, values } of whole.states) {
        expectSame(state[name].slice(0, whole.H), values.slice(0, whole.H), name);
      }
      expect(output.slice(0, whole.H).every((y) => y === 0)).toBe(true);
      backend.close();
    });
  });

  test('gru-simple equals gru whose reset gate is held open by a bias of 1e3', async () => {
    const backend = await create();
    const simple = problem(variants[2].cell, { T: 5, seed: 3 });
    const full = problem(variants[3].cell, { T: 5, seed: 3 });
    const { H } = simple;
    const parameters = simple.parameters.map(({ name, values, shape }) => {
      const perUnit = values.length / (2 * H);
      const reset = new Array(H * perUnit).fill(name === 'bias_ih' ? 1e3 : 0);
      return { name, shape: [3 * H, ...shape.slice(1)], values: [...reset, ...values] };
    });
    const walk = { reverse: false, initial: true };
    const wanted = run(backend, simple, walk, true);
    const { x, states } = simple;
    const actual = run(backend, { ...full, x, states, parameters }, walk, true);
    expectClose(actual.output, wanted.output, tolerance, 'output');
    expectClose(actual.gradients.x, wanted.gradients.x, tolerance * 10, 'gradient of x');
    backend.close();
  });
});

test('plain operations give the state’s gradient at every step', () => {
  const tape = new Tape(createReferenceBackend());
  const small = problem(variants[0].cell, { T: 3, B: 1, I: 1, H: 1 });
  const tensors = [small.x, ...small.parameters].map(({ values, shape }) =>
    tape.variable(values, shape),
  );
  const how = { reverse: false, initial: false, fused: false, keepSteps: true };
  const { state, steps = [] } = runOn(tape, small, tensors, how);
  tape.backward(state.h);
  const h = steps.map((step) => valuesOf(step.state.h)[0]);
  const u = small.parameters[1].values[0];
  // ∂h₃/∂h₁ = u²·(1 − h₃²)·(1 − h₂²)
  const wanted = u * u * (1 - h[2] ** 2) * (1 - h[1] ** 2);
  expect(steps[0].state.h.grad?.array()[0]).toBeCloseTo(wanted, 14);
});

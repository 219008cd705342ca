/** Layers, directions, merges, dropout and residual links. */
import { describe, expect, test } from 'vitest';
import type { Backend } from '../../../src/backend/backend.ts';
import { createReferenceBackend } from '../../../src/backend/js/reference.ts';
import {
  type ForwardOptions,
  type LayerState,
  Stack,
  type StackConfig,
  stackWidth,
} from '../../../src/nn/recurrent/stack.ts';
import { unroll } from '../../../src/nn/recurrent/unroll.ts';
import { checkGradients } from '../../../src/tensor/check-gradients.ts';
import { dropout } from '../../../src/tensor/ops/dropout.ts';
import { sum } from '../../../src/tensor/ops/reduce.ts';
import { PackCache } from '../../../src/tensor/pack-cache.ts';
import { Parameters } from '../../../src/tensor/parameters.ts';
import { Tape } from '../../../src/tensor/tape.ts';
import { valuesOf } from '../../../src/tensor/tensor.ts';
import { dropoutUniform, foldKey, keyFor } from '../../../src/util/rng.ts';
import { backends } from '../../support/backends.ts';
import { expectClose, expectSame, source } from '../../support/numbers.ts';

const [T, B, I, H] = [4, 3, 5, 6];
const base: StackConfig = { cell: 'lstm', input: I, hidden: H, layers: 2 };
const x = source(1).values(T * B * I);

function build(backend: Backend, config: StackConfig) {
  const parameters = new Parameters(backend, Stack.specs(config));
  const random = source(2);
  for (const { name, length } of parameters.entries()) {
    parameters.write(name, random.values(length, 0.8));
  }
  return { parameters, stack: new Stack(config, parameters) };
}

function forward(backend: Backend, config: StackConfig, options: Partial<ForwardOptions> = {}) {
  const { stack } = build(backend, config);
  const tape = new Tape(backend);
  const result = stack.forward(tape, tape.constant(x, [T, B, I]), { T, B, ...options });
  return { tape, result, output: valuesOf(result.output), state: result.state() };
}

test('parameters have torch’s names and shapes, layer by layer', () => {
  const specs = Stack.specs({ ...base, cell: 'gru', bidirectional: true }, 'rnn.');
  expect(specs.map(({ name, shape }) => `${name} ${shape.join('x')}`)).toEqual([
    'rnn.weight_ih_l0 18x5',
    'rnn.weight_hh_l0 18x6',
    'rnn.bias_ih_l0 18',
    'rnn.bias_hh_l0 18',
    'rnn.weight_ih_l0_reverse 18x5',
    'rnn.weight_hh_l0_reverse 18x6',
    'rnn.bias_ih_l0_reverse 18',
    'rnn.bias_hh_l0_reverse 18',
    'rnn.weight_ih_l1 18x12',
    'rnn.weight_hh_l1 18x6',
    'rnn.bias_ih_l1 18',
    'rnn.bias_hh_l1 18',
    'rnn.weight_ih_l1_reverse 18x12',
    'rnn.weight_hh_l1_reverse 18x6',
    'rnn.bias_ih_l1_reverse 18',
    'rnn.bias_hh_l1_reverse 18',
  ]);
  const names = Stack.specs({ ...base, cell: 'lstm-peephole', layers: 1, bias: false });
  expect(names.map(({ name }) => name)).toEqual([
    'weight_ih_l0',
    'weight_hh_l0',
    'peephole_i_l0',
    'peephole_f_l0',
    'peephole_o_l0',
  ]);
});

describe.each(await backends())('on $name', ({ create, tolerance }) => {
  test.each([undefined, [4, 1, 3]])(
    'both directions are two walks side by side (lengths %s)',
    async (lengths) => {
      const backend = await create();
      const config = { ...base, layers: 1, bidirectional: true };
      const { parameters, stack } = build(backend, config);
      const tape = new Tape(backend);
      const input = tape.constant(x, [T, B, I]);
      const ends = lengths && tape.ints(lengths);
      const { output } = stack.forward(tape, input, { T, B, lengths: ends });
      const one = (suffix: string, reverse: boolean) => {
        const named = ['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh'].map((name) => [
          name,
          parameters.get(`${name}_l0${suffix}`),
        ]);
        const weights = { cell: stack.cell, parameters: Object.fromEntries(named) };
        return valuesOf(
          unroll(tape, { ...weights, T, B, H, input, lengths: ends, reverse }).output,
        );
      };
      const [left, right] = [one('', false), one('_reverse', true)];
      const joined = Array.from({ length: T * B }, (_, r) => [
        ...left.slice(r * H, (r + 1) * H),
        ...right.slice(r * H, (r + 1) * H),
      ]).flat();
      expect(output.shape).toEqual([T, B, 2 * H]);
      expectSame(valuesOf(output), joined, 'output');
      const { output: added } = forward(backend, { ...config, merge: 'sum' }, { lengths: ends });
      const summed = left.map((y, k) => y + right[k]);
      expectClose(added, summed, tolerance, 'sum');
      backend.close();
    },
  );

  test.each([undefined, [4, 1, 3]])(
    'kernels equal plain operations in a deep stack of everything (lengths %s)',
    async (lengths) => {
      const backend = await create();
      const config: StackConfig = { ...base, layers: 3, bidirectional: true, residual: true };
      const block = lengths && new Tape(backend).ints(lengths);
      const fused = forward(backend, config, { lengths: block });
      const plain = forward(backend, config, { lengths: block, fused: false });
      expectClose(fused.output, plain.output, tolerance * 10, 'output');
      fused.state.forEach((layer, k) => {
        expectClose(layer.h, plain.state[k].h, tolerance * 10, `h of ${k}`);
        expectClose(layer.c ?? [], plain.state[k].c ?? [], tolerance * 10, `c of ${k}`);
      });
      backend.close();
    },
  );

  test('inference packs each weight once, and again after the weights changed', async () => {
    const backend = await create();
    const config = { ...base, cell: 'gru' } as const;
    const { parameters, stack } = build(backend, config);
    let packs = 0;
    const counted = new Proxy(backend, {
      get(target, name) {
        const value = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          if (name === 'pack') packs++;
          return Reflect.apply(value, target, args);
        };
      },
    });
    const cache = new PackCache(counted, parameters);
    const tape = new Tape(counted, { recording: false, packs: cache });
    const step = () => {
      tape.reset();
      const input = tape.constant(x.slice(0, I), [1, 1, I]);
      return valuesOf(stack.forward(tape, input, { T: 1, B: 1 }).output);
    };
    const first = step();
    const afterOne = packs;
    const bytes = tape.arena.bytes;
    for (let k = 0; k < 5; k++) step();
    expect(packs).toBe(afterOne);
    expect(tape.arena.bytes).toBe(bytes);
    parameters.write(
      'weight_hh_l1',
      parameters.read('weight_hh_l1').map((w) => -w),
    );
    parameters.write(
      'bias_ih_l1',
      parameters.read('bias_ih_l1').map((w) => w + 1),
    );
    expect(step()).not.toEqual(first);
    expect(packs).toBe(2 * afterOne);
    backend.close();
  });
});

test('a hundred training steps need the memory of two', () => {
  const backend = createReferenceBackend();
  const config = { ...base, bidirectional: true, dropout: 0.5 };
  const { parameters, stack } = build(backend, config);
  const tape = new Tape(backend);
  const step = (k: number) => {
    tape.reset();
    const how = { T, B, training: true, dropoutKey: keyFor(1, 'dropout', k) };
    const { output } = stack.forward(tape, tape.constant(x, [T, B, I]), {
      ...how,
      lengths: tape.ints([4, 1, 3]),
    });
    tape.backward(sum(tape, output));
    parameters.zeroGradients();
  };
  step(0);
  step(1);
  const bytes = tape.arena.bytes;
  for (let k = 2; k < 100; k++) step(k);
  expect(tape.arena.bytes).toBe(bytes);
});

test('the states of a stack carry it from piece to piece', () => {
  const backend = createReferenceBackend();
  const { stack } = build(backend, { ...base, layers: 3 });
  const tape = new Tape(backend, { recording: false });
  const piece = (from: number, length: number, state?: LayerState[]) => {
    const values = x.slice(from * B * I, (from + length) * B * I);
    const input = tape.constant(values, [length, B, I]);
    return stack.forward(tape, input, { T: length, B, state });
  };
  const all = piece(0, T);
  const first = piece(0, 1);
  const rest = piece(1, T - 1, first.state());
  expectSame([...valuesOf(first.output), ...valuesOf(rest.output)], valuesOf(all.output));
  rest.state().forEach((layer, k) => {
    expectSame(layer.h, all.state()[k].h);
    expectSame(layer.c ?? [], all.state()[k].c ?? [1]);
  });
});

test('a residual link adds each later layer’s input to its output', () => {
  const backend = createReferenceBackend();
  const first = forward(backend, { ...base, layers: 1 });
  const linked = forward(backend, { ...base, residual: true }, { trace: true });
  const [, upper] = linked.result.traces ?? [];
  expectClose(
    linked.output,
    upper.states.h.map((h, k) => h + first.output[k]),
    1e-15,
  );
});

describe('dropout', () => {
  const config = { ...base, dropout: 0.5 };
  const dropoutKey = keyFor(1, 'dropout', 7);
  const backend = createReferenceBackend();
  const train = (options: Partial<ForwardOptions> = {}, of: StackConfig = config) =>
    forward(backend, of, { training: true, dropoutKey, ...options }).output;

  test('is on only while training', () => {
    expectSame(forward(backend, config, { dropoutKey }).output, forward(backend, base).output);
    expect(train()).not.toEqual(forward(backend, base).output);
  });

  test('is a function of its key', () => {
    expectSame(train(), train());
    expect(train({ dropoutKey: keyFor(1, 'dropout', 8) })).not.toEqual(train());
  });

  test('of weights walks with the dropped ones at zero and the others scaled', () => {
    const dropping = { ...base, layers: 1, weightDrop: 0.5 };
    const { parameters, stack } = build(backend, dropping);
    const run = (training: boolean) => {
      const tape = new Tape(backend);
      const input = tape.constant(x, [T, B, I]);
      return valuesOf(stack.forward(tape, input, { T, B, training, dropoutKey }).output);
    };
    const [dropped, whole] = [run(true), run(false)];
    expect(dropped).not.toEqual(whole);
    const weightKey = foldKey(dropoutKey, 2 ** 16);
    const { data } = parameters.get('weight_hh_l0');
    const kept = data.array().map((w, n) => {
      const uniform = dropoutUniform(weightKey, Math.floor(n / H), 0, n % H, H);
      return uniform >= 0.5 ? 2 * w : 0;
    });
    parameters.write('weight_hh_l0', kept);
    expectSame(dropped, run(false));
  });

  test('has a key of its own between each two layers', () => {
    const deep = { ...config, layers: 3 };
    const { parameters } = build(backend, deep);
    const tape = new Tape(backend);
    let y = tape.constant(x, [T, B, I]);
    for (let layer = 0; layer < 3; layer++) {
      const get = (name: string) => parameters.get(name.replace('_l0', `_l${layer}`));
      const single = new Stack({ ...base, layers: 1, input: y.shape[2] }, { get });
      const key = foldKey(dropoutKey, layer);
      const below = layer === 0 ? y : dropout(tape, y, { p: 0.5, key });
      y = single.forward(tape, below, { T, B }).output;
    }
    expectSame(train({}, deep), valuesOf(y));
  });

  test('knows a stream by its global number, not its place in the batch', () => {
    const whole = train();
    const { stack } = build(backend, config);
    const tape = new Tape(backend);
    const last = x.filter((_, k) => Math.floor(k / I) % B === 2);
    const input = tape.constant(last, [T, 1, I]);
    const how = { T, B: 1, training: true, dropoutKey, firstStream: 2 };
    const alone = valuesOf(stack.forward(tape, input, how).output);
    const wanted = whole.filter((_, k) => Math.floor(k / H) % B === 2);
    expectSame(alone, wanted);
  });

  test('asks for its key', () => {
    expect(() => train({ dropoutKey: undefined })).toThrow(/needs a dropoutKey/);
  });

  test('has the right gradients in a whole stack', () => {
    const small: StackConfig = {
      cell: 'gru-torch',
      input: 2,
      hidden: 3,
      layers: 3,
      bidirectional: true,
      residual: true,
      dropout: 0.4,
    };
    const specs = Stack.specs(small);
    const random = source(4);
    const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
    const inputs = [...specs, { name: 'x', shape: [3, 2, 2] }].map(({ name, shape }) => ({
      name,
      shape,
      values: random.values(size(shape)),
    }));
    const { maxRelativeError, where } = checkGradients((tape, tensors) => {
      const get = (name: string) => tensors[specs.findIndex((spec) => spec.name === name)];
      const stack = new Stack(small, { get });
      const how = { T: 3, B: 2, training: true, dropoutKey, lengths: tape.ints([3, 2]) };
      return stack.forward(tape, tensors[specs.length], how).output;
    }, inputs);
    expect(maxRelativeError, where).toBeLessThanOrEqual(1e-6);
  });
});

describe('refuses', () => {
  test.each([
    [{ hidden: 0 }, /expected hidden to be a positive integer but received 0/],
    [{ layers: 1.5 }, /expected layers to be a positive integer but received 1.5/],
    [{ dropout: 1 }, /expected dropout to be at least 0 and less than 1/],
    [{ cell: 'lstmm' as 'lstm' }, /there is no cell "lstmm": use one of rnn, .*lstm/],
  ])('%o', (wrong, message) => {
    expect(() => Stack.specs({ ...base, ...wrong })).toThrow(message);
  });

  test('a state that does not fit', () => {
    const backend = createReferenceBackend();
    const h = new Float64Array(B * H);
    const state = (layers: { h: Float64Array; c?: Float64Array }[]) => () =>
      forward(backend, base, { state: layers });
    expect(state([{ h, c: h }])).toThrow(/state of 2 layers and directions but received 1/);
    expect(state([{ h, c: h }, { h }])).toThrow(/state c of layer 1 .* received none/);
    const short = h.slice(1);
    expect(
      state([
        { h: short, c: h },
        { h, c: h },
      ]),
    ).toThrow(/\(3, 6\), 18 numbers, .* 17/);
  });
});

test('the output is as wide as the configuration says', () => {
  expect(stackWidth(base)).toBe(H);
  expect(stackWidth({ ...base, bidirectional: true })).toBe(2 * H);
  expect(stackWidth({ ...base, bidirectional: true, merge: 'sum' })).toBe(H);
});

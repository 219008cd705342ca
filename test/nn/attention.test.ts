/** Attention against its formulas for single numbers, and what padding and steps must not change. */
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { Backend } from '../../src/backend/backend.ts';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import {
  Attention,
  AttentionalLayer,
  type AttentionConfig,
  attentionScores,
} from '../../src/nn/attention.ts';
import { checkGradients } from '../../src/tensor/check-gradients.ts';
import { multiply } from '../../src/tensor/ops/arithmetic.ts';
import { concatColumns } from '../../src/tensor/ops/concat.ts';
import { sum } from '../../src/tensor/ops/reduce.ts';
import { Tape } from '../../src/tensor/tape.ts';
import { gradientOf, reshape, type Tensor, valuesOf } from '../../src/tensor/tensor.ts';
import { backends } from '../support/backends.ts';
import { range } from '../support/naive-scan.ts';
import { expectClose, expectSame, source } from '../support/numbers.ts';

const sizes = { T: 3, S: 5, B: 4 };
const lengths = [5, 0, 2, 1];

function configOf(score: AttentionConfig['score']): AttentionConfig {
  const equal = score === 'dot' || score === 'scaled-dot';
  return { score, query: 6, memory: equal ? 6 : 7, size: 9 };
}

function valuesFor(config: AttentionConfig) {
  const random = source(5);
  const parameters = Attention.specs(config, '').map(({ name, shape }) => ({
    name,
    shape,
    values: random.values(shape.reduce((a, b) => a * b, 1)),
  }));
  const { T, S, B } = sizes;
  const states = random.values(T * B * config.query);
  const outputs = random.values(S * B * config.memory);
  return { parameters, states, outputs };
}

/** Scores, softmax and weighted sum, one number after the other. */
function naive(config: AttentionConfig, data: ReturnType<typeof valuesFor>) {
  const { T, S, B } = sizes;
  const { query: D, memory: E, size: A = 0 } = config;
  const p = Object.fromEntries(data.parameters.map(({ name, values }) => [name, values]));
  const score = (h: number[], e: number[]): number => {
    const dot = () => h.reduce((sum, x, d) => sum + x * e[d], 0);
    const rows = (weight: number[], x: number[]) => (r: number) =>
      x.reduce((sum, value, c) => sum + weight[r * x.length + c] * value, 0);
    switch (config.score) {
      case 'dot':
        return dot();
      case 'scaled-dot':
        return dot() / Math.sqrt(D);
      case 'general':
        return h.reduce((sum, x, d) => sum + x * rows(p['W.weight'], e)(d), 0);
      case 'additive': {
        const fromQuery = rows(p['W_query.weight'], h);
        const fromKey = rows(p['W_key.weight'], e);
        const hidden = (a: number) => Math.tanh(fromQuery(a) + fromKey(a) + p['W_key.bias'][a]);
        return range(A).reduce((sum, a) => sum + p['v.weight'][a] * hidden(a), 0);
      }
    }
  };
  const weights: number[] = [];
  const context: number[] = [];
  for (const t of range(T)) {
    for (const b of range(B)) {
      const h = data.states.slice((t * B + b) * D, (t * B + b + 1) * D);
      const es = range(S).map((s) => data.outputs.slice((s * B + b) * E, (s * B + b + 1) * E));
      const exps = es.slice(0, lengths[b]).map((e) => Math.exp(score(h, e)));
      const total = exps.reduce((sum, x) => sum + x, 0);
      const row = es.map((_, s) => (s < lengths[b] ? exps[s] / total : 0));
      weights.push(...row);
      context.push(...range(E).map((k) => es.reduce((sum, e, s) => sum + row[s] * e[k], 0)));
    }
  }
  return { weights, context };
}

function attentionOn(tape: Tape, config: AttentionConfig, data: ReturnType<typeof valuesFor>) {
  const tensors = new Map(
    data.parameters.map(({ name, shape, values }) => [name, tape.variable(values, shape)]),
  );
  return new Attention(config, { get: (name) => tensors.get(name) as Tensor }, '');
}

describe.each(await backends())('attention on $name', ({ create, tolerance }) => {
  let backend: Backend;
  let tape: Tape;
  beforeAll(async () => {
    backend = await create();
    tape = new Tape(backend);
  });
  afterAll(() => {
    tape.close();
    backend.close();
  });

  describe.each(attentionScores)('%s', (score) => {
    const config = configOf(score);
    const data = valuesFor(config);
    const { T, S, B } = sizes;

    it('gives the weights and contexts of its formula', () => {
      tape.reset();
      const attention = attentionOn(tape, config, data);
      const outputs = tape.constant(data.outputs, [S, B, config.memory]);
      const memory = attention.prepare(tape, outputs, lengths);
      const states = tape.constant(data.states, [T, B, config.query]);
      const { context, weights } = attention.attend(tape, memory, states);
      const wanted = naive(config, data);
      expect(context.shape).toEqual([T, B, config.memory]);
      expectClose(valuesOf(weights), wanted.weights, tolerance, 'weights');
      expectClose(valuesOf(context), wanted.context, tolerance, 'context');
    });

    it('has the same bits step by step, and for a sequence alone', () => {
      tape.reset();
      const attention = attentionOn(tape, config, data);
      const { query: D, memory: E } = config;
      const states = (t: number, count: number) =>
        tape.constant(data.states.slice(t * B * D, (t + count) * B * D), [count, B, D]);
      const memory = attention.prepare(tape, tape.constant(data.outputs, [S, B, E]), lengths);
      const together = attention.attend(tape, memory, states(0, T));
      const whole = { context: valuesOf(together.context), weights: valuesOf(together.weights) };
      for (const t of range(T)) {
        const { context, weights } = attention.attend(tape, memory, states(t, 1));
        expectSame(valuesOf(context), whole.context.subarray(t * B * E, (t + 1) * B * E));
        expectSame(valuesOf(weights), whole.weights.subarray(t * B * S, (t + 1) * B * S));
      }
      const b = 2;
      const own = (values: ArrayLike<number>, steps: number, width: number) =>
        range(steps).flatMap((t) => range(width).map((k) => values[(t * B + b) * width + k]));
      const n = lengths[b];
      const outputs = tape.constant(own(data.outputs, n, E), [n, 1, E]);
      const alone = attention.attend(
        tape,
        attention.prepare(tape, outputs),
        tape.constant(own(data.states, T, D), [T, 1, D]),
      );
      expectSame(valuesOf(alone.context), own(whole.context, T, E));
    });

    it('reads nothing past the length of a source', () => {
      const results = [0, Number.NaN].map((padding) => {
        tape.reset();
        const attention = attentionOn(tape, config, data);
        const { query: D, memory: E } = config;
        const padded = data.outputs.map((x, k) => {
          const [s, b] = [Math.floor(k / (B * E)), Math.floor(k / E) % B];
          return s < lengths[b] ? x : padding;
        });
        const outputs = tape.variable(padded, [S, B, E]);
        const states = tape.variable(data.states, [T, B, D]);
        const memory = attention.prepare(tape, outputs, lengths);
        const { context } = attention.attend(tape, memory, states);
        const values = valuesOf(context);
        const flat = reshape(context, [T * B * E]);
        tape.backward(weighted(tape, flat));
        return { values, dStates: gradientOf(states) };
      });
      expectSame(results[1].values, results[0].values);
      expectSame(results[1].dStates, results[0].dStates);
      expect([...results[0].values].every(Number.isFinite)).toBe(true);
    });
  });
});

/** Σ x·w with fixed unequal weights. */
function weighted(tape: Tape, x: Tensor): Tensor {
  const n = x.data.length;
  const w = tape.constant(source(3).values(n), [n]);
  return sum(tape, multiply(tape, x, w));
}

test.each(attentionScores)('gradients through %s equal differences', (score) => {
  const config = configOf(score);
  const data = valuesFor(config);
  const { T, S, B } = sizes;
  const inputs = [
    { name: 'states', shape: [T, B, config.query], values: data.states },
    { name: 'outputs', shape: [S, B, config.memory], values: data.outputs },
    ...data.parameters,
  ];
  const { maxRelativeError, where } = checkGradients((tape, tensors) => {
    const [states, outputs] = tensors;
    const get = (name: string) => tensors[inputs.findIndex((input) => input.name === name)];
    const attention = new Attention(config, { get }, '');
    const memory = attention.prepare(tape, outputs, lengths);
    const { context, weights } = attention.attend(tape, memory, states);
    return concatColumns(tape, context, weights);
  }, inputs);
  expect(maxRelativeError, where).toBeLessThanOrEqual(1e-6);
});

test('the attentional layer is tanh(W [context; h] + b)', () => {
  const tape = new Tape(createReferenceBackend());
  const specs = AttentionalLayer.specs({ context: 2, query: 1 }, 'x.');
  expect(specs.map(({ name, shape }) => [name, shape])).toEqual([
    ['x.combine.weight', [1, 3]],
    ['x.combine.bias', [1]],
  ]);
  const tensors: Record<string, Tensor> = {
    'x.combine.weight': tape.constant([0.5, -1, 2], [1, 3]),
    'x.combine.bias': tape.constant([0.25], [1]),
  };
  const layer = new AttentionalLayer({ get: (name) => tensors[name] }, 'x.');
  const context = tape.constant([0.1, 0.2], [1, 1, 2]);
  const y = layer.forward(tape, context, tape.constant([0.3], [1, 1, 1]));
  expect(y.shape).toEqual([1, 1, 1]);
  expectClose(valuesOf(y), [Math.tanh(0.05 - 0.2 + 0.6 + 0.25)], 1e-15);
});

test('says what does not fit', () => {
  const tape = new Tape(createReferenceBackend());
  const config = { score: 'dot', query: 2, memory: 2 } as const;
  expect(() => Attention.specs({ ...config, memory: 3 }, '')).toThrow(
    "expected the width of decoder states for 'dot' attention to be that of encoder outputs, 3 (or use 'general' or 'additive') but received 2",
  );
  expect(() => Attention.specs({ ...config, score: 'concat' as 'dot' }, '')).toThrow(
    'expected attention score to be one of dot, scaled-dot, general, additive but received "concat"',
  );
  expect(() => Attention.specs({ score: 'additive', query: 2, memory: 2, size: 0 }, '')).toThrow(
    'expected attention size to be a positive integer but received 0',
  );
  const attention = new Attention(config, { get: () => tape.scalar(0) }, '');
  const outputs = tape.constant(new Array(12).fill(1), [3, 2, 2]);
  expect(() => attention.prepare(tape, outputs, [1])).toThrow(
    'expected lengths with shape (2) but received (1)',
  );
  expect(() => attention.prepare(tape, outputs, [1, 4])).toThrow(
    'expected lengths from 0 to 3 but received 4 for sequence 1',
  );
  const memory = attention.prepare(tape, outputs);
  expect(() => attention.attend(tape, memory, tape.constant([1, 2], [1, 1, 2]))).toThrow(
    'expected decoder states with shape (T, 2, 2) but received (1, 1, 2)',
  );
});

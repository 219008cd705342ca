import { describe, expect, it } from 'vitest';
import {
  defineCell,
  explain,
  explainModel,
  type TextModel,
  type TraceChunk,
  type TraceOptions,
  traceText,
} from '../../src/index.ts';
import type { LanguageModelConfig } from '../../src/models/config.ts';
import { add, linear, scale, tanh } from '../../src/tensor/index.ts';
import { expectClose } from '../support/numbers.ts';
import { randomModel } from './random-model.ts';

const hello = 'hello, world';

async function chunks(model: TextModel, text: string, options?: TraceOptions) {
  const all: TraceChunk[] = [];
  for await (const chunk of traceText(model, text, options)) all.push(chunk);
  return all;
}

async function traced(model: TextModel, text: string, options?: TraceOptions): Promise<TraceChunk> {
  const [only, ...more] = await chunks(model, text, options);
  expect(more).toEqual([]);
  return only;
}

/** Of step t (from 0), as `explain` computes it in plain doubles, which share nothing with the engine. */
function explained(model: TextModel, text: string) {
  const { network, codec } = model;
  const { steps } = explain(explainModel(network, codec.vocabulary.tokens), [
    ...codec.encode(text),
  ]);
  return steps;
}

const cells: Partial<LanguageModelConfig>[] = [
  { cell: 'rnn' },
  { cell: 'rnn', nonlinearity: 'relu' },
  { cell: 'gru-simple' },
  { cell: 'gru' },
  { cell: 'gru-torch' },
  { cell: 'lstm' },
  { cell: 'lstm-peephole', layers: 2 },
  { cell: 'lstm', layers: 3, residual: true, embed: 'onehot' },
];

describe.each(cells)('a trace of %o', (config) => {
  it('has the states, gates and expectations of the equations', async () => {
    const model = randomModel(hello, { config });
    const { layers, distribution, surprise, symbols } = await traced(model, hello, {
      distribution: true,
    });
    expect(symbols.join('')).toBe(hello);
    const V = model.codec.vocabulary.size;
    const steps = explained(model, hello);
    steps.forEach((step, t) => {
      step.layers.forEach(({ h, c, forward }, k) => {
        const { values, units, gates } = layers[k];
        const row = (name: string) => [...values[name].slice(t * 3, (t + 1) * 3)];
        expect([...units]).toEqual([0, 1, 2]);
        expectClose(row('h'), h, 1e-12);
        if (c !== undefined) expectClose(row('c'), c, 1e-12);
        for (const name of gates) {
          const same = forward.find((quantity) => quantity.name.replace(/\[.*/, '') === name);
          expectClose(row(name), same?.values ?? [], 1e-12);
        }
      });
      const expected = distribution?.slice(t * V, (t + 1) * V) ?? [];
      expectClose([...expected], step.probabilities, 1e-12);
      expectClose([surprise?.[t + 1] ?? 0], [step.loss], 1e-12);
    });
    expect(steps).toHaveLength(hello.length - 1);
    model.close();
  });
});

describe('a trace', () => {
  it('is the same in chunks as whole, and its surprise is that of score', async () => {
    const long = 'hello, world. '.repeat(200);
    const model = randomModel(long, { config: { hidden: 3, layers: 2 } });
    const all = await chunks(model, long);
    expect(all.length).toBeGreaterThan(2);
    expect(all.map(({ from, ids }) => [from, ids.length])).toEqual(
      all.map((_, k) => [1024 * k, Math.min(1024, long.length - 1024 * k)]),
    );
    const scored = model.score(long).tokenScores.map(({ logProbability }) => -logProbability);
    expectClose(
      all.flatMap(({ surprise = [] }) => [...surprise]),
      scored,
      1e-12,
    );
    // A state that was carried over a border of chunks: the whole is walked again from its middle.
    const session = model.session();
    session.feed(long.slice(0, 1500));
    const rest = await traced(model, long.slice(1500, 1600), { state: session.state });
    const [, second] = all;
    const from = (1500 - 1024) * 3;
    expectClose(
      [...rest.layers[1].values.c],
      [...second.layers[1].values.c.slice(from, from + 300)],
      1e-12,
    );
    expectClose([...(rest.surprise ?? [])], scored.slice(1500, 1600), 1e-12);
    model.close();
  });

  it('copies only what is asked for', async () => {
    const model = randomModel(hello, { config: { layers: 2, hidden: 4 } });
    const whole = await traced(model, hello);
    const part = await traced(model, hello, {
      layers: [1],
      units: [3, 1],
      names: ['f', 'c'],
      surprise: false,
    });
    expect(part.surprise).toBeUndefined();
    expect(part.distribution).toBeUndefined();
    expect(part.layers).toHaveLength(1);
    const [{ units, values, layer }] = part.layers;
    expect([layer, [...units], Object.keys(values)]).toEqual([1, [1, 3], ['f', 'c']]);
    const column = (unit: number) =>
      [...hello].map((_, t) => whole.layers[1].values.c[4 * t + unit]);
    expect([...hello].map((_, t) => values.c[2 * t])).toEqual(column(1));
    expect([...hello].map((_, t) => values.c[2 * t + 1])).toEqual(column(3));
    model.close();
  });

  it('begins every line of a model of lines anew, with its <s>, which nothing predicts', async () => {
    const model = randomModel('ab\nba\n', { sequences: 'lines' });
    const all = await chunks(model, 'ab\nba\nab');
    expect(all.map(({ symbols }) => symbols.join(' '))).toEqual(['<s> a b', '<s> b a', '<s> a b']);
    expect(all.map(({ from }) => from)).toEqual([0, 3, 6]);
    const [first, , third] = all;
    expect(third.layers).toEqual(first.layers);
    expect(first.surprise?.[0]).toBeNaN();
    const [a, b] = model.score('ab').tokenScores.map(({ logProbability }) => -logProbability);
    expectClose([...(first.surprise ?? [])].slice(1), [a, b], 1e-12);
    model.close();
  });

  it('has the states of a user’s own cell', async () => {
    const leaky = defineCell({
      name: 'leaky',
      parameters: ({ input, hidden }) => [
        { name: 'weight_ih', shape: [hidden, input] },
        { name: 'weight_hh', shape: [hidden, hidden] },
      ],
      step(tape, { weight_ih, weight_hh }, x, { h }) {
        const sum = add(tape, linear(tape, x, weight_ih), linear(tape, h, weight_hh));
        const next = add(tape, scale(tape, h, 0.5), scale(tape, tanh(tape, sum), 0.5));
        return { output: next, state: { h: next }, gates: { sum } };
      },
    });
    const model = randomModel(hello, { config: { cell: 'leaky' }, cells: [leaky] });
    const { layers } = await traced(model, hello);
    const { h, sum } = layers[0].values;
    const expected: number[] = [];
    for (let k = 0; k < h.length; k++) {
      expected.push(0.5 * (expected[k - 3] ?? 0) + 0.5 * Math.tanh(sum[k]));
    }
    expectClose([...h], expected, 1e-12);
    model.close();
  });

  it('refuses layers and units that there are not', async () => {
    const model = randomModel(hello);
    await expect(chunks(model, hello, { layers: [1] })).rejects.toThrow(
      'there is no layer 1: this network has layers 0 to 0',
    );
    await expect(chunks(model, hello, { units: [3] })).rejects.toThrow('there is no unit 3');
    model.close();
  });
});

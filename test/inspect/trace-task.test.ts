import { describe, expect, it } from 'vitest';
import { type LayerValues, type TrainedTask, traceTask, train } from '../../src/index.ts';
import { expectClose } from '../support/numbers.ts';
import { smallRun } from '../tasks/small-run.ts';

/** c' = f ⊙ c + i ⊙ g and h' = o ⊙ tanh(c'), in the order of the walk. */
function expectLstm({ values, units, reverse }: LayerValues): void {
  const { i, f, g, o, c, h } = values;
  const H = units.length;
  const before = (k: number) => (reverse ? k + H : k - H);
  const after = Array.from(c, (_, k) => f[k] * (c[before(k)] ?? 0) + i[k] * g[k]);
  expectClose(c, after, 1e-6);
  expectClose(
    h,
    Array.from(c, (x, k) => o[k] * Math.tanh(x)),
    1e-6,
  );
}

async function closing(model: TrainedTask, use: (model: TrainedTask) => void) {
  try {
    use(model);
  } finally {
    model.close();
  }
}

describe('a trace of a task', () => {
  it('has every layer and both directions of a classifier', async () => {
    const run = train(smallRun({ epochs: 1, layers: 2, cell: 'lstm' }));
    await run.finish();
    await closing(await run.model(), (model) => {
      const layers = traceTask(model, 'a very dull book');
      expect(layers.map(({ stack, layer, reverse }) => [stack, layer, reverse])).toEqual([
        ['rnn.', 0, false],
        ['rnn.', 0, true],
        ['rnn.', 1, false],
        ['rnn.', 1, true],
      ]);
      for (const one of layers) {
        expect(one.values.h).toHaveLength(4 * 8);
        expectLstm(one);
      }
      const [part] = traceTask(model, 'a very dull book', {
        layers: [1],
        units: [7],
        names: ['f'],
      });
      const whole = layers[2].values.f;
      expect([...part.values.f]).toEqual([7, 15, 23, 31].map((k) => whole[k]));
      expect(() => traceTask(model, 'a book', { units: [8] })).toThrow('there is no unit 8');
    });
  });

  it('reads a translator’s own answer where none is given', async () => {
    const records = ['one', 'two', 'one two', 'two one'].map((source) => ({
      source,
      target: source.toUpperCase(),
    }));
    const run = train({
      task: 'translate',
      data: { records },
      validation: 0,
      level: 'word',
      hidden: 8,
      embed: 4,
      epochs: 30,
      batch: 2,
      lr: 0.02,
      seed: 1,
      backend: 'js',
    });
    await run.finish();
    await closing(await run.model(), (model) => {
      const given = traceTask(model, { source: 'one two', target: 'ONE TWO ONE' });
      const stacks = given.map(({ stack, layer, reverse }) => [stack, layer, reverse].join(' '));
      expect(new Set(stacks).size).toBe(stacks.length);
      const steps = (layers: LayerValues[], stack: string) =>
        layers
          .filter((one) => one.stack === stack)
          .map(({ values, units }) => values.h.length / units.length);
      expect(new Set(steps(given, 'encoder.'))).toEqual(new Set([2]));
      // With the end, which is the decoder's last symbol.
      expect(new Set(steps(given, 'decoder.'))).toEqual(new Set([4]));
      for (const one of given) if (one.stack === 'encoder.') expectLstm(one);
      const { translation } = model.predict(['one two'])[0];
      const own = traceTask(model, 'one two');
      expect(own).toEqual(traceTask(model, { source: 'one two', target: translation }));
    });
  });
});

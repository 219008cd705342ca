/** One unit over the steps of an input, for a network of every task. */
import { afterAll, describe, expect, it } from 'vitest';
import {
  type TaskWalk,
  type TrainedTask,
  taskUnitSeries,
  tellingTaskUnits,
  traceTask,
  walkOf,
} from '../../src/index.ts';
import { cases, openCase } from './saliency-tasks.ts';

const opened: TrainedTask[] = [];
afterAll(() => {
  for (const task of opened) task.close();
});

async function walksOf(name: string, input = cases[name].input): Promise<TaskWalk[]> {
  const task = await openCase(cases[name]);
  opened.push(task);
  return traceTask(task, input);
}

const numbers = (count: number) => Array.from({ length: count }, (_, n) => `${n + 1}`);

describe('the steps of an input have names', () => {
  it.each<[string, Record<string, string[]>]>([
    ['classify texts', { 'rnn.': ['the', 'good', 'film', 'is', 'dull'] }],
    ['classify texts, one-hot, two classes, attention', { 'rnn.': [...'a bad gold'] }],
    ['classify vectors', { 'rnn.': numbers(5) }],
    ['regress', { 'rnn.': ['a', 'dull', 'song'] }],
    ['tag words and letters', { 'rnn.': ['anna', 'sang', 'somewhere'] }],
    ['tag with a CRF', { 'rnn.': ['anna', 'went', 'home'] }],
    ['tag vectors', { 'rnn.': numbers(5) }],
    ['tag words with vectors', { 'rnn.': ['lee', 'went'] }],
    ['transcribe', { 'rnn.': ['1', '3', '5', '7', '9'] }],
    ['forecast, direct', { 'rnn.': ['-5', '-4', '-3', '-2', '-1', '0'] }],
    ['forecast, recursive, relative', { 'rnn.': ['-5', '-4', '-3', '-2', '-1', '0'] }],
  ])('%s', async (name, wanted) => {
    for (const { stack, symbols, values, units } of await walksOf(name)) {
      expect(symbols).toEqual(wanted[stack]);
      for (const numbers of Object.values(values)) {
        expect(numbers).toHaveLength(symbols.length * units.length);
      }
    }
  });

  it('of a translation those of the source and those that are written', async () => {
    const input = { source: 'two one four', target: 'deux un' };
    const walks = await walksOf('translate', input as never);
    const named = walks.map(({ name, symbols }) => [name, symbols.join(' ')]);
    expect(named).toEqual([
      ['encoder.l0', 'two one four'],
      ['encoder.l0_reverse', 'two one four'],
      ['decoder.l0', '<s> deux un'],
    ]);
  });

  it.each([
    [
      'caption a vector',
      { vector: [1, 2, 3], caption: 'two red dots' },
      ['<s>', 'two', 'red', 'dots'],
    ],
    ['caption a label', { label: 'one', caption: 'dot', prime: 'do' }, ['<s>', 'd', 'o', 't']],
  ])('%s: those of the caption that is given', async (name, input, wanted) => {
    const [{ symbols, values, units }] = await walksOf(name, input as never);
    expect(symbols).toEqual(wanted);
    expect(values.h).toHaveLength(wanted.length * units.length);
  });

  it('a network without recurrent layers has none, which is said', async () => {
    await expect(walksOf('classify rows')).rejects.toThrow('reads a row at once');
  });
});

describe('one unit over the steps', () => {
  it('is a column of the trace, beside the text of each step', async () => {
    const walks = await walksOf('classify texts');
    const walk = walkOf(walks, 'l0_reverse');
    const { texts, values, symbols, from } = taskUnitSeries(walk, 2, ['h', 'f']);
    expect([from, symbols.join(' ')]).toEqual([0, 'the good film is dull']);
    expect(texts.join('')).toBe('the good film is dull');
    expect(Object.keys(values)).toEqual(['h', 'f']);
    expect([...values.f]).toEqual([2, 6, 10, 14, 18].map((k) => walk.values.f[k]));
    expect(() => taskUnitSeries(walk, 4)).toThrow(
      'there is no unit 4 in layer l0_reverse: it has units 0 to 3',
    );
  });

  it('characters stand side by side, as they do in the text', async () => {
    const [walk] = await walksOf('classify texts, one-hot, two classes, attention');
    expect(taskUnitSeries(walk, 0).texts.join('')).toBe('a bad gold');
  });

  it('a number is the layer forwards, of a translator the decoder', async () => {
    const walks = await walksOf('translate');
    expect(walkOf(walks).name).toBe('decoder.l0');
    expect(walkOf(walks, 0).name).toBe('decoder.l0');
    expect(walkOf(walks, 'encoder.l0_reverse').reverse).toBe(true);
    expect(() => walkOf(walks, 'l0')).toThrow(
      'there is no layer l0: this network has encoder.l0, encoder.l0_reverse, decoder.l0',
    );
  });

  it('the first to look at is the one whose covariance with itself a step later is largest', async () => {
    const walks = await walksOf('forecast, direct');
    const ranked = tellingTaskUnits(walks, 'c');
    const covariance = (walk: TaskWalk, unit: number) => {
      const x = Array.from(taskUnitSeries(walk, unit, ['c']).values.c, Math.tanh);
      const mean = x.reduce((sum, one) => sum + one, 0) / x.length;
      const products = x.slice(1).reduce((sum, one, t) => sum + one * x[t], 0);
      return products / (x.length - 1) - mean ** 2;
    };
    const largest = Math.max(
      ...walks.flatMap((walk) => Array.from(walk.units, (unit) => covariance(walk, unit))),
    );
    expect(ranked).toHaveLength(walks.length * 4);
    expect(ranked[0].steadiness).toBeCloseTo(largest, 12);
    const [{ layer, unit }] = ranked;
    expect(covariance(walkOf(walks, layer), unit)).toBeCloseTo(largest, 12);
    expect(() => tellingTaskUnits(walks, 'q')).toThrow('cell lstm has no q');
  });
});

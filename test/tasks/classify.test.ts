import { describe, expect, it } from 'vitest';
import { train } from '../../src/index.ts';
import { remarks, smallRun } from './small-run.ts';

describe('classify over texts', () => {
  it('learns what decides the label and says how sure it is', async () => {
    const run = train(smallRun({ epochs: 8 }));
    await run.finish();
    const model = await run.model();
    const [answer, other] = model.predict(['a lovely meal', { text: 'a very very dull song' }]);
    expect(answer.label).toBe('good');
    expect(other.label).toBe('bad');
    const { good, bad } = answer.probabilities as Record<string, number>;
    expect(good + bad).toBeCloseTo(1, 6);
    expect(good).toBe(answer.probability);
    const report = await model.evaluate({ records: remarks(40) });
    expect(report.metrics.accuracy).toBe(1);
    expect(report.details.confusion).toEqual([
      [20, 0],
      [0, 20],
    ]);
    model.close();
  });

  it('answers the same for a text alone as in a batch', async () => {
    const run = train(smallRun());
    await run.finish();
    const model = await run.model();
    const texts = remarks(9).map(({ text }) => text);
    const together = model.predict(texts);
    texts.forEach((text, i) => {
      expect(model.predict([text])).toEqual([together[i]]);
    });
    model.close();
  });

  it('refuses a label that training has not seen', async () => {
    const run = train(smallRun());
    await run.finish();
    const model = await run.model();
    const records = [{ text: 'a day', label: 'grey' }];
    await expect(model.evaluate({ records })).rejects.toThrow(
      /the records, line 1: label "grey" was not seen in training; the labels are "bad" and "good"/,
    );
    model.close();
  });

  it('refuses data in which there is nothing to tell apart', async () => {
    const records = remarks(20).filter(({ label }) => label === 'good');
    const run = train(smallRun({ data: { records } }));
    await expect(run.finish()).rejects.toThrow(/nothing to tell apart; check --label-column/);
  });

  it('weighs rare classes more when asked for balanced weights', async () => {
    const records = remarks(120).filter(({ label }, n) => label === 'good' || n % 12 === 1);
    const losses: number[] = [];
    for (const classWeights of [[], 'balanced'] as const) {
      const run = train(
        smallRun({
          data: { records },
          validation: { records: records.filter(({ label }) => label === 'bad') },
          classWeights: classWeights === 'balanced' ? classWeights : [...classWeights],
          epochs: 1,
        }),
      );
      losses.push((await run.finish()).val_loss ?? Number.NaN);
    }
    expect(losses[1]).toBeLessThan(losses[0]);
  });
});

describe('classify and regress over vectors', () => {
  const sequences = Array.from({ length: 80 }, (_, n) => {
    const T = 2 + (n % 5);
    const rising = n % 2 === 0;
    const frames = Array.from({ length: T }, (_, t) => [100 + (rising ? t : -t), 5]);
    return { frames, label: rising ? 'up' : 'down', slope: rising ? t1(T) : -t1(T) };
  });
  function t1(T: number): number {
    return 3 * (T - 1) + 40;
  }

  it('learns from sequences of any lengths, whatever the scale and constant columns', async () => {
    const run = train(
      smallRun({
        input: 'vectors',
        embed: undefined,
        data: { records: sequences },
        validation: 0.2,
        epochs: 8,
      }),
    );
    await run.finish();
    const model = await run.model();
    const [rise, fall] = model.predict([
      {
        frames: [
          [100, 5],
          [101, 5],
          [102, 5],
        ],
      },
      {
        frames: [
          [100, 5],
          [99, 5],
        ],
      },
    ]);
    expect([rise.label, fall.label]).toEqual(['up', 'down']);
    expect(() => model.predict([{ frames: [[1, 2, 3]] }])).toThrow(
      /the inputs, line 1: expected vectors of 2 numbers as in training but found 3/,
    );
    model.close();
  });

  it('learns numbers and gives them in the units of the data', async () => {
    const records = sequences.map(({ frames, slope }) => ({ frames, label: slope }));
    const run = train({
      ...smallRun({ input: 'vectors', embed: undefined, data: { records }, epochs: 30, seed: 2 }),
      task: 'regress',
    });
    await run.finish();
    const model = await run.model();
    const report = await model.evaluate({ records });
    expect(report.metrics.r2).toBeGreaterThan(0.95);
    const [{ value }] = model.predict([
      {
        frames: [
          [100, 5],
          [101, 5],
          [102, 5],
        ],
      },
    ]);
    expect(value).toBeGreaterThan(30);
    model.close();
  });

  it('refuses an answer that is no number', async () => {
    const run = train({
      ...smallRun({
        data: {
          records: [
            { text: 'a', label: 'much' },
            { text: 'b', label: '2' },
          ],
        },
      }),
      task: 'regress',
      validation: 0,
    });
    await expect(run.finish()).rejects.toThrow(
      /line 1: expected a number to learn but found "much"/,
    );
  });
});

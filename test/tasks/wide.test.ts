/** Classifiers with n-grams beside them, from settings to a saved run. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { textFeatureDefaults, textFeatures } from '../../src/baselines/index.ts';
import { loadTask, train } from '../../src/index.ts';
import { featureReader } from '../../src/tasks/classify/wide-features.ts';
import { joinedRows, sideBySide } from '../../src/tasks/wide.ts';
import { smallRun } from './small-run.ts';

/** Only whether two words stand side by side tells the label: no single word does. */
const records = Array.from({ length: 80 }, (_, n) => {
  const [first, second] = n % 2 === 0 ? ['red', 'hot'] : ['hot', 'red'];
  return { text: `${first} ${second} ${n % 3 === 0 ? 'day' : 'night'}`, label: first };
});
const wide = { data: { records }, wide: 'words', wideBits: 8, epochs: 6, lr: 0.05 } as const;

describe('n-grams beside a classifier', () => {
  it('are the features of the linear baselines', () => {
    const text = 'The cat sat. The CAT';
    const expected = textFeatures(text, { ...textFeatureDefaults, bits: 10 });
    const read = featureReader({ wide: 'words', wideBits: 10 })?.(text);
    expect(Array.from(read?.indices ?? [])).toEqual(expected.indices);
    expect(Array.from(read?.values ?? [])).toEqual(Array.from(expected.values, Math.fround));
    expect(featureReader({ wide: 'none' })).toBeUndefined();
  });

  it('of several texts stand one after another', () => {
    const rows = [
      { indices: [3, 1], values: [0.5, 0.25] },
      { indices: [], values: [] },
      { indices: [2], values: [1] },
    ];
    const { starts, indices, values } = joinedRows(rows);
    expect([starts, indices, values].map((list) => Array.from(list))).toEqual([
      [0, 2, 2, 3],
      [3, 1, 2],
      [0.5, 0.25, 1],
    ]);
  });

  it('of steps stand side by side, and are empty after the end', () => {
    const two = { starts: [0, 2, 3], indices: Int32Array.of(5, 1, 7), values: [1, 2, 3] };
    const one = { starts: [0, 1], indices: Int32Array.of(4), values: [9] };
    const { starts, indices, values } = sideBySide([two, one], 3);
    expect([starts, indices, values].map((list) => Array.from(list))).toEqual([
      [0, 2, 3, 4, 4, 4, 4],
      [5, 1, 4, 7],
      [1, 2, 9, 3],
    ]);
  });

  it('learn with it, are saved with it, and answer alike alone and in a batch', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'unroll-wide-'));
    const out = join(folder, 'run');
    // A network this small, which reads backwards only by its mean, learns nothing of order by itself in this time.
    const run = train(smallRun({ ...wide, hidden: 2, pooling: 'mean', out }));
    await run.finish();
    const model = await loadTask(out);
    const report = await model.evaluate({ records });
    expect(report.metrics.accuracy).toBe(1);
    const texts = ['red hot sun', 'hot red sun', ''];
    const together = model.predict(texts);
    texts.forEach((text, n) => {
      expect(model.predict([text])).toEqual([together[n]]);
    });
    expect(model.model).toMatchObject({ wide: 'words', wideBits: 8, wideDrop: 0 });
    model.close();
    rmSync(folder, { recursive: true });
  });

  it('serve regression too', async () => {
    const numbers = records.map(({ text, label }) => ({ text, label: label === 'red' ? 4 : 1 }));
    const run = train({
      ...smallRun({ ...wide, data: { records: numbers } }),
      task: 'regress',
      epochs: 12,
    });
    await run.finish();
    const model = await run.model();
    const [high, low] = model.predict(['red hot night', 'hot red day']);
    expect(high.value).toBeGreaterThan(3);
    expect(low.value).toBeLessThan(2);
    model.close();
  });

  it('are windows of words beside a tagger, which then wants whole sentences', async () => {
    // Only the word after tells whether "can" is a verb, and the network reads forwards.
    const sentences = Array.from({ length: 60 }, (_, n) => ({
      tokens: n % 2 === 0 ? ['that', 'can', 'go'] : ['that', 'can', 'fell'],
      tags: n % 2 === 0 ? ['D', 'V', 'V'] : ['D', 'N', 'V'],
    }));
    const settings = { hidden: 2, layers: 1, embed: 2, batch: 4, lr: 0.05, epochs: 6, seed: 2 };
    const tagger = {
      task: 'tag',
      ...settings,
      bidirectional: false,
      data: { records: sentences },
      backend: 'js',
    } as const;
    const trained = async (wide: 'none' | 'window') => {
      const run = train({ ...tagger, wide });
      await run.finish();
      return run.model();
    };
    const blind = await trained('none');
    expect((await blind.evaluate({ records: sentences })).metrics.accuracy).toBeLessThan(0.9);
    blind.close();
    const model = await trained('window');
    expect((await model.evaluate({ records: sentences })).metrics.accuracy).toBe(1);
    const together = model.predict(['that can go', 'that can fell far']);
    expect(together[1]).toEqual(model.predict(['that can fell far'])[0]);
    expect(() => model.stream()).toThrow(/two words after each .* have not come yet/);
    model.close();
    const records = Array.from({ length: 8 }, () => ({ frames: [[1], [2]], labels: ['a', 'b'] }));
    const vectors = { ...tagger, embed: undefined, input: 'vectors', data: { records } } as const;
    await expect(train({ ...vectors, wide: 'window' }).finish()).rejects.toThrow(
      /wide belongs to input text: vectors have no words/,
    );
    await expect(train({ ...tagger, wideDrop: 0.5 }).finish()).rejects.toThrow(
      /choose some with wide \(--wide window\), or leave it out/,
    );
  });

  it.each([
    [{ wideDrop: 0.5 }, /wideDrop leaves features out, and there are none/],
    [{ wideBits: 12 }, /wideBits numbers features, and there are none/],
  ])('are not there, so %o is refused', async (setting, message) => {
    await expect(train(smallRun(setting)).finish()).rejects.toThrow(message);
  });

  it('are refused where there is no text', async () => {
    const vectors = Array.from({ length: 20 }, (_, n) => ({
      frames: [[n], [n % 2]],
      label: n % 2 === 0 ? 'a' : 'b',
    }));
    const run = train(
      smallRun({ data: { records: vectors }, input: 'vectors', wide: 'words', embed: undefined }),
    );
    await expect(run.finish()).rejects.toThrow(/wide does not go with input vectors/);
  });
});

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { train } from '../../src/index.ts';
import type { TaskOptions } from '../../src/train/task-options.ts';
import { capture } from '../cli/capture.ts';

/** Large where the size is above 10 or the kind is "x". */
const rows = Array.from({ length: 160 }, (_, n) => {
  const size = (n * 7) % 20;
  const kind = n % 5 === 0 ? 'x' : 'y';
  return { size, kind, zone: n % 3, label: size > 10 || kind === 'x' ? 'large' : 'small' };
});

function tableRun(options: Partial<TaskOptions<'classify'>> = {}): TaskOptions<'classify'> {
  return {
    task: 'classify',
    input: 'table',
    data: { records: rows },
    validation: 0.2,
    hidden: 8,
    batch: 8,
    lr: 0.02,
    epochs: 12,
    seed: 3,
    backend: 'js',
    ...options,
  };
}

describe('classify over a table', () => {
  it('learns from numbers and categories, and answers with probabilities of both classes', async () => {
    const run = train(tableRun());
    await run.finish();
    const model = await run.model();
    const report = await model.evaluate({ records: rows });
    expect(report.metrics.accuracy).toBeGreaterThan(0.97);
    const [big, odd, small] = model.predict([
      { size: 19, kind: 'y', zone: 0 },
      { size: '1', kind: 'x', zone: 2 },
      { size: 1, kind: 'y', zone: 1 },
    ]);
    expect([big.label, odd.label, small.label]).toEqual(['large', 'large', 'small']);
    const { large, small: other } = big.probabilities as Record<string, number>;
    expect(large + other).toBeCloseTo(1, 6);
    expect(model.predict([{ size: 1, kind: 'y', zone: 1 }])).toEqual([small]);
    // Two classes have one logit: 8 hidden units, the columns size (1), kind (3), zone (1).
    expect(model.parameterCount).toBe(8 * 5 + 8 + 8 + 1);
    model.close();
  });

  it('reads the columns that are named, and categories that look like numbers', async () => {
    const run = train(tableRun({ features: ['zone', 'kind'], categories: ['zone'], epochs: 1 }));
    await run.finish();
    const model = await run.model();
    // zone has 3 values and a place for others, kind 2 and one.
    expect(model.parameterCount).toBe(8 * 7 + 8 + 8 + 1);
    expect(() => model.predict([{ zone: 1, size: 3 }])).toThrow(
      'the inputs, line 1: row 1 has no column "kind", which was learned from: it has "zone", "size"',
    );
    model.close();
  });

  it('takes the mean for a number that is missing, when asked', async () => {
    const gap = [{ ...rows[0], size: null }, ...rows.slice(1)];
    const refused = train(tableRun({ data: { records: gap }, validation: 0 }));
    await expect(refused.finish()).rejects.toThrow(
      'the records, line 1: column "size" of row 1 must be a finite number but it is empty',
    );
    const run = train(tableRun({ data: { records: gap }, validation: 0, fill: 'mean', epochs: 1 }));
    await run.finish();
    const model = await run.model();
    const others = rows.slice(1).map(({ size }) => size);
    const mean = others.reduce((a, b) => a + b, 0) / others.length;
    const [empty, atMean] = model.predict([
      { size: 'NA', kind: 'y', zone: 1 },
      { size: mean, kind: 'y', zone: 1 },
    ]);
    expect(empty.probability).toBeCloseTo(atMean.probability as number, 5);
    model.close();
  });

  it('learns numbers in their own units', async () => {
    const records = rows.map(({ size, kind }) => ({ size, kind, label: 1000 + 50 * size }));
    const run = train({ ...tableRun({ data: { records } }), task: 'regress' });
    await run.finish();
    const model = await run.model();
    const [{ value }] = model.predict([{ size: 10, kind: 'y' }]);
    expect(Math.abs((value as number) - 1500)).toBeLessThan(60);
    model.close();
  });
});

describe('unroll train --input table', () => {
  const folder = mkdtempSync(join(tmpdir(), 'unroll-table-'));
  const file = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const good = file('good.csv', `a,b,label\n${'1,x,p\n2,y,q\n3,x,p\n'.repeat(9)}`);
  const call = (...argv: string[]) =>
    capture([
      'train',
      '--task',
      'classify',
      '--input',
      'table',
      ...argv,
      '--out',
      join(folder, 'r'),
    ]);

  it.each([
    ['--cell', 'gru'],
    ['--bidirectional'],
    ['--pooling', 'mean'],
    ['--embed', '8'],
    ['--project', '4'],
    ['--level', 'char'],
    ['--text-column', 'b'],
    ['--frames', 'x'],
    ['--word-vectors', 'glove.txt'],
  ])('refuses %s by its name', async (...flags) => {
    const { exitCode, stderr } = await call(good, ...flags);
    expect(stderr).toBe(`unroll: ${flags[0]} does not go with --input table: leave it out\n`);
    expect(exitCode).toBe(2);
  });

  it('refuses what is of tables for texts', async () => {
    const { exitCode, stderr } = await capture(['train', '--task', 'classify', '--fill', 'mean']);
    expect(stderr).toBe('unroll: --fill does not go with --input text: leave it out\n');
    expect(exitCode).toBe(2);
  });

  it.each([
    ['a number that is none', 'a,label\n1,p\nNaN,q\n', /line 3: column "a" of row 2 .*"NaN"; mend/],
    ['no label column', 'a,b\n1,2\n', /no column "label".*--label-column/],
    [
      'an empty label',
      'a,label\n1,p\n2,\n',
      /line 3: column "label" of row 2, the answer, is empty/,
    ],
    ['a row too short', 'a,label\n1\n', /line 2: expected 2 fields .* found 1/],
    ['an empty file', '', /bad\.csv is empty|bad\.csv" is empty|empty/],
  ])('refuses %s, and leaves nothing behind', async (_, text, sentence) => {
    const { exitCode, stderr } = await call(file('bad.csv', text), '--val', '0');
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(exitCode).toBe(1);
  });
});

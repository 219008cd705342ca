import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { load, train } from '../../src/index.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'unroll-hello-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the five letters of hello, one-hot, into a plain rnn with 3 units', () => {
  it('teach that the first l is followed by l and the second by o', async () => {
    const file = join(folder, 'hello.txt');
    const out = join(folder, 'run');
    writeFileSync(file, 'hello');
    const done = await train({
      data: { files: [file] },
      out,
      cell: 'rnn',
      layers: 1,
      hidden: 3,
      embed: 'onehot',
      samples: false,
    }).finish();
    expect(done.reason).toBe('steps');
    const model = await load(out);
    expect(model.parameterCount).toBe(3 * 4 + 3 * 3 + 3 + 3 + 4 * 3 + 4);
    expect(await model.generate({ prime: 'h', length: 4, temperature: 0 })).toEqual(['hello']);
    const [afterFirst] = model.next('hel', { top: 1 });
    const [afterSecond] = model.next('hell', { top: 1 });
    expect(afterFirst.token).toBe('l');
    expect(afterSecond.token).toBe('o');
    expect(afterFirst.probability).toBeGreaterThan(0.8);
    expect(afterSecond.probability).toBeGreaterThan(0.8);
    model.close();
  });

  it('are what the example prints at its end', async () => {
    const lines: string[] = [];
    const { log } = console;
    console.log = (line: string) => lines.push(line);
    try {
      const example: string = '../../examples/hello.mjs';
      await import(example);
    } finally {
      console.log = log;
    }
    expect(lines.slice(-3)).toEqual([
      'hello',
      expect.stringMatching(/^after hel: l \((0\.9|1\.0)/),
      expect.stringMatching(/^after hell: o \((0\.9|1\.0)/),
    ]);
  });
});

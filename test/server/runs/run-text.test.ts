import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoredRun } from '../../../src/server/runs/run-store.ts';
import { textOfRun } from '../../../src/server/runs/run-text.ts';
import { generateSample } from '../../../src/train/built-in.ts';

const folder = mkdtempSync(join(tmpdir(), 'unroll-text-'));
const lines = Array.from({ length: 100 }, (_, k) => `line ${String(k).padStart(2, '0')}\n`).join(
  '',
);
const [first, second] = [join(folder, 'a.txt'), join(folder, 'b.txt')];

beforeAll(() => {
  writeFileSync(first, lines);
  writeFileSync(second, `${lines}café\n`, 'latin1');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (corpus: object, encoding = 'utf8', task = 'lm'): StoredRun =>
  ({ name: 'one', settings: { task, corpus, data: { encoding } } }) as unknown as StoredRun;

describe('the text of a run', () => {
  it('is the end of its files, whole lines, and no more than is asked for', async () => {
    const { text, validation } = await textOfRun(run({ files: [first], validation: 0.5 }), 60);
    expect(text.length).toBeLessThanOrEqual(60);
    expect(lines.endsWith(text)).toBe(true);
    expect(text).toMatch(/^line \d\d\n/);
    expect(validation).toBe(true);
  });

  it('stays within the part that the run validates on', async () => {
    const { text } = await textOfRun(run({ files: [first], validation: 0.1 }), 100_000);
    // Ten lines are held out; what comes before the first line break may be a part of a line.
    expect(text).toBe(lines.slice(-72));
  });

  it('goes on from one file to the next, in the encoding of the training', async () => {
    const corpus = { files: [first, second], validation: 0 };
    const { text, validation } = await textOfRun(run(corpus, 'latin1'), 21);
    expect(text).toBe('line 98\nline 99\ncafé\n');
    expect(validation).toBe(false);
  });

  it('is made again where it was made', async () => {
    const { text } = await textOfRun(run({ sample: 'code', validation: 0.1 }), 500);
    expect(text.length).toBeGreaterThan(300);
    expect(generateSample('code').endsWith(text)).toBe(true);
  });

  it('is refused with the reason where there is none', async () => {
    await expect(textOfRun(run({ validation: 0 }), 10)).rejects.toMatchObject({ code: 'data' });
    const gone = run({ files: [join(folder, 'gone.txt')], validation: 0 });
    await expect(textOfRun(gone, 10)).rejects.toMatchObject({ code: 'file' });
    const other = run({ validation: 0 }, 'utf8', 'tag');
    await expect(textOfRun(other, 10)).rejects.toMatchObject({ code: 'unsupported' });
  });
});

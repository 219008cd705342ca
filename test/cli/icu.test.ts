/** A model whose words were cut by other Unicode tables than those of this Node is used with a warning. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { train } from '../../src/index.ts';
import { capture } from './capture.ts';

const folder = mkdtempSync(join(tmpdir(), 'unroll-icu-'));
const own = join(folder, 'own');
const foreign = join(folder, 'foreign');
const text = join(folder, 'text.txt');

beforeAll(async () => {
  writeFileSync(text, 'the cat sat on the mat\n'.repeat(20));
  for (const out of [own, foreign]) {
    const shape = { level: 'word', layers: 1, hidden: 4, steps: 2, validation: 0 } as const;
    await train({ data: { files: [text] }, out, ...shape, samples: false }).finish();
  }
  const path = join(foreign, 'vocab.json');
  const vocabulary = JSON.parse(readFileSync(path, 'utf8'));
  expect(vocabulary.icu).toBe(process.versions.icu);
  writeFileSync(path, JSON.stringify({ ...vocabulary, icu: '12.1' }));
});
afterAll(() => rmSync(folder, { recursive: true }));

const calls: [string, string[]][] = [
  ['sample', ['--length', '3']],
  ['next', ['the cat']],
  ['score', ['the cat sat']],
  ['eval', [text]],
];

for (const [command, rest] of calls) {
  for (const json of [[], ['--json']]) {
    test(`${[command, ...json].join(' ')} warns on standard error alone`, async () => {
      const same = await capture([command, own, ...rest, ...json]);
      const other = await capture([command, foreign, ...rest, ...json]);
      expect(same).toMatchObject({ exitCode: 0, stderr: '' });
      expect(other.exitCode).toBe(0);
      expect(other.stderr.trimEnd().split('\n')).toEqual([
        `warning: text was cut by Unicode tables of ICU 12.1, and here by those of ${process.versions.icu}: ` +
          'some words or graphemes may be cut otherwise',
      ]);
      expect(other.stdout).toBe(same.stdout);
    });
  }
}

test('info says it as well', async () => {
  expect((await capture(['info', foreign])).stdout).toContain('Unicode tables of ICU 12.1');
  expect((await capture(['info', own])).stdout).not.toContain('ICU');
});

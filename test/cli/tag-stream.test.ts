/** `predict --stream` answers a line before it is given the next one. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build, program, unroll } from './program.ts';

let folder = '';
beforeAll(async () => {
  build();
  folder = mkdtempSync(join(tmpdir(), 'unroll-stream-'));
  writeFileSync(join(folder, 'a.conll'), 'a\tX\nb\tY\n\nb\tY\na\tX\na\tX\n\n'.repeat(20));
  const small = ['--hidden', '4', '--embed', '4', '--epochs', '1', '--backend', 'js', '--val', '0'];
  const data = ['train', '--task', 'tag', 'a.conll', ...small];
  const made = await unroll([...data, '--no-bidirectional', '--out', 'run'], { cwd: folder });
  expect(made).toMatchObject({ exitCode: 0 });
  await unroll([...data, '--out', 'both'], { cwd: folder });
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('each word has its answer before the next one is written', async () => {
  const argv = [program, 'predict', 'run', '--stream', '--backend', 'js'];
  const child = spawn(process.execPath, argv, { cwd: folder });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  for (const word of ['a', 'b', 'new', '', 'a']) {
    child.stdin.write(`${word}\n`);
    const { value } = await lines.next();
    expect(value).toMatch(word === '' ? /^$/ : new RegExp(`^${word}\t[XY]$`));
  }
  child.stdin.end();
  expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
}, 60_000);

test('a bidirectional tagger says why it cannot', async () => {
  const ended = await unroll(['predict', 'both', '--stream'], { cwd: folder, stdin: 'a\n' });
  expect(ended).toMatchObject({ exitCode: 2, stdout: '' });
  expect(ended.stderr).toMatch(/bidirectional tagger cannot answer step by step: its backward/);
}, 60_000);

/** `--task translate` from the shell: files in, translations out, and each bad file in one sentence. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build, unroll } from './program.ts';

let folder = '';
const small = ['--task', 'translate', '--hidden', '4', '--steps', '3', '--backend', 'js'];

beforeAll(async () => {
  build();
  folder = mkdtempSync(join(tmpdir(), 'unroll-translate-'));
  const write = (name: string, content: string | Uint8Array) =>
    writeFileSync(join(folder, name), content);
  write('good.tsv', 'one\tun\ntwo\tdeux\nthree four\ttrois quatre\nthree four\t3 4\n'.repeat(4));
  write('no-tab.tsv', 'one\tun\ntwo\n');
  write('no-source.tsv', 'one\tun\n\tdeux\n');
  write('no-target.jsonl', '{"source": "one"}\n');
  write('latin1.tsv', Buffer.from('caf\xe9\tcoffee\n', 'latin1'));
  write('empty.tsv', '');
  const made = await unroll(
    ['train', 'good.tsv', '--level', 'word', '--val', '0', '--out', 'run', ...small],
    { cwd: folder },
  );
  expect(made).toMatchObject({ exitCode: 0 });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bad: [string, string[], 1 | 2, RegExp][] = [
  ['a line without a tab', ['no-tab.tsv'], 1, /no-tab\.tsv, line 2: expected source TAB target/],
  ['a line without a source', ['no-source.tsv'], 1, /no-source\.tsv, line 2: the source is empty/],
  ['a field missing', ['no-target.jsonl'], 1, /line 1: the field "target" is missing/],
  ['bytes that are not UTF-8', ['latin1.tsv'], 1, /byte 3 of latin1\.tsv .*--encoding latin1/],
  ['an empty file', ['empty.tsv'], 1, /empty\.tsv is empty/],
  ['no such score', ['good.tsv', '--attention', 'dott'], 2, /--attention .*did you mean dot\?/],
  ['no such level', ['good.tsv', '--source-level', 'wrd'], 2, /--source-level .*did you mean word/],
  ['a flag of another task', ['good.tsv', '--pooling', 'max'], 2, /--pooling does not belong/],
];

describe('train --task translate refuses', () => {
  test.each(bad)('%s', async (_, args, exitCode, message) => {
    const ended = await unroll(['train', ...args, ...small, '--out', 'new'], { cwd: folder });
    expect(ended.stderr).toMatch(message);
    expect(ended.stderr.trim().split('\n')).toHaveLength(1);
    expect(ended.exitCode).toBe(exitCode);
    expect(existsSync(join(folder, 'new'))).toBe(false);
  });
});

describe('a translator', () => {
  test('answers each line of standard input with a line, references passed over', async () => {
    const stdin = 'one\nthree four\ttrois\n';
    const { stdout, exitCode } = await unroll(['predict', 'run'], { cwd: folder, stdin });
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toHaveLength(3);
  });

  test('tells several hypotheses and its attention as JSON', async () => {
    const flags = ['--n-best', '2', '--attention', '--json'];
    const { stdout } = await unroll(['predict', 'run', '--text', 'three four', ...flags], {
      cwd: folder,
    });
    const answer = JSON.parse(stdout);
    expect(answer.hypotheses).toHaveLength(2);
    expect(answer.source_symbols).toEqual(['three', 'four']);
  });

  test('draws where it looked, a picture for each line', async () => {
    const picture = (name: string) => readFileSync(join(folder, name), 'utf8');
    const { exitCode } = await unroll(['predict', 'run', '-', '--attention-svg', 'looked.svg'], {
      cwd: folder,
      stdin: 'one\nthree four\n',
    });
    expect(exitCode).toBe(0);
    expect(picture('looked.svg')).toMatch(/<svg [\s\S]*>one<\/text>/);
    expect(picture('looked-2.svg')).toMatch(/>three<\/text>[\s\S]*>four<\/text>/);
  });

  test('is evaluated with the beam that was asked for, against all references', async () => {
    const evaluate = (...flags: string[]) =>
      unroll(['eval', 'run', 'good.tsv', '--json', ...flags], { cwd: folder });
    const [beam, cut] = await Promise.all([
      evaluate('--beam', '2'),
      evaluate('--max-length', '1', '--beam', '1'),
    ]);
    expect(JSON.parse(beam.stdout).details).toMatchObject({ most_references: 2, texts: 12 });
    expect(JSON.parse(cut.stdout).details.bleu.hypothesis_length).toBeLessThanOrEqual(12);
  });

  test('refuses an empty source by its line', async () => {
    const empty = await unroll(['predict', 'run'], { cwd: folder, stdin: 'one\n\n' });
    expect(empty).toMatchObject({ exitCode: 1, stdout: '' });
    expect(empty.stderr).toMatch(/line 2: the source is empty; leave the line out/);
  });
});

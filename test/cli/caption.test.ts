/** `--task caption` from the shell: files of vectors and labels, and each bad file in one sentence. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build, unroll } from './program.ts';

let folder = '';
const small = ['--task', 'caption', '--hidden', '4', '--steps', '3', '--backend', 'js'];

beforeAll(async () => {
  build();
  folder = mkdtempSync(join(tmpdir(), 'unroll-caption-'));
  const write = (name: string, content: string) => writeFileSync(join(folder, name), content);
  write('good.csv', `x,y,caption\n${'1,0,one thing\n0,1,"two, things"\n'.repeat(6)}`);
  write('styles.tsv', 'label\tcaption\njig\tabc\nreel\tcab\n');
  write('lines.txt', 'jig\tabc\nreel\tcab\n'.repeat(4));
  write('nan.csv', 'x,y,caption\n1,0,one\nNaN,1,two\n');
  write('no-caption.csv', 'x,y,text\n1,0,one\n');
  write('no-caption.jsonl', '{"vector": [1, 2], "text": "a"}\n');
  write('ragged.jsonl', '{"vector": [1, 2], "caption": "a"}\n{"vector": [1], "caption": "b"}\n');
  write('no-tab.txt', 'jig\tabc\nreel\n');
  write('other.jsonl', '{"vector": [1, 2, 3]}\n');
  for (const [file, out, ...flags] of [
    ['good.csv', 'run'],
    ['lines.txt', 'tunes', '--condition', 'label', '--level', 'char'],
  ]) {
    const made = await unroll(['train', file, '--val', '0', '--out', out, ...small, ...flags], {
      cwd: folder,
    });
    expect(made).toMatchObject({ exitCode: 0 });
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bad: [string, string[], 1 | 2, RegExp][] = [
  ['NaN in a table', ['nan.csv'], 1, /nan\.csv, line 3: .*"x"/],
  ['a column missing', ['no-caption.csv'], 1, /"caption".*--caption-column|column "text"/],
  ['a field missing', ['no-caption.jsonl'], 1, /line 1: the field "caption" is missing.*"text"/],
  ['ragged vectors', ['ragged.jsonl'], 1, /ragged\.jsonl, line 2: the vector has 1 numbers/],
  ['a text for vectors', ['lines.txt'], 1, /lines\.txt is neither a \.jsonl nor a \.csv file/],
  ['a label alone', ['no-tab.txt', '--condition', 'label'], 1, /line 2: expected label TAB/],
  [
    'layers of a label',
    ['lines.txt', '--condition', 'label', '--condition-layers', '4'],
    2,
    /for vectors/,
  ],
  ['no such feedback', ['good.csv', '--feedback', 'zeroes'], 2, /did you mean zeros/],
];

describe('train --task caption refuses', () => {
  test.each(bad)('%s', async (_, args, exitCode, message) => {
    const ended = await unroll(['train', ...args, ...small, '--out', 'new'], { cwd: folder });
    expect(ended.stderr).toMatch(message);
    expect(ended.stderr.trim().split('\n')).toHaveLength(1);
    expect(ended.exitCode).toBe(exitCode);
    expect(existsSync(join(folder, 'new'))).toBe(false);
  });
});

describe('a captioner', () => {
  test('answers each row of a table, captions passed over, and is evaluated on them', async () => {
    const answers = await unroll(['predict', 'run', 'good.csv'], { cwd: folder });
    expect(answers.stdout.split('\n')).toHaveLength(13);
    const figures = await unroll(['eval', 'run', 'good.csv', '--json', '--beam', '2'], {
      cwd: folder,
    });
    expect(Object.keys(JSON.parse(figures.stdout).metrics)).toEqual([
      'bleu',
      'exact_match',
      'token_accuracy',
    ]);
  });

  test('draws from a label with a seed, after first symbols', async () => {
    const flags = ['--text', 'jig', '--temperature', '3', '--n-best', '3', '--prime', 'ab'];
    const draw = (seed: string) =>
      unroll(['predict', 'tunes', ...flags, '--seed', seed], { cwd: folder });
    const [one, same, other] = await Promise.all([draw('1'), draw('1'), draw('2')]);
    const drawn = one.stdout.trimEnd().split('\t');
    expect(drawn).toHaveLength(3);
    expect(drawn.every((tune) => tune.startsWith('ab'))).toBe(true);
    expect(same.stdout).toBe(one.stdout);
    expect(other.stdout).not.toBe(one.stdout);
  });

  test('refuses a label and a width that training has not seen', async () => {
    const label = await unroll(['predict', 'tunes', '--text', 'waltz'], { cwd: folder });
    expect(label.stderr).toMatch(/label "waltz" was not seen in training/);
    const width = await unroll(['predict', 'run', 'other.jsonl'], { cwd: folder });
    expect(width.stderr).toMatch(/other\.jsonl, line 1: expected a vector of 2 numbers/);
    expect([label.exitCode, width.exitCode]).toEqual([1, 1]);
  });
});

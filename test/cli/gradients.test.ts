import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GradientReach } from '../../src/index.ts';
import { capture } from './capture.ts';

const folder = mkdtempSync(join(tmpdir(), 'unroll-gradients-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const fresh = ['gradients', '--hidden', '8', '--lags', '6', '--windows', '4', '--backend', 'js'];

describe('unroll gradients --cell', () => {
  it('sets cells side by side on the built-in sample', async () => {
    const svg = join(folder, 'reach.svg');
    const { stdout, stderr, exitCode } = await capture([
      ...fresh,
      ...['--cell', 'rnn,lstm', '--gain', '2', '--svg', svg],
    ]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('median over 4 steps t = 7 … 1999');
    expect(stdout).toMatch(/rnn +1 +h +2\.0000 +2\.0000/);
    expect(stderr).toBe(`wrote ${svg}\n`);
    expect(readFileSync(svg, 'utf8')).toMatch(/^<svg [\s\S]*● lstm/);
  });

  it('tells machines every number, a line for each cell', async () => {
    const { stdout } = await capture([
      ...fresh,
      '--cell',
      'rnn,gru',
      '--json',
      'hello hello hello',
    ]);
    const lines = stdout.trim().split('\n');
    const reaches = lines.map((line) => JSON.parse(line) as GradientReach);
    expect(reaches.map(({ cell }) => cell)).toEqual(['rnn', 'gru']);
    expect(reaches[1].layers[0].states[0].norms).toHaveLength(4);
    expect(reaches[1].clipping.after).toHaveLength(4);
  });
});

describe('unroll gradients RUN', () => {
  const out = join(folder, 'run');
  const file = join(folder, 'text.txt');
  beforeAll(async () => {
    writeFileSync(file, 'the cat sat on the mat. '.repeat(30));
    const data = ['train', file, '--out', out, '--steps', '3', '--no-samples', '--backend', 'js'];
    const size = ['--layers', '2', '--hidden', '8', '--embed', '4', '--batch', '4', '--bptt', '8'];
    expect((await capture([...data, ...size])).exitCode).toBe(0);
  });

  it.each([
    ['TEXT', ['the cat sat']],
    ['--file', ['--file', file]],
    ['text that the model makes', []],
  ])('follows the losses of %s', async (_, given) => {
    const { stdout, exitCode } = await capture([
      'gradients',
      out,
      ...given,
      '--lags',
      '5',
      '--json',
    ]);
    expect(exitCode).toBe(0);
    const { name, layers } = JSON.parse(stdout) as GradientReach;
    expect(name).toBe('run');
    expect(layers.map(({ states }) => states.map(({ state }) => state))).toEqual([
      ['h', 'c'],
      ['h', 'c'],
    ]);
  });
});

describe('unroll gradients RUN of another task', () => {
  const out = join(folder, 'remarks');
  const file = join(folder, 'remarks.txt');
  beforeAll(async () => {
    writeFileSync(file, 'good\ta lovely film\nbad\ta dull film\ngood\tlovely\n'.repeat(4));
    const data = ['train', file, '--task', 'classify', '--out', out, '--epochs', '1'];
    const size = ['--level', 'word', '--min-count', '1', '--hidden', '6', '--embed', '4'];
    expect(await capture([...data, ...size, '--backend', 'js'])).toMatchObject({ exitCode: 0 });
  });
  const reachOf = async (...argv: string[]) => {
    const { stdout, exitCode, stderr } = await capture(['gradients', out, ...argv, '--json']);
    expect(exitCode, stderr).toBe(0);
    return JSON.parse(stdout) as GradientReach;
  };

  it('follows the loss of an input, with its label or without', async () => {
    const own = await reachOf('a lovely film');
    expect(own).toMatchObject({ name: 'remarks', steps: [3], rows: ['t = 3'], lags: 2 });
    expect(own.layers.map(({ name }) => name)).toEqual(['l0', 'l0_reverse']);
    const told = await Promise.all(
      ['good', 'bad'].map((label) => reachOf(JSON.stringify({ text: 'a lovely film', label }))),
    );
    const norms = told.map(({ layers }) => layers[0].states[0].norms[0][0]);
    expect(norms).toContain(own.layers[0].states[0].norms[0][0]);
    expect(norms[0]).not.toBe(norms[1]);
  });

  it('takes records of a file, so many or one', async () => {
    expect((await reachOf('--file', file, '--windows', '3')).rows).toEqual([
      '1: t = 3',
      '2: t = 3',
      '3: t = 1',
    ]);
    expect((await reachOf('--file', file, '--record', '3')).rows).toEqual(['t = 1']);
    const svg = join(folder, 'remarks.svg');
    const { stdout } = await capture(['gradients', out, '--file', file, '--svg', svg]);
    expect(stdout).toContain('L is the loss of the label');
    expect(stdout).toMatch(/clipped by norm at 1 .* examples clipped/);
    expect(readFileSync(svg, 'utf8')).toContain('● remarks l0_reverse');
  });

  it.each([
    [[], 'which could write a text itself: give INPUT, or --file'],
    [['a film', '--file', file], 'give INPUT, or --file with records; one of them'],
    [['a film', '--record', '2'], '--record is of --file: leave it out'],
    [['a film', '--hidden', '3'], '--hidden is of cells that have not been trained'],
  ])('refuses %j', async (argv, message) => {
    const { exitCode, stderr } = await capture(['gradients', out, ...argv]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

it.each([
  [[], 'there is nothing to follow: give a RUN, or --cell'],
  [['run', '--hidden', '3'], '--hidden is of cells that have not been trained'],
  [['--cell', 'rnn', 'text', 'more'], '--cell takes the place of RUN'],
  [['--cell', 'rmn'], 'did you mean rnn?'],
  [['--cell', 'rnn', 'text', '--file', 'a.txt'], '--file takes the place of TEXT'],
  [['--cell', 'rnn', '--record', '1'], '--record is of a trained RUN'],
  [['--cell', 'rnn', '--weights', 'last'], '--weights is of a trained RUN'],
  [['--cell', 'rnn', '--encoding', 'latin1'], '--encoding is of --file'],
  [['--cell', 'rnn', '--gain', '0'], '--gain'],
  [['--cell', 'rnn', 'x'], 'at least two symbols'],
])('a wrong call is told in one sentence: %j', async (argv, message) => {
  const { exitCode, stderr } = await capture(['gradients', ...argv]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

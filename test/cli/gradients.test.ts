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

it.each([
  [[], 'there is nothing to follow: give a RUN, or --cell'],
  [['run', '--hidden', '3'], '--hidden is of cells that have not been trained'],
  [['--cell', 'rnn', 'text', 'more'], '--cell takes the place of RUN'],
  [['--cell', 'rmn'], 'did you mean rnn?'],
  [['--cell', 'rnn', 'text', '--file', 'a.txt'], '--file takes the place of TEXT'],
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

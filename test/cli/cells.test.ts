/** `unroll cells` from the shell's side. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clampOf } from '../../src/cli/commands/cells-values.ts';
import { train } from '../../src/index.ts';
import { capture } from './capture.ts';

const folder = mkdtempSync(join(tmpdir(), 'unroll-cells-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = (name: string) => join(folder, name);

beforeAll(async () => {
  const text = 'the "cat" sat on the mat.\n'.repeat(20);
  writeFileSync(path('text.txt'), text);
  writeFileSync(
    path('probes.mjs'),
    'export const spaces = (text) => Array.from(text, (c) => c === " ");\nexport const name = 1;\n',
  );
  writeFileSync(path('none.mjs'), 'export const name = 1;\n');
  const run = train({
    data: { text },
    layers: 1,
    hidden: 6,
    steps: 5,
    batch: 2,
    bptt: 16,
    validation: 0,
    samples: false,
    backend: 'js',
    out: path('run'),
  });
  await run.finish();
});

const cells = (...argv: string[]) =>
  capture(['cells', path('run'), path('text.txt'), '--backend', 'js', ...argv]);

describe('unroll cells', () => {
  it('sets every unit beside every probe, with chance beside it', async () => {
    const { stdout, exitCode } = await cells();
    expect(exitCode).toBe(0);
    const lines = stdout.split('\n');
    expect(lines[0]).toBe(
      '12 states of units searched: chosen on 346 symbols, figures of the 174 after them',
    );
    expect(stdout).toMatch(/^quote +13\.8 % +0\.[0-5] +(h|tanh\(c\)) +-?[01]\.\d{3} +[01]\.\d{3}/m);
    expect(stdout).toMatch(/^on nowhere, .*: parentheses, .*, digit$/m);
  });

  it('takes probes of one’s own by expression, place and module', async () => {
    const { stdout } = await cells(
      '--probe',
      'name=/"\\w+/',
      '--span',
      'first=0-5,30-40,500-510',
      '--probe-file',
      path('probes.mjs'),
      '--json',
      '--top',
      '2',
      '--controls',
      '3',
    );
    const { probes } = JSON.parse(stdout);
    expect(probes.map(({ probe }: { probe: string }) => probe)).toEqual([
      'name',
      'first',
      'spaces',
    ]);
    expect(probes[0].units).toHaveLength(2);
    expect(probes[0].controls).toHaveLength(3);
    expect(probes[2].share).toBeCloseTo(5 / 26, 1);
    const beside = await cells('--probe', 'a=a', '--probes', 'quote, vowel', '--json');
    expect(JSON.parse(beside.stdout).probes).toHaveLength(3);
  });

  it('holds a unit and tells what changes', async () => {
    const argv = ['--clamp', '0.2=1.5', '--clamp', '0.all.f=0', '--probes', 'quote'];
    const { stdout, exitCode } = await cells(...argv, '--length', '20', '--prime', 'the ');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^held: 0\.2\.c = 1\.5, 0\.all\.f = 0\nsurprise in nats, free → held/);
    expect(stdout).toMatch(/^quote +[\d.]+ → [\d.]+/m);
    expect(stdout).toMatch(/--- free ---\nthe /);
    const { all, samples } = JSON.parse((await cells(...argv, '--length', '0', '--json')).stdout);
    expect(all.count).toBe(520);
    expect(all.free).not.toBe(all.held);
    expect(samples).toBeUndefined();
  });

  it.each([
    [['--probes', 'qoute'], /there is no probe "qoute"/],
    [['--probe', 'x'], /expected --probe as NAME=\/REGEX\/ but received "x"/],
    [['--probe', 'x=/(/'], /--probe: this is no regular expression/],
    [['--span', 'x=5'], /expected places of --span as FROM-TO but received "5"/],
    [['--span', 'x=5-1000'], /lie from 0 to 520, where the text ends/],
    [['--probe-file', path('none.mjs')], /exports no function/],
    [['--clamp', '0=1'], /expected --clamp as LAYER\.UNIT=VALUE/],
    [['--clamp', '0.6=1'], /unit of a clamp to be from 0 to 5, or all but received 6/],
    [['--clamp', '0.1.z=1'], /cell lstm has no z that could be held/],
    [['--clamp', '0.1=1', '--top', '3'], /--top belongs to the search/],
    [['--prime', 'x'], /--prime belongs to --clamp/],
    [['--layer', '3'], /there is no layer 3/],
  ])('refuses %j', async (argv, message) => {
    const { stderr, exitCode } = await cells(...argv);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(exitCode).toBe(2);
  });

  it('says which module of probes cannot be read', async () => {
    const { stderr, exitCode } = await cells('--probe-file', path('absent.mjs'));
    expect(stderr).toContain('cannot read probes from');
    expect(exitCode).toBe(1);
  });
});

describe('a unit to be held', () => {
  it('is c where the cell has one, else h, unless another name is given', () => {
    const lstm = { states: ['h', 'c'] };
    expect(clampOf('1.33=-2', lstm)).toEqual({ layer: 1, unit: 33, name: 'c', value: -2 });
    expect(clampOf('0.7=.5', { states: ['h'] })).toMatchObject({ name: 'h', value: 0.5 });
    expect(clampOf('2.all.f=1e-3', lstm)).toEqual({
      layer: 2,
      unit: 'all',
      name: 'f',
      value: 1e-3,
    });
  });
});

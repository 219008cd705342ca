/** `train`, `predict` and `eval` of a forecaster, and each way of going wrong with a table of numbers. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { capture } from './capture.ts';

let folder = '';
const at = (name: string) => join(folder, name);
const tiny = ['--task', 'forecast', '--window', '6', '--horizon', '3', '--hidden', '4'];
const short = [...tiny, '--steps', '2', '--backend', 'js'];

const rows = Array.from({ length: 60 }, (_, t) => {
  return `${2000 + Math.floor(t / 12)}-${String((t % 12) + 1).padStart(2, '0')},${100 + (t % 12)}`;
});
const good = `month,sold\n${rows.join('\n')}\n`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'unroll-forecast-'));
  writeFileSync(at('good.csv'), good);
  writeFileSync(at('gap.csv'), good.replace('2001-03,102', '2001-03,NaN'));
  writeFileSync(at('hole.csv'), good.replace('2001-03,102\n', ''));
  writeFileSync(at('empty.csv'), '');
  writeFileSync(at('few.csv'), good.split('\n').slice(0, 8).join('\n'));
  writeFileSync(at('latin.csv'), Buffer.from('month,caf\xe9\n2000-01,1\n', 'latin1'));
  const made = await capture(['train', at('good.csv'), ...short, '--out', at('run')]);
  expect(made).toMatchObject({ exitCode: 0 });
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('predict continues the file: a table, a chart, a picture', async () => {
  const argv = ['predict', at('run'), at('good.csv'), '--quantiles', '0.2,0.8', '--chart'];
  const { stdout, exitCode } = await capture([...argv, '--svg', at('plot.svg')], { columns: 60 });
  expect(exitCode).toBe(0);
  const lines = stdout.split('\n');
  expect(lines[0]).toBe('time,sold,sold q0.2,sold q0.8');
  expect(lines.slice(1, 4).map((line) => line.split(',')[0])).toEqual([
    '2005-01',
    '2005-02',
    '2005-03',
  ]);
  expect(lines[5]).toMatch(/^sold {3}· read, ● forecast, ░ from quantile 0.2 to 0.8$/);
  expect(readFileSync(at('plot.svg'), 'utf8')).toMatch(/^<svg /);
  rmSync(at('plot.svg'));
});

test('predict reads a table from standard input', async () => {
  const argv = ['predict', at('run'), '-', '--format', 'csv', '--json'];
  const { stdout } = await capture(argv, { stdin: good });
  expect(JSON.parse(stdout)).toMatchObject({ times: ['2005-01', '2005-02', '2005-03'] });
});

test('eval is a backtest beside the baselines', async () => {
  const argv = ['eval', at('run'), at('good.csv'), '--origins', '5', '--origin-stride', '2'];
  const { stdout } = await capture([...argv, '--json']);
  const { metrics, details } = JSON.parse(stdout);
  expect(Object.keys(metrics)).toEqual(
    expect.arrayContaining(['mse', 'mae', 'scaled_mse', 'mase', 'pinball', 'coverage']),
  );
  expect(details.origins).toBe(5);
  expect(details.baselines.map(({ name }: { name: string }) => name)).toEqual([
    'last value',
    'AR(6)',
  ]);
  expect((await capture(argv)).stdout).toMatch(/3 steps ahead from 5 origins/);
});

test('a run goes on where it stopped', async () => {
  const { exitCode } = await capture(['resume', at('run'), '--steps', '4', '--backend', 'js']);
  expect(exitCode).toBe(0);
});

describe('one sentence and the right exit code, and nothing left behind, for', () => {
  const train =
    (file: string, ...more: string[]) =>
    () => ['train', at(file), ...short, '--out', at('new'), ...more];
  const run =
    (command: string, file: string, ...more: string[]) =>
    () => [command, at('run'), at(file), ...more];
  const calls: [string, () => string[], 1 | 2, RegExp][] = [
    [
      'NaN',
      train('gap.csv'),
      1,
      /gap\.csv, line 16: column "sold" of row 15 has no value; .*--fill/,
    ],
    ['a month that is missing', train('hole.csv'), 1, /hole\.csv, line 16: 1 step is missing/],
    ['an empty file', train('empty.csv'), 1, /empty\.csv is empty/],
    ['a series too short', train('few.csv'), 1, /line 2: .*(--window|--val)/],
    ['another encoding', train('latin.csv'), 1, /byte 9 of .*latin\.csv.*--encoding latin1/],
    ['a target that is absent', train('good.csv', '--targets', 'x'), 1, /no column "x".*--targets/],
    ['a season too long', train('good.csv', '--season', '80'), 1, /shorter --season/],
    ['--window 0', train('good.csv', '--window', '0'), 2, /expected --window/],
    ['--fill zero', train('good.csv', '--fill', 'zero'), 2, /one of none, previous, linear, mean/],
    ['predicting over a gap', run('predict', 'gap.csv'), 1, /row 15 has no value/],
    ['a quantile of 1', run('predict', 'good.csv', '--quantiles', '1'), 2, /--quantiles/],
    ['more steps than trained for', run('predict', 'good.csv', '--ahead', '9'), 2, /at most 3/],
    ['evaluating too little', run('eval', 'few.csv'), 1, /has 7 steps.*needs 9/],
  ];
  test.each(calls)('%s', async (_, argv, code, sentence) => {
    const before = readdirSync(folder).sort();
    const { exitCode, stdout, stderr } = await capture(argv());
    expect(stderr).toMatch(sentence);
    expect(stderr).toMatch(/^unroll: [^\n]+\n$/);
    expect(stdout).toBe('');
    expect(exitCode).toBe(code);
    expect(readdirSync(folder).sort()).toEqual(before);
  });
});

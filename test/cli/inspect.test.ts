/** `unroll inspect` from the shell's side: what comes out, where it goes, and what is refused. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { colourDepth } from '../../src/cli/colour.ts';
import { readSafetensors } from '../../src/files/safetensors.ts';
import { load, traceText, train } from '../../src/index.ts';
import { smallRun } from '../tasks/small-run.ts';
import { capture } from './capture.ts';

const folder = mkdtempSync(join(tmpdir(), 'unroll-inspect-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const run = join(folder, 'run');
const labels = join(folder, 'labels');
const file = join(folder, 'text.txt');
const text = 'the cat sat on the mat.\n';

beforeAll(async () => {
  writeFileSync(file, text);
  const language = train({
    data: { text: text.repeat(20) },
    layers: 2,
    hidden: 6,
    steps: 3,
    batch: 2,
    bptt: 16,
    validation: 0,
    samples: false,
    backend: 'js',
    out: run,
  });
  await language.finish();
  await train(smallRun({ epochs: 1, out: labels })).finish();
});

const inspect = (...argv: string[]) => capture(['inspect', run, '--backend', 'js', ...argv]);

async function unitOf(layer: number, unit: number, name: string): Promise<number[]> {
  const model = await load(run, { backend: 'js' });
  const all: number[] = [];
  for await (const { layers } of traceText(model, text, { layers: [layer], units: [unit] })) {
    all.push(...layers[0].values[name]);
  }
  model.close();
  return all;
}

describe('unroll inspect', () => {
  it('prints the numbers of one unit as JSON', async () => {
    const { stdout, exitCode } = await inspect(
      '--file',
      file,
      '--layer',
      '0',
      '--unit',
      '4',
      '--json',
    );
    expect(exitCode).toBe(0);
    const made = JSON.parse(stdout);
    expect(made).toMatchObject({ layer: 0, unit: 4, from: 0 });
    expect(made.symbols.join('')).toBe(text);
    expect(Object.keys(made.values).sort()).toEqual(['c', 'f', 'g', 'h', 'i', 'o']);
    expect(made.values.c).toEqual(await unitOf(0, 4, 'c'));
    const named = await inspect('--file', file, '--layer', 'l0', '--unit', '4', '--json');
    expect(named.stdout).toBe(stdout);
    const gate = await inspect('--file', file, '--unit', '4', '--what', 'f', '--json');
    expect(Object.keys(JSON.parse(gate.stdout).values)).toEqual(['f']);
  });

  it('colours the text where it is told to, and writes signs where there is no colour', async () => {
    const plain = await inspect(text.trim(), '--unit', '1');
    expect(plain.stdout).toMatch(/^tanh\(c\): # above 0.6.*\nthe cat sat on the mat\./);
    expect(plain.stdout).not.toContain('\u001b');
    const coloured = await inspect(text.trim(), '--unit', '1', '--what', 'f', '--colour', '24bit');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal
    expect(coloured.stdout.replace(/\u001b\[[\d;]*m/g, '')).toBe('the cat sat on the mat.\n');
    expect(coloured.stdout).toContain('\u001b[38;2;0;0;0;48;2;');
  });

  it('says which unit it chose, and why', async () => {
    const { stderr, exitCode } = await inspect('--file', file);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^layer [01], unit [0-5]: its tanh\(c\) is strong and steady/);
    const lower = await inspect('--file', file, '--layer', '0');
    expect(lower.stderr).toMatch(/^layer 0, unit/);
  });

  it('writes a page, a picture and traces', async () => {
    const path = (name: string) => join(folder, name);
    const made = await inspect('--file', file, '--unit', '2', '--html', path('u.html'));
    expect(made).toMatchObject({ exitCode: 0, stdout: '' });
    expect(readFileSync(path('u.html'), 'utf8')).toContain('Unit 2 of layer 1 <small>run</small>');
    await inspect(
      '--file',
      file,
      '--unit',
      '2',
      '--svg',
      path('u.svg'),
      '--palette',
      'orange-blue',
    );
    expect(readFileSync(path('u.svg'), 'utf8')).toMatch(/^<svg .*unit 2 of layer 1 in run/);
    const trace = await inspect('--file', file, '--unit', '2,5', '--trace', path('t.safetensors'));
    expect(trace.stderr).toContain('wrote');
    const { tensors } = readSafetensors(path('t.safetensors'));
    expect(tensors.get('l1.h')?.shape).toEqual([text.length, 2]);
    expect(tensors.has('surprise')).toBe(true);
    expect(existsSync(path('t.safetensors.json'))).toBe(true);
  });

  it('traces an input of another task', async () => {
    const path = join(folder, 'labels.npz');
    const argv = ['inspect', labels, 'a very good film', '--backend', 'js', '--trace', path];
    expect(await capture(argv)).toMatchObject({ exitCode: 0 });
    const layers = () =>
      JSON.parse(readFileSync(`${path}.json`, 'utf8')).layers.map(
        ({ name }: { name: string }) => name,
      );
    expect(layers()).toEqual(['l0', 'l0_reverse']);
    expect(await capture([...argv, '--layer', 'l0_reverse'])).toMatchObject({ exitCode: 0 });
    expect(layers()).toEqual(['l0_reverse']);
    const none = await capture([...argv, '--layer', 'encoder.l0']);
    expect(none.stderr).toContain('there is no layer encoder.l0: this network has l0, l0_reverse');
  });

  it('colours an input of another task by a unit of either direction', async () => {
    const argv = ['inspect', labels, 'a very good film', '--backend', 'js'];
    const series = async (...more: string[]) =>
      JSON.parse((await capture([...argv, '--json', '--unit', '3', ...more])).stdout);
    const [forwards, backwards] = [await series(), await series('--layer', 'l0_reverse')];
    expect(forwards).toMatchObject({ layer: 'l0', unit: 3, from: 0 });
    expect(forwards.symbols).toEqual(['a', 'very', 'good', 'film']);
    expect(await series('--layer', '0', '--what', 'f')).toMatchObject({
      values: { f: forwards.values.f },
    });
    expect(backwards.layer).toBe('l0_reverse');
    expect(backwards.values.h).not.toEqual(forwards.values.h);
    const { stdout, stderr } = await capture(argv);
    expect(stderr).toMatch(/^layer l0(_reverse)?, unit \d: its tanh\(c\) is strong and steady/);
    expect(stdout).toMatch(/^tanh\(c\): # above 0.6.*\na very good film\n/);
  });

  it('writes a page and a picture of another task, and takes a record of a file', async () => {
    const records = join(folder, 'remarks.jsonl');
    const lines = ['a dull song', 'a fine day'].map((one) => JSON.stringify({ text: one }));
    writeFileSync(records, lines.join('\n'));
    const argv = ['inspect', labels, '--file', records, '--record', '2', '--unit', '1'];
    const page = join(folder, 'label.html');
    expect(await capture([...argv, '--html', page])).toMatchObject({ exitCode: 0, stdout: '' });
    const html = readFileSync(page, 'utf8');
    expect(html).toContain('Unit 1 of layer l0 <small>labels</small>');
    expect(html).toContain('"text":"a fine day"');
    await capture([...argv, '--layer', 'l0_reverse', '--svg', join(folder, 'label.svg')]);
    const svg = readFileSync(join(folder, 'label.svg'), 'utf8');
    expect(svg).toContain('tanh(c) of unit 1 of layer l0_reverse in labels');
  });

  it.each([
    [['a film', '--json', '--what', 'q'], /cell lstm has no q: choose from h, c, i, f, g, o/],
    [['a film', '--layer', '1'], /there is no layer 1: this network has l0, l0_reverse/],
    [['a film', '--layer', 'top'], /--layer to be a whole number from 0, or a name such as/],
    [['a film', '--unit', '8'], /there is no unit 8 in layer l0: it has units 0 to 7/],
    [['a film', '--trace', 'a.npz', '--distribution'], /--distribution belongs to language models/],
    [['a film', '--record', '2'], /--record belongs to --file/],
  ])('of another task refuses %j', async (argv, message) => {
    const { stderr, exitCode } = await capture(['inspect', labels, ...argv]);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(exitCode).toBe(2);
  });

  it('refuses a network that reads rows of a table, which has no steps', async () => {
    const table = join(folder, 'table');
    const rows = ['low', 'high'].flatMap((label) =>
      [1, 2, 3, 4].map((x) => ({ x: x + 5 * Number(label === 'high'), label })),
    );
    const run = train({
      task: 'classify',
      data: { records: rows },
      input: 'table',
      epochs: 1,
      backend: 'js',
      out: table,
    });
    await run.finish();
    const { stderr, exitCode } = await capture(['inspect', table, '{"x": 3}']);
    expect(stderr).toContain('this network reads a row at once and has no recurrent layer');
    expect(exitCode).toBe(2);
  });

  it.each([
    [['--unit', '6', 'x'], /there is no unit 6: this network has units 0 to 5/],
    [['--record', '2', '--file', 'x'], /--record is of other tasks than language models/],
    [['--layer', 'l2', 'x'], /there is no layer l2: this network has layers 0 to 1/],
    [['--layer', '2', 'x'], /there is no layer 2: this network has layers 0 to 1/],
    [['--what', 'z', 'x'], /cell lstm has no z: choose from h, c, i, f, g, o/],
    [['--html', 'a', '--json', 'x'], /--html and --json exclude each other/],
    [['--file', 'a', 'x'], /give either --file or TEXT/],
    [['--distribution', 'x'], /--distribution belongs to --trace/],
    [['--columns', '50', 'x'], /--columns belongs to --svg/],
    [['--unit', '1,2', 'x'], /one unit colours the text/],
    [['--trace', 'a.csv', 'the'], /end in .npz or .safetensors/],
    [['--trace', 'a.npz', '--what', 'h', 'x'], /leave out --what/],
    [['--json', '--palette', 'red-blue', 'x'], /--palette belongs to what is drawn/],
    [
      ['--html', 'a', '--colour', '256', 'x'],
      /--colour belongs to the terminal, and --html writes/,
    ],
    [['--colour', '16', 'x'], /--colour to be one of 24bit, 256, none/],
  ])('refuses %j', async (argv, message) => {
    const { stderr, exitCode } = await inspect(...argv);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(exitCode).toBe(2);
  });
});

describe('how many colours there are', () => {
  const depth = (env: Record<string, string>, stdoutIsTTY = true) =>
    colourDepth({ env, stdoutIsTTY });

  it('is what the terminal says, and none for pipes, NO_COLOR and dumb terminals', () => {
    expect(depth({ COLORTERM: 'truecolor', TERM: 'xterm' })).toBe('24bit');
    expect(depth({ TERM: 'xterm-256color' })).toBe('256');
    expect(depth({ TERM: 'xterm' })).toBe('none');
    expect(depth({ COLORTERM: 'truecolor', NO_COLOR: '1' })).toBe('none');
    expect(depth({ COLORTERM: 'truecolor', NO_COLOR: '' })).toBe('24bit');
    expect(depth({ COLORTERM: 'truecolor' }, false)).toBe('none');
    expect(colourDepth({ env: { NO_COLOR: '1' }, stdoutIsTTY: false }, '256')).toBe('256');
  });
});

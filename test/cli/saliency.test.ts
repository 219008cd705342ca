import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Saliency } from '../../src/index.ts';
import { capture } from './capture.ts';

const folder = mkdtempSync(join(tmpdir(), 'unroll-saliency-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);
const small = ['--hidden', '6', '--backend', 'js'];

beforeAll(async () => {
  const labelled = ['good\tlovely film', 'bad\tdull film', 'good\tlovely song', 'bad\tdull song'];
  writeFileSync(at('remarks.txt'), `${labelled.join('\n')}\n`.repeat(5));
  writeFileSync(at('book.txt'), 'the cat sat on the mat. '.repeat(30));
  const rows = Array.from({ length: 60 }, (_, t) => `${Math.sin(t / 3).toFixed(3)}`);
  writeFileSync(at('wave.csv'), `y\n${rows.join('\n')}\n`);
  const train = (...argv: string[]) => capture(['train', ...argv, ...small]);
  const words = ['--level', 'word', '--min-count', '1', '--epochs', '8', '--embed', '4'];
  const ended = [
    await train(at('remarks.txt'), '--task', 'classify', ...words, '--out', at('remarks')),
    await train(
      at('book.txt'),
      '--layers',
      '1',
      '--steps',
      '3',
      '--no-samples',
      '--out',
      at('book'),
    ),
    await train(
      ...[
        at('wave.csv'),
        '--task',
        'forecast',
        '--window',
        '6',
        '--horizon',
        '2',
        '--mode',
        'direct',
      ],
      ...['--epochs', '1', '--out', at('wave')],
    ),
  ];
  for (const { exitCode, stderr } of ended) expect(exitCode, stderr).toBe(0);
});

describe('unroll saliency', () => {
  it('shows which words moved a label, as text and as a picture', async () => {
    const { stdout, stderr, exitCode } = await capture([
      ...['saliency', at('remarks'), 'lovely film', '--svg', at('remarks.svg')],
    ]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^ln P\((good|bad)\) = -/);
    expect(stdout).toMatch(/1 {2}lovely/);
    expect(stderr).toBe(`wrote ${at('remarks.svg')}\n`);
    expect(readFileSync(at('remarks.svg'), 'utf8')).toContain('<title>lovely');
  });

  it('of the next symbol of a text, for machines', async () => {
    const { stdout } = await capture([
      ...['saliency', at('book'), 'the c', '--answer', 'a', '--replace', 'mean', '--json'],
    ]);
    const { asks, inputs } = JSON.parse(stdout) as Saliency;
    expect(asks).toBe("ln P('a') after the text");
    expect(inputs[0]).toMatchObject({ positions: ['t', 'h', 'e', ' ', 'c'], replacedBy: 'mean' });
  });

  it('of a record of a file, or of one as JSON', async () => {
    const file = ['--file', at('wave.csv')];
    const { stdout } = await capture(['saliency', at('wave'), ...file, '--at', '2', '--json']);
    const { asks, inputs } = JSON.parse(stdout) as Saliency;
    expect(asks).toBe('y, 2 steps ahead');
    expect(inputs[0].positions).toHaveLength(6);
    const json = JSON.stringify({ y: [0, 1, 2, 3, 2, 1] });
    expect((await capture(['saliency', at('wave'), json, '--colour', 'none'])).exitCode).toBe(0);
  });

  it.each([
    [2, 'give INPUT, or --file', ['remarks']],
    [2, 'give INPUT, or --file', ['remarks', 'text', '--file', 'x']],
    [2, 'has no use for at', ['remarks', 'text', '--at', '1']],
    [1, 'ugly', ['remarks', 'text', '--answer', 'ugly']],
    [1, 'there is no record 2 in', ['wave', '--file', at('wave.csv'), '--record', '2']],
    [2, 'give a TEXT instead of --file', ['book', '--file', at('wave.csv')]],
    [1, 'begins with { but is no JSON', ['wave', '{"y": [1, 2']],
    [1, 'there is no run', ['nowhere', 'text']],
  ])('a wrong call ends with %i: %s', async (code, message, [run, ...argv]) => {
    const { exitCode, stderr } = await capture(['saliency', at(run), ...argv]);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(code);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

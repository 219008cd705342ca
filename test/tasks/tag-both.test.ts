import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadTask, train } from '../../src/index.ts';
import { capture } from '../cli/capture.ts';

const folder = mkdtempSync(join(tmpdir(), 'unroll-tag-both-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string) => join(folder, name);
const write = (name: string, ...records: object[]) =>
  writeFileSync(file(name), records.map((record) => `${JSON.stringify(record)}\n`).join(''));

/** `bank` is one thing where its vector points up and another where it points down; neither says it alone. */
const records = Array.from({ length: 120 }, (_, n) => {
  const steps = [0, 1, 2].map((t) => ({ bank: (n >> t) % 2 === 0, up: (n >> (t + 2)) % 2 === 0 }));
  return {
    tokens: steps.map(({ bank }) => (bank ? 'bank' : 'walk')),
    vectors: steps.map(({ up }, t) => [up ? 1 : -1, 0.1 * t]),
    tags: steps.map(({ bank, up }) => `${bank ? 'noun' : 'verb'}-${up ? 'a' : 'b'}`),
  };
});

describe('words with a vector each', () => {
  beforeAll(async () => {
    write('train.jsonl', ...records);
    const options = ['--task', 'tag', '--input', 'both', '--hidden', '8', '--embed', '4'];
    const course = ['--epochs', '8', '--lr', '0.03', '--backend', 'js', '--out', file('run')];
    const ended = await capture(['train', file('train.jsonl'), ...options, ...course]);
    expect(ended.exitCode, ended.stderr).toBe(0);
  });

  it('are tagged by both, from files and as records', async () => {
    const task = await loadTask(file('run'), { backend: 'js' });
    const { metrics } = await task.evaluate({ files: [file('train.jsonl')] });
    expect(metrics.accuracy).toBe(1);
    const [answer] = task.predict([
      {
        tokens: ['bank', 'walk'],
        vectors: [
          [-1, 0],
          [1, 0.1],
        ],
      },
    ]);
    expect(answer.tags).toEqual(['noun-b', 'verb-a']);
    task.close();
    const { stdout } = await capture(['predict', file('run'), file('train.jsonl'), '--json']);
    expect(JSON.parse(stdout.split('\n')[5]).tags).toEqual(records[5].tags);
  });

  it.each([
    [
      'fewer vectors than words',
      { tokens: ['bank', 'walk'], vectors: [[1, 0]] },
      '2 tokens but 1 vectors',
    ],
    [
      'vectors of another width',
      { tokens: ['bank'], vectors: [[1]] },
      'expected vectors of 2 numbers',
    ],
    ['no vectors', { tokens: ['bank'] }, '"vectors": [[…], …]}'],
    ['no words', { vectors: [[1, 0]] }, 'expected {"tokens": […]'],
  ])('%s: refused', async (_, record, message) => {
    const task = await loadTask(file('run'), { backend: 'js' });
    expect(() => task.predict([record])).toThrow(message);
    task.close();
  });

  it.each([
    [['predict', file('run'), '-'], 'are read from JSONL', 2],
    [['predict', file('run'), '--stream'], 'give whole records as JSONL', 2],
    [['train', '--task', 'tag', '--input', 'both', '--out', file('new')], 'name a JSONL file', 2],
    [['predict', file('run'), file('bad.jsonl')], '"vectors" is missing', 1],
  ])('%j is told in a sentence', async (argv, message, code) => {
    write('bad.jsonl', { tokens: ['bank'] });
    const { stderr, exitCode } = await capture(argv, { stdin: 'bank\n' });
    expect(stderr).toContain(message);
    expect(exitCode).toBe(code);
  });
});

it('may be read from a field of another name', async () => {
  const renamed = records.map(({ vectors: at, ...rest }) => ({ ...rest, at }));
  const run = train({
    ...{
      task: 'tag',
      data: { records: renamed },
      input: 'both',
      frames: 'at',
      hidden: 4,
      embed: 3,
    },
    ...{ epochs: 1, validation: 0, backend: 'js' },
  });
  await run.finish();
  const model = await run.model();
  expect(model.predict([{ tokens: ['bank'], at: [[1, 0]] }])[0].tags).toHaveLength(1);
  model.close();
});

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { NgramCounts } from '../../src/baselines/index.ts';
import { compare } from '../../src/compare/compare.ts';
import { type ComparedRow, concluded } from '../../src/compare/comparison.ts';
import { trainingSeconds } from '../../src/compare/history.ts';
import { measureNgrams } from '../../src/compare/ngrams.ts';
import { TextCounter } from '../../src/compare/text-size.ts';
import { memorySource, TextCodec } from '../../src/data/index.ts';
import { train } from '../../src/index.ts';
import { capture } from '../cli/capture.ts';
import { smallRun } from '../tasks/small-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'unroll-compare-'));
const at = (name: string) => join(folder, name);
const text = 'the cat sat. the dog sat. a cat ran to the dog.\n'.repeat(30);

beforeAll(async () => {
  writeFileSync(at('test.txt'), 'the dog ran. a cat sat to the cat.\n'.repeat(3));
  await train(smallRun({ out: at('remarks'), epochs: 4 })).finish();
  const language = { data: { text }, hidden: 8, steps: 5, samples: false, backend: 'js' as const };
  await train({ ...language, embed: 4, batch: 4, bptt: 8, out: at('chars') }).finish();
  await train({
    ...language,
    level: 'word',
    embed: 4,
    batch: 2,
    bptt: 4,
    out: at('words'),
  }).finish();
});

describe('compare', () => {
  it('measures a classifier and its baselines on the same examples', async () => {
    const [table] = await compare([at('remarks')], { backend: 'js' });
    expect(table.task).toBe('classify');
    expect(table.rows.map(({ name }) => name)).toContain('majority class');
    expect(table.rows.filter(({ kind }) => kind === 'baseline')).toHaveLength(3);
    for (const row of table.rows) {
      expect(Object.keys(row.metrics)).toEqual(['accuracy', 'macro_f1', 'weighted_f1']);
      expect(row.parameters).toBeGreaterThan(0);
      expect(row.bytes).toBeGreaterThan(0);
    }
    // One word decides: a bag of words knows as much as any network.
    const bag = table.rows.find(({ name }) => name.includes('word 1- to 2-grams'));
    expect(bag?.metrics.accuracy).toBe(1);
  });

  it('compares levels by characters and words of one text', async () => {
    const options = { files: [at('test.txt')], windowSteps: 5, order: 3, backend: 'js' as const };
    const [table] = await compare([at('chars'), at('words')], options);
    expect(table.rows).toHaveLength(6);
    const characters = 3 * 35;
    const words = 3 * 9;
    for (const { name, metrics, loss } of table.rows) {
      const nats = Math.log(metrics.perplexity_per_char) * characters;
      expect(Math.log(metrics.perplexity_per_word) * words).toBeCloseTo(nats, 5);
      expect(metrics.bits_per_char).toBeCloseTo(nats / Math.LN2 / characters, 8);
      expect(Math.log(metrics.perplexity)).toBeCloseTo(loss, 8);
      // Every character is a symbol there; words, punctuation marks and the line's end are 12 a line.
      const tokens = name.includes('char') ? characters : 3 * 12;
      expect(loss * tokens).toBeCloseTo(nats, 5);
    }
    // Hardly trained networks lose, and the table says so.
    expect(table.remarks.join(' ')).toMatch(/A baseline wins: 3-gram of chars/);
  });

  it('writes an ARPA file that gives the same figures when it is read', async () => {
    const arpa = at('chars.arpa');
    const options = { windowSteps: 0, order: 3, backend: 'js' as const };
    await compare([at('chars')], { ...options, arpaOut: arpa });
    expect(readFileSync(arpa, 'utf8')).toMatch(/^\\data\\\nngram 1=/);
    const [table] = await compare([at('chars')], { ...options, arpa });
    const [own] = table.rows.filter(({ name }) => name.includes('Kneser-Ney'));
    const [read] = table.rows.filter(({ name }) => name.includes('chars.arpa'));
    expect(read.loss).toBeCloseTo(own.loss, 10);
  });

  it('prints one object per table, and a mark beside baselines that win', async () => {
    const argv = ['compare', at('chars'), '--window-steps', '0', '--order', '3', '--backend', 'js'];
    const people = await capture(argv);
    expect(people.stdout).toMatch(/^\* {2}3-gram of chars/m);
    expect(people.stdout).toContain('* a baseline that beats a run');
    const { stdout, exitCode } = await capture([...argv, '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).rows[0].beats).toEqual([at('chars')]);
  });

  it.each<[string, string[], string]>([
    [
      '--order without a language model',
      [at('remarks'), '--order', '3'],
      '--order is for language',
    ],
    ['a run named twice', [at('words'), at('words')], 'is named twice'],
    ['one file for several tasks', [at('words'), at('remarks'), '--data', 'x'], 'several tasks'],
  ])('refuses %s', async (_, argv, sentence) => {
    const { exitCode, stderr } = await capture(['compare', ...argv]);
    expect(stderr).toContain(sentence);
    expect(exitCode).toBe(2);
  });
});

describe('what a table concludes', () => {
  const row = (name: string, kind: ComparedRow['kind'], goal: number): ComparedRow => ({
    name,
    kind,
    goal,
    loss: goal,
    metrics: {},
    parameters: 1,
    bytes: 1,
    seconds: 1,
  });
  const conclude = (...rows: ComparedRow[]) =>
    concluded({ task: 't', measuredOn: 'x', rows, remarks: [] });

  it('names the runs that a baseline beats; equal is not better', () => {
    const { rows, remarks } = conclude(
      row('a', 'run', 3),
      row('b', 'run', 1),
      row('guess', 'baseline', 2),
      row('same', 'baseline', 3),
    );
    expect(rows.map(({ name }) => name)).toEqual(['b', 'guess', 'a', 'same']);
    expect(remarks).toEqual(['A baseline wins: guess beats a.']);
  });

  it('says that runs are better than all', () => {
    expect(conclude(row('a', 'run', 1), row('guess', 'baseline', 2)).remarks).toEqual([
      'The run beats every baseline.',
    ]);
  });
});

it('an n-gram model is charged for each symbol after all before it', () => {
  const codec = TextCodec.fromTexts([text], { level: 'char' });
  const ids = codec.encode(text.slice(0, 200));
  const counts = new NgramCounts(codec.vocabulary, { order: 3 });
  counts.add(codec.encode(text));
  const model = counts.estimate();
  let nats = 0;
  for (let k = 0; k < ids.length; k++)
    nats -= model.logProbability([-1, ...ids.slice(0, k)], ids[k]);
  const sum = measureNgrams(model, memorySource(Uint8Array.from(ids)), codec);
  expect(sum.tokens).toBe(200);
  expect(sum.nats).toBeCloseTo(nats, 8);
});

it('words are counted across the borders of pieces', () => {
  const counter = new TextCounter();
  for (const piece of ['ab', 'c d', '  ', 'e\n', '😀f']) counter.add(piece);
  expect(counter.size).toEqual({ characters: 11, words: 4 });
});

it('time to train is summed over sessions', () => {
  const run = mkdtempSync(join(tmpdir(), 'unroll-history-'));
  const lines = [1, 5, 2, 4].map((elapsed_s) => JSON.stringify({ event: 'step', elapsed_s }));
  writeFileSync(join(run, 'metrics.jsonl'), `${lines.join('\n')}\n`);
  expect(trainingSeconds({ path: run })).toBe(9);
});

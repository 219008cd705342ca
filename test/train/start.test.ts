import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSafetensors } from '../../src/files/safetensors.ts';
import { load, loadTask, resumeTask, train } from '../../src/index.ts';
import type { TaskOptions } from '../../src/train/task-options.ts';
import { smallRun } from '../tasks/small-run.ts';
import { small } from './runs.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unroll-start-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);
const weightsOf = (run: string, file = 'model.safetensors') =>
  new Map(
    [...readSafetensors(join(at(run), file)).tensors].map(([name, { data }]) => [name, [...data]]),
  );
const settingsOf = (run: string) => JSON.parse(readFileSync(join(at(run), 'run.json'), 'utf8'));

/** A rate at which nothing moves: what a run begins with is what it ends with. */
const still = { lr: 1e-30, schedule: 'constant', weightDecay: 0, optimizer: 'sgd' } as const;
const other = { text: 'other words for the same letters, and a ß that is new. '.repeat(60) };

const languageModel = (out: string) =>
  train({ ...small, minCount: 2, backend: 'js', steps: 6, out: at(out) }).finish();

describe('a language model that begins with another', () => {
  beforeEach(() => languageModel('first'));

  it('has its vocabulary, its network and its weights', async () => {
    const options = { data: other, from: at('first'), out: at('second'), ...still, steps: 2 };
    await train({ ...options, backend: 'js', batch: 2, bptt: 8 }).finish();
    expect(weightsOf('second')).toEqual(weightsOf('first'));
    const [first, second] = [settingsOf('first'), settingsOf('second')];
    expect(second.model).toEqual(first.model);
    expect(second.corpus.from).toBe(at('first'));
    const read = async (run: string) => {
      const model = await load(at(run), { backend: 'js' });
      const tokens = model.codec.vocabulary.tokens;
      model.close();
      return tokens;
    };
    expect(await read('second')).toEqual(await read('first'));
  });

  it('may be regularised otherwise, and nothing else', async () => {
    const options = { data: other, from: at('first'), backend: 'js' as const, batch: 2, bptt: 8 };
    await train({ ...options, dropout: 0.3, steps: 1, out: at('second') }).finish();
    expect(settingsOf('second').model).toMatchObject({
      dropout: 0.3,
      embedDropout: 0.3,
      hidden: 12,
    });
    await expect(train({ ...options, hidden: 20 }).finish()).rejects.toThrow(
      /hidden was decided when ".*first" was trained: leave it out/,
    );
    await expect(train({ ...options, level: 'word' }).finish()).rejects.toThrow(
      /level was decided/,
    );
  });
});

describe('a classifier that begins with a language model', () => {
  const options = { ...still, epochs: 1, backend: 'js' as const };

  it('has its vocabulary, embedding and layers, and a random output', async () => {
    await languageModel('first');
    const { task, data } = smallRun();
    const from = at('first');
    await train({ task, data, from, out: at('second'), batch: 8, ...options }).finish();
    const [first, second] = [weightsOf('first'), weightsOf('second')];
    const shared = [...second.keys()].filter((name) => !name.startsWith('output'));
    expect(shared).toContain('embedding.weight');
    expect(shared).toContain('rnn.weight_hh_l1');
    for (const name of shared) expect(second.get(name), name).toEqual(first.get(name));
    expect(settingsOf('second').model).toMatchObject({
      hidden: 12,
      layers: 2,
      bidirectional: false,
    });
    expect(settingsOf('second').data.level).toBe('char');
    const model = await loadTask(at('second'), { backend: 'js' });
    expect(model.predict(['a good one'])[0].label).toMatch(/good|bad/);
    model.close();
    await resumeTask(at('second'), { epochs: 2, backend: 'js' }).finish();
  });
});

describe('a task that begins with a run', () => {
  it('of the same task has all of it, labels included', async () => {
    await train(smallRun({ out: at('first'), epochs: 2 })).finish();
    const more = smallRun({ out: at('second') });
    const { task, data } = more;
    await train({
      task,
      data,
      from: at('first'),
      out: at('second'),
      ...still,
      epochs: 1,
      backend: 'js',
    }).finish();
    expect(weightsOf('second')).toEqual(weightsOf('first'));
    expect(readFileSync(join(at('second'), 'vocab.json'))).toEqual(
      readFileSync(join(at('first'), 'vocab.json')),
    );
  });

  it('refuses what changes its sizes, and a run of another task', async () => {
    await train(smallRun({ out: at('first'), epochs: 1 })).finish();
    const { task, data } = smallRun();
    const begin = (more: Partial<TaskOptions<'classify'>>) =>
      train({ task, data, from: at('first'), backend: 'js', ...more }).finish();
    await expect(begin({ hidden: 99 })).rejects.toThrow(
      /rnn\.weight_ih_l0 is \(.*\) in ".*first" and would be .*leave out what changes/,
    );
    await expect(train({ task: 'tag', from: at('first'), backend: 'js' }).finish()).rejects.toThrow(
      /is a run of task classify, and this is tag/,
    );
    writeFileSync(at('nothing'), '');
    await expect(begin({ from: at('nothing') })).rejects.toThrow(/nothing/);
  });

  it('refuses a language model where the task cannot read as one', async () => {
    await languageModel('first');
    await expect(
      train({ task: 'forecast', from: at('first'), backend: 'js' }).finish(),
    ).rejects.toThrow(/is a language model, and forecast cannot begin with one/);
  });
});

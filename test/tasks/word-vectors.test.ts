import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TextCodec } from '../../src/data/index.ts';
import { train } from '../../src/index.ts';
import { openTrained } from '../../src/tasks/load.ts';
import { capture } from '../cli/capture.ts';
import { smallRun } from './small-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'unroll-vectors-'));
const file = join(folder, 'vectors.txt');
writeFileSync(file, '3 4\ngood 1 2 3 4\nbad -1 -2 -3 -4\nelsewhere 0 0 0 9\n');

async function embedding(path: string): Promise<Map<string, number[]>> {
  const { model, encodings, close } = await openTrained(path, { backend: 'js' });
  const { parameters } = model.network;
  const [V, E] = parameters.get('embedding.weight').shape;
  const values = Array.from(parameters.read('embedding.weight'));
  const { vocabulary } = TextCodec.fromJSON(encodings.codec);
  const rows = Array.from({ length: V }, (_, id): [string, number[]] => [
    vocabulary.token(id),
    values.slice(id * E, (id + 1) * E),
  ]);
  model.network.close();
  close();
  return new Map(rows);
}

describe('word vectors', () => {
  it('are what the embedding begins with, in their own width, and stay so when frozen', async () => {
    const out = join(folder, 'frozen');
    const run = train(
      smallRun({ wordVectors: file, embed: undefined, freeze: true, epochs: 1, out }),
    );
    const events = [];
    for await (const event of run) events.push(event);
    const [start] = events;
    if (start.event !== 'start') throw new Error('no start');
    expect(start.notes[0]).toMatch(
      /vectors\.txt: vectors for 2 of \d+ words; the others begin at random$/,
    );
    const table = await embedding(out);
    expect(table.get('good')).toEqual([1, 2, 3, 4]);
    expect(table.get('bad')).toEqual([-1, -2, -3, -4]);
  });

  it('move with training when they are not frozen', async () => {
    const out = join(folder, 'free');
    await train(smallRun({ wordVectors: file, embed: undefined, epochs: 1, out })).finish();
    const good = (await embedding(out)).get('good') ?? [];
    expect(good).not.toEqual([1, 2, 3, 4]);
    for (const [k, value] of good.entries()) expect(Math.abs(value - (k + 1))).toBeLessThan(0.5);
  });

  it('refuse a size of the embedding and freezing without a file', async () => {
    const flags = ['train', '--task', 'classify'];
    const size = await capture([...flags, '--word-vectors', file, '--embed', '9']);
    expect(size.stderr).toContain('--embed does not go with --word-vectors');
    const freeze = await capture([...flags, '--freeze']);
    expect(freeze.stderr).toBe(
      'unroll: --freeze needs --word-vectors: give it, or leave --freeze out\n',
    );
    expect([size.exitCode, freeze.exitCode]).toEqual([2, 2]);
  });
});

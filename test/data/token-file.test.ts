import { readdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTokenFile, openTokenFile } from '../../src/data/index.ts';
import { keyFor, Rng } from '../../src/util/rng.ts';
import { failure, temporaryFolder } from './files.ts';

const folder = temporaryFolder();

async function write(
  name: string,
  ids: readonly number[],
  vocabularySize: number,
): Promise<string> {
  const path = join(folder.path, name);
  const writer = await createTokenFile(path, { vocabularySize });
  for (const id of ids) {
    writer.push(id);
    await writer.drain();
  }
  await writer.finish();
  return path;
}

describe('a token file', () => {
  it.each([
    [256, 1],
    [65_536, 2],
    [65_537, 4],
  ])('of a vocabulary of %i takes %i byte(s) a symbol', async (vocabularySize, width) => {
    const rng = new Rng(keyFor(1, 'data'));
    const ids = Array.from({ length: 70_001 }, () => rng.below(vocabularySize));
    const path = await write(`width${width}`, ids, vocabularySize);
    expect(readFileSync(path).length).toBe(256 + width * ids.length);
    const file = openTokenFile(path);
    const all = new Int32Array(file.length);
    file.read(0, all);
    expect([...all]).toEqual(ids);
    expect(file.vocabularySize).toBe(vocabularySize);
    file.close();
  });

  it('reads the same through a small cache as whole', async () => {
    const rng = new Rng(keyFor(2, 'data'));
    const ids = Array.from({ length: 5000 }, () => rng.below(1000));
    const path = await write('windows', ids, 1000);
    const file = openTokenFile(path, { memoryBytes: 0, cacheBytes: 400, blockBytes: 100 });
    for (let round = 0; round < 500; round++) {
      const start = rng.below(5000);
      const into = new Int32Array(Math.min(rng.below(300), 5000 - start));
      file.read(start, into);
      expect([...into]).toEqual(ids.slice(start, start + into.length));
    }
    expect(() => file.read(4999, new Int32Array(2))).toThrow(/out of range/);
    file.close();
  });

  it('is safetensors', async () => {
    const bytes = readFileSync(await write('safe', [1, 2, 3], 4));
    const length = Number(bytes.readBigUInt64LE(0));
    const header = JSON.parse(bytes.toString('utf8', 8, 8 + length));
    expect(header.tokens).toEqual({ dtype: 'U8', shape: [3], data_offsets: [0, 3] });
    expect([...bytes.subarray(8 + length)]).toEqual([1, 2, 3]);
  });

  it('leaves nothing behind when it is abandoned, and nothing under its name before it is finished', async () => {
    const path = join(folder.path, 'abandoned');
    const writer = await createTokenFile(path, { vocabularySize: 4 });
    writer.push(1);
    expect(readdirSync(folder.path)).not.toContain('abandoned');
    await writer.abandon();
    expect(readdirSync(folder.path).filter((name) => name.startsWith('abandoned'))).toEqual([]);
  });

  it('is refused when it is broken', async () => {
    const path = await write('broken', [1, 2, 3, 4, 5], 10);
    truncateSync(path, 259);
    const cut = await failure(() => openTokenFile(path));
    expect([cut.code, cut.message]).toEqual([
      'format',
      expect.stringMatching(/259 bytes where its header says 261/),
    ]);
    const refused: [string | Uint8Array, string, RegExp][] = [
      ['short', 'format', /only 5 bytes/],
      [' '.repeat(300), 'format', /header has another length/],
    ];
    const header = (json: string) => {
      const bytes = Buffer.alloc(256, ' ');
      bytes.writeBigUInt64LE(248n, 0);
      bytes.write(json, 8);
      return bytes;
    };
    refused.push([header('{'), 'format', /not JSON/]);
    refused.push([header('{"tokens":{}}'), 'format', /not named so/]);
    const named = (rest: string) =>
      header(`{"__metadata__":{"format":"unroll tokens 1","vocabulary_size":"300"},${rest}}`);
    refused.push([named('"tokens":{"dtype":"F32","shape":[0]}'), 'format', /dtype is unknown/]);
    refused.push([named('"tokens":{"dtype":"U8","shape":[0,1]}'), 'format', /not one length/]);
    refused.push([
      named('"tokens":{"dtype":"U8","shape":[0]}'),
      'format',
      /does not fit its dtype/,
    ]);
    for (const [data, code, message] of refused) {
      const error = await failure(() => openTokenFile(folder.write('bad', data)));
      expect([error.code, error.message]).toEqual([code, expect.stringMatching(message)]);
    }
    expect((await failure(() => openTokenFile(join(folder.path, 'absent')))).code).toBe('file');
    expect(
      (await failure(() => createTokenFile(join(folder.path, 'no', 'x'), { vocabularySize: 2 })))
        .code,
    ).toBe('file');
  });
});

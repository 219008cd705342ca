/** What is wrong with a folder of golden values is said in a sentence. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readIndex, readTensors } from './fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'unroll-goldens-'));
afterAll(() => rmSync(folder, { recursive: true }));

function indexOf(text: string): string {
  writeFileSync(join(folder, 'index.json'), text);
  return folder;
}

function safetensors(header: string, data: Uint8Array): string {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const path = join(folder, 'x.safetensors');
  writeFileSync(path, Buffer.concat([length, Buffer.from(header), data]));
  return path;
}

const twoDoubles = '{"x":{"dtype":"F64","shape":[2],"data_offsets":[0,16]}}';

describe('a folder of golden values', () => {
  it('needs an index of complete cases', () => {
    expect(() => readIndex(join(folder, 'nowhere'))).toThrow('index.json is missing');
    expect(() => readIndex(indexOf('{"cases": ['))).toThrow('index.json holds broken JSON');
    expect(() => readIndex(indexOf('null'))).toThrow('index.json lists no cases');
    expect(() => readIndex(indexOf('{"cases": [null]}'))).toThrow('case 0 has no name, op');
    expect(() => readIndex(indexOf('{"cases": [{"name":"a","op":"gru"}]}'))).toThrow(
      'case a has no files, hyper',
    );
    expect(() =>
      readIndex(indexOf('{"cases": [{"name":"a","op":"gru","files":{},"hyper":{}}]}')),
    ).toThrow('case a names no f64 file');
  });

  it('reads whole files and says which one is absent or cut off', () => {
    const bytes = new Uint8Array(Float64Array.of(1, -2).buffer);
    const path = safetensors(twoDoubles, bytes);
    expect([...(readTensors(path).get('x')?.values ?? [])]).toEqual([1, -2]);
    safetensors(twoDoubles, bytes.subarray(0, 12));
    expect(() => readTensors(path)).toThrow('x.safetensors: x has 1 of its 2 values');
    safetensors('{"x":', bytes);
    expect(() => readTensors(path)).toThrow('x.safetensors holds broken JSON');
    writeFileSync(path, 'hello');
    expect(() => readTensors(path)).toThrow('x.safetensors is cut off or not safetensors');
    expect(() => readTensors(join(folder, 'y.safetensors'))).toThrow('y.safetensors is missing');
  });
});

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { readSafetensors } from '../../src/files/safetensors.ts';
import { type TraceChunk, traceText, writeTrace } from '../../src/index.ts';
import { randomModel } from './random-model.ts';

const folder = mkdtempSync(join(tmpdir(), 'unroll-trace-'));
afterEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const text = 'hello, world. '.repeat(100);
const model = randomModel(text, { config: { layers: 2, cell: 'lstm' } });
afterAll(() => model.close());
const options = { units: [0, 2], distribution: true };

/** Everything in memory, for comparison. */
async function whole(): Promise<Record<string, number[]>> {
  const arrays: Record<string, number[]> = {};
  const push = (name: string, values: ArrayLike<number> = []) => {
    arrays[name] ??= [];
    arrays[name].push(...Array.from(values));
  };
  for await (const chunk of traceText(model, text, options)) pushAll(chunk, push);
  return arrays;
}

function pushAll(chunk: TraceChunk, push: (name: string, values?: ArrayLike<number>) => void) {
  push('ids', chunk.ids);
  push('surprise', chunk.surprise);
  push('distribution', chunk.distribution);
  for (const { layer, values } of chunk.layers) {
    for (const [name, numbers] of Object.entries(values)) push(`l${layer}.${name}`, numbers);
  }
}

/** A .npy file read from the description of its format. */
function npy(bytes: Uint8Array): { shape: number[]; values: number[] } {
  expect(Buffer.from(bytes.subarray(0, 8)).toString('latin1')).toBe('\x93NUMPY\x01\x00');
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint16(8, true);
  expect((10 + length) % 64).toBe(0);
  const header = Buffer.from(bytes.subarray(10, 10 + length)).toString();
  const [, descr, shape] = /'descr': '(...)', .*'shape': \(([^)]*)\)/.exec(header) ?? [];
  const data = bytes.slice(10 + length).buffer;
  const values = descr === '<i4' ? new Int32Array(data) : new Float64Array(data);
  return { shape: shape.split(',').filter(Boolean).map(Number), values: [...values] };
}

describe('a file of a trace', () => {
  it('holds every array as .npz, and says beside it what they are', async () => {
    const path = join(folder, 'trace.npz');
    const { tokens } = model.codec.vocabulary;
    const parts = traceText(model, text, options);
    const record = await writeTrace(path, parts, { vocabulary: tokens });
    const expected = await whole();
    const entries = unzipSync(readFileSync(path));
    expect(Object.keys(entries).sort()).toEqual(
      Object.keys(expected)
        .map((name) => `${name}.npy`)
        .sort(),
    );
    for (const [name, values] of Object.entries(expected)) {
      const read = npy(entries[`${name}.npy`]);
      expect(read.values).toEqual(values);
      expect(read.shape).toEqual(record.arrays[name].shape);
    }
    expect(record.arrays['l1.c'].shape).toEqual([text.length, 2]);
    const json = JSON.parse(readFileSync(`${path}.json`, 'utf8'));
    expect(json).toEqual(record);
    const symbols = expected.ids.map((id) => json.vocabulary[id]);
    expect(symbols.join('')).toBe(text);
    expect(json.layers[1]).toMatchObject({
      name: 'l1',
      units: [0, 2],
      gates: ['i', 'f', 'g', 'o'],
    });
    expect(readdirSync(folder).sort()).toEqual(['trace.npz', 'trace.npz.json']);
  });

  it('opens in NumPy', async (context) => {
    const python = process.env.UNROLL_PYTHON ?? 'python3';
    if (spawnSync(python, ['-c', 'import numpy']).status !== 0) {
      context.skip('no Python with NumPy is here; UNROLL_PYTHON names one');
    }
    const path = join(folder, 'trace.npz');
    await writeTrace(path, traceText(model, text, options));
    const program =
      'import json, sys, numpy; a = numpy.load(sys.argv[1]); ' +
      'print(json.dumps({k: [list(a[k].shape), a[k].astype(float).sum()] for k in a.files}))';
    const { stdout, stderr } = spawnSync(python, ['-c', program, path], { encoding: 'utf8' });
    expect(stderr).toBe('');
    const sums: Record<string, [number[], number]> = JSON.parse(stdout);
    for (const [name, values] of Object.entries(await whole())) {
      const [shape, sum] = sums[name];
      expect(shape.reduce((a, b) => a * b, 1)).toBe(values.length);
      expect(sum).toBeCloseTo(
        values.reduce((a, b) => a + b, 0),
        8,
      );
    }
  });

  it('holds the same arrays as .safetensors', async () => {
    const path = join(folder, 'trace.safetensors');
    await writeTrace(path, traceText(model, text, options));
    const { tensors } = readSafetensors(path);
    const expected = await whole();
    expect([...tensors.keys()].sort()).toEqual(Object.keys(expected).sort());
    for (const [name, values] of Object.entries(expected)) {
      expect([...(tensors.get(name)?.data ?? [])].map(Number)).toEqual(values);
    }
  });

  it('refuses other endings and folders that are not there, and leaves nothing behind', async () => {
    const write = (name: string) => writeTrace(join(folder, name), traceText(model, text));
    await expect(write('trace.csv')).rejects.toThrow(/to end in .npz or .safetensors/);
    await expect(write('none/trace.npz')).rejects.toThrow(/no such file or folder/);
    expect(readdirSync(folder)).toEqual([]);
  });
});

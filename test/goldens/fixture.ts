/**
 * Reads a folder of golden values: `index.json` and one safetensors file per case. The reader is
 * written for this test alone, so that a fault in the package's own reader cannot hide here.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface GoldenCase {
  name: string;
  op: string;
  files: { f32: string; f64: string };
  hyper: Record<string, unknown>;
  tensors: Record<string, { shape: number[]; dtype: string }>;
  note?: string;
}

export interface GoldenTensor {
  shape: number[];
  /** Integers (I64) are exact in doubles here: they are ids and lengths. */
  values: Float64Array;
}

export function readIndex(folder: string): GoldenCase[] {
  const path = join(folder, 'index.json');
  const index = parse(readFile(path).toString('utf8'), path);
  const cases = (index as { cases?: GoldenCase[] } | null)?.cases;
  if (!Array.isArray(cases) || cases.length === 0) throw new Error(`${path} lists no cases`);
  cases.forEach((golden, k) => {
    const missing = ['name', 'op', 'files', 'hyper'].filter(
      (key) => golden?.[key as keyof GoldenCase] == null,
    );
    if (missing.length > 0) {
      throw new Error(`${path}: case ${golden?.name ?? k} has no ${missing.join(', ')}`);
    }
    if (typeof golden.files.f64 !== 'string') {
      throw new Error(`${path}: case ${golden.name} names no f64 file`);
    }
  });
  return cases;
}

export function readTensors(path: string): Map<string, GoldenTensor> {
  const bytes = readFile(path);
  const headerLength = bytes.length >= 8 ? Number(bytes.readBigUInt64LE(0)) : Number.NaN;
  if (!(8 + headerLength <= bytes.length)) throw new Error(`${path} is cut off or not safetensors`);
  const header = parse(bytes.toString('utf8', 8, 8 + headerLength), path) as Record<
    string,
    { dtype: string; shape: number[]; data_offsets: [number, number] }
  >;
  const tensors = new Map<string, GoldenTensor>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const [start, end] = entry.data_offsets;
    const data = bytes.subarray(8 + headerLength + start, 8 + headerLength + end);
    const values = readValues(data, entry.dtype, path);
    const size = entry.shape.reduce((product, n) => product * n, 1);
    if (values.length !== size) {
      throw new Error(`${path}: ${name} has ${values.length} of its ${size} values`);
    }
    tensors.set(name, { shape: entry.shape, values });
  }
  return tensors;
}

function readFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new Error(`${path} is missing`);
    throw error;
  }
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} holds broken JSON: ${(error as Error).message}`);
  }
}

function readValues(data: Buffer, dtype: string, path: string): Float64Array {
  switch (dtype) {
    case 'F64':
      return Float64Array.from({ length: Math.floor(data.length / 8) }, (_, i) =>
        data.readDoubleLE(i * 8),
      );
    case 'F32':
      return Float64Array.from({ length: Math.floor(data.length / 4) }, (_, i) =>
        data.readFloatLE(i * 4),
      );
    case 'I64':
      return Float64Array.from({ length: Math.floor(data.length / 8) }, (_, i) =>
        Number(data.readBigInt64LE(i * 8)),
      );
    default:
      throw new Error(`${path} holds a tensor of type ${dtype}, which this test does not read`);
  }
}

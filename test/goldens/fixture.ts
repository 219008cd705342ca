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
  const index: unknown = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'));
  const cases = (index as { cases?: GoldenCase[] }).cases;
  if (!Array.isArray(cases) || cases.length === 0) {
    throw new Error(`${join(folder, 'index.json')} lists no cases`);
  }
  return cases;
}

export function readTensors(path: string): Map<string, GoldenTensor> {
  const bytes = readFileSync(path);
  const headerLength = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + headerLength)) as Record<
    string,
    { dtype: string; shape: number[]; data_offsets: [number, number] }
  >;
  const tensors = new Map<string, GoldenTensor>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const [start, end] = entry.data_offsets;
    const data = bytes.subarray(8 + headerLength + start, 8 + headerLength + end);
    tensors.set(name, { shape: entry.shape, values: readValues(data, entry.dtype, path) });
  }
  return tensors;
}

function readValues(data: Buffer, dtype: string, path: string): Float64Array {
  switch (dtype) {
    case 'F64':
      return Float64Array.from({ length: data.length / 8 }, (_, i) => data.readDoubleLE(i * 8));
    case 'F32':
      return Float64Array.from({ length: data.length / 4 }, (_, i) => data.readFloatLE(i * 4));
    case 'I64':
      return Float64Array.from({ length: data.length / 8 }, (_, i) =>
        Number(data.readBigInt64LE(i * 8)),
      );
    default:
      throw new Error(`${path} holds a tensor of type ${dtype}, which this test does not read`);
  }
}

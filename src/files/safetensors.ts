/**
 * Safetensors files: named arrays behind a JSON header (https://github.com/huggingface/safetensors,
 * "Format"). Eight bytes of little-endian header length, the header, then the arrays without gaps.
 *
 * The reader promises that what it returns lies inside the file and covers it exactly; every way in
 * which a file can be broken is an error of code `format`. The writer pads the header with spaces so
 * that each array begins at a multiple of its element size. Hosts are taken to be little-endian.
 */
import { closeSync, fstatSync, openSync } from 'node:fs';
import { UnrollError } from '../util/errors.ts';
import { readAll, writeAtomic } from './atomic-write.ts';
import { fileError } from './file-errors.ts';
import {
  type Dtype,
  dtypeOf,
  dtypes,
  readValues,
  type TensorValues,
} from './safetensors-dtypes.ts';
import { checkHeader, type Header, type HeaderEntry } from './safetensors-header.ts';

/** An array and its shape, row-major. */
export interface NamedTensor {
  readonly shape: readonly number[];
  readonly data: TensorValues;
}

export interface TensorFile {
  /** In the order of their bytes in the file. */
  readonly tensors: ReadonlyMap<string, NamedTensor>;
  /** The header's `__metadata__`; empty if it has none. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface TensorFileInput {
  readonly tensors: Iterable<readonly [string, NamedTensor]>;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The reference implementation's ceiling for the header, in bytes. */
export const maxHeaderBytes = 100_000_000;
/** Our ceiling for a whole file, in bytes. */
export const maxFileBytes = 2 ** 31 - 1;

/** An array whose bytes are made, or read, only when they are written. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly dtype: Dtype;
  pieces(): Iterable<Uint8Array>;
}

/** The bytes of a file, as pieces to be written in order (array data is not copied). */
export function encodeSafetensors({ tensors, metadata }: TensorFileInput): Uint8Array[] {
  const stored = [...tensors].map(([name, tensor]): [string, StoredTensor] => {
    checkSize(name, tensor);
    const { shape, data } = tensor;
    return [name, { shape, dtype: dtypeOf(data), pieces: () => [bytesOf(data)] }];
  });
  return [...safetensorsPieces(stored, metadata)];
}

/** The same of arrays that need not be in memory. Throws 'usage' where names are not different. */
export function* safetensorsPieces(
  tensors: readonly (readonly [string, StoredTensor])[],
  metadata: TensorFileInput['metadata'] = {},
): Generator<Uint8Array, void, void> {
  // Wide elements first: every array then begins at a multiple of its element size.
  const entries = [...tensors].sort(
    ([, a], [, b]) => dtypes[b.dtype].bytes - dtypes[a.dtype].bytes,
  );
  const header = new Map<string, unknown>();
  if (Object.keys(metadata).length > 0) header.set('__metadata__', metadata);
  let offset = 0;
  for (const [name, { dtype, shape }] of entries) {
    checkName(name, header);
    const end = offset + shape.reduce((product, n) => product * n, 1) * dtypes[dtype].bytes;
    header.set(name, { dtype, shape, data_offsets: [offset, end] });
    offset = end;
  }
  yield headerBytes(header);
  for (const [, tensor] of entries) yield* tensor.pieces();
}

/** Reads a file that is wholly in memory; arrays are views of `bytes` where alignment allows. */
export function decodeSafetensors(bytes: Uint8Array, name = 'safetensors data'): TensorFile {
  const dataStart = 8 + headerLengthOf(bytes, bytes.length, name);
  const header = checkHeader(bytes.subarray(8, dataStart), bytes.length - dataStart, (reason) =>
    broken(name, reason),
  );
  const data = bytes.subarray(dataStart);
  const tensors = new Map<string, NamedTensor>();
  for (const entry of header.entries) tensors.set(entry.name, tensorOf(entry, data));
  return { tensors, metadata: header.metadata };
}

/** Throws `file` if the path cannot be read, `format` if it is not a sound safetensors file. */
export function readSafetensors(path: string): TensorFile {
  return decodeSafetensors(readWhole(path), path);
}

/** Names, types, shapes and metadata; the numbers are not read. Throws as `readSafetensors`. */
export function readSafetensorsHeader(path: string): Header {
  return withOpenFile(path, (descriptor, size) => {
    const start = new Uint8Array(8);
    if (size >= start.length) readAll(descriptor, start, 0);
    const length = headerLengthOf(start, size, path);
    const bytes = new Uint8Array(length);
    readAll(descriptor, bytes, 8);
    return checkHeader(bytes, size - 8 - length, (reason) => broken(path, reason));
  });
}

/** Writes the file as a whole or not at all; see `writeAtomic`. */
export function writeSafetensors(path: string, input: TensorFileInput): void {
  writeAtomic(path, encodeSafetensors(input));
}

/** Checked against the size of the file that begins with `bytes`. */
function headerLengthOf(bytes: Uint8Array, size: number, name: string): number {
  if (size < 8) throw broken(name, `it has ${size} bytes, and the header length alone takes 8`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > maxHeaderBytes) {
    throw broken(
      name,
      `it announces a header of ${length} bytes, and the most allowed is ${maxHeaderBytes}`,
    );
  }
  if (8 + length > size) {
    throw broken(
      name,
      `it announces a header of ${length} bytes, but only ${size - 8} bytes follow`,
    );
  }
  return length;
}

function readWhole(path: string): Uint8Array {
  return withOpenFile(path, (descriptor, size) => {
    const bytes = new Uint8Array(size);
    readAll(descriptor, bytes, 0);
    return bytes;
  });
}

/** Lets `use` read the file, whose size is within what is allowed, and closes it. */
function withOpenFile<T>(path: string, use: (descriptor: number, size: number) => T): T {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r');
    const status = fstatSync(descriptor);
    if (status.isDirectory()) {
      throw new UnrollError(
        'file',
        `cannot read "${path}": it is a folder, not a file; name a file`,
      );
    }
    if (status.size > maxFileBytes) {
      throw broken(path, `it has ${status.size} bytes, and the most allowed is ${maxFileBytes}`);
    }
    return use(descriptor, status.size);
  } catch (error) {
    throw fileError(error, 'read', path);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function broken(name: string, reason: string): UnrollError {
  return new UnrollError(
    'format',
    `"${name}" is not a sound safetensors file: ${reason}; it may be cut off or of another kind, take another copy`,
  );
}

function tensorOf({ dtype, shape, begin, end }: HeaderEntry, data: Uint8Array): NamedTensor {
  return { shape, data: readValues(dtype, data.subarray(begin, end)) };
}

function checkSize(name: string, tensor: NamedTensor): void {
  const size = tensor.shape.reduce((product, n) => product * n, 1);
  if (size !== tensor.data.length) {
    throw new UnrollError(
      'shape',
      `expected tensor "${name}" of shape (${tensor.shape.join(', ')}) to hold ${size} values but received ${tensor.data.length}`,
    );
  }
}

function checkName(name: string, header: ReadonlyMap<string, unknown>): void {
  if (header.has(name) || name === '__metadata__') {
    throw new UnrollError('usage', `expected tensor names to differ but "${name}" is already used`);
  }
}

function headerBytes(header: Map<string, unknown>): Uint8Array {
  // Built by hand: an object would reorder number-like names and lose "__proto__".
  const fields = [...header].map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`);
  const json = new TextEncoder().encode(`{${fields.join(',')}}`);
  const padded = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + padded).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.set(json, 8);
  return bytes;
}

function bytesOf(data: TensorValues): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

export type { Dtype, TensorValues };

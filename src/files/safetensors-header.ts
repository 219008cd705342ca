/**
 * The checks of a safetensors header: nothing outside the file is named, nothing overlaps, nothing
 * is left over. `fail` makes the error, so that the sentence names the file.
 */

import { findDuplicateKey } from './json-keys.ts';
import { type Dtype, dtypes, isDtype } from './safetensors-dtypes.ts';

export interface HeaderEntry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Bytes [begin, end) of the data part. */
  readonly begin: number;
  readonly end: number;
}

export interface Header {
  /** In the order of their bytes. */
  readonly entries: readonly HeaderEntry[];
  readonly metadata: Readonly<Record<string, string>>;
}

type Fail = (reason: string) => Error;

export function checkHeader(bytes: Uint8Array, dataLength: number, fail: Fail): Header {
  const text = decodeText(bytes, fail);
  const parsed = parseObject(text, fail);
  const duplicate = findDuplicateKey(text);
  if (duplicate !== undefined) throw fail(`the header has the name "${duplicate}" twice`);
  let metadata: Readonly<Record<string, string>> = {};
  const entries: HeaderEntry[] = [];
  for (const [name, value] of Object.entries(parsed)) {
    if (name === '__metadata__') metadata = checkMetadata(value, fail);
    else entries.push(checkEntry(name, value, dataLength, fail));
  }
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  checkCover(entries, dataLength, fail);
  return { entries, metadata };
}

function decodeText(bytes: Uint8Array, fail: Fail): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw fail('the header is not UTF-8 text');
  }
}

function parseObject(text: string, fail: Fail): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw fail('the header is not JSON');
  }
  if (!isRecord(value)) throw fail('the header is not a JSON object');
  return value;
}

function checkMetadata(value: unknown, fail: Fail): Readonly<Record<string, string>> {
  if (!isRecord(value)) throw fail('__metadata__ is not a JSON object');
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') throw fail(`__metadata__ field "${key}" is not a string`);
  }
  return value as Record<string, string>;
}

function checkEntry(name: string, value: unknown, dataLength: number, fail: Fail): HeaderEntry {
  if (!isRecord(value)) throw fail(`the entry of tensor "${name}" is not a JSON object`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (!isDtype(dtype)) {
    const known = Object.keys(dtypes).join(', ');
    throw fail(`tensor "${name}" has dtype ${JSON.stringify(dtype)}, which is none of ${known}`);
  }
  if (!isSizes(shape)) {
    throw fail(`tensor "${name}" has a shape that is not an array of sizes`);
  }
  if (!isSizes(offsets) || offsets.length !== 2) {
    throw fail(`tensor "${name}" has data_offsets that are not two byte positions`);
  }
  const [begin, end] = offsets as [number, number];
  if (begin > end || end > dataLength) {
    throw fail(
      `tensor "${name}" has data_offsets [${begin}, ${end}], which do not lie in order within the ${dataLength} bytes of data`,
    );
  }
  const size = shape.reduce((product, n) => product * n, dtypes[dtype].bytes);
  if (size !== end - begin) {
    throw fail(
      `tensor "${name}" of ${dtype} and shape (${shape.join(', ')}) needs ${size} bytes, but its data_offsets span ${end - begin}`,
    );
  }
  return { name, dtype, shape, begin, end };
}

/** Arrays follow each other without overlap or hole, from the first byte to the last. */
function checkCover(entries: readonly HeaderEntry[], dataLength: number, fail: Fail): void {
  let position = 0;
  for (const { name, begin, end } of entries) {
    if (begin < position) {
      throw fail(`tensor "${name}" overlaps the one before it at data byte ${begin}`);
    }
    if (begin > position) {
      throw fail(`bytes ${position} to ${begin} of the data, before tensor "${name}", are a hole`);
    }
    position = end;
  }
  if (position !== dataLength) {
    throw fail(`${dataLength - position} bytes after the last tensor belong to none`);
  }
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

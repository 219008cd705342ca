/** JSON files with a ceiling and errors that name the file. */
import { closeSync, fstatSync, openSync } from 'node:fs';
import { UnrollError } from '../util/errors.ts';
import { readAll, writeAtomic } from './atomic-write.ts';
import { fileError } from './file-errors.ts';
import { findDuplicateKey } from './json-keys.ts';

/** Large enough for a vocabulary of a million words. */
export const maxJsonBytes = 256 * 2 ** 20;

/** Throws `file` if it cannot be read, `format` if it is not JSON in UTF-8 or has a field twice. */
export function readJson(path: string): unknown {
  const text = readTextFile(path);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UnrollError('format', `"${path}" is not JSON: ${reason}`, { cause });
  }
  const duplicate = findDuplicateKey(text);
  if (duplicate !== undefined) {
    throw new UnrollError('format', `"${path}" has the field "${duplicate}" twice; keep one`);
  }
  return value;
}

/** Replaces the file as a whole; indented, with a last newline, for people and diffs. */
export function writeJson(path: string, value: unknown): void {
  writeAtomic(path, [new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`)]);
}

function readTextFile(path: string): string {
  let descriptor: number | undefined;
  const bytes = (() => {
    try {
      descriptor = openSync(path, 'r');
      const { size } = fstatSync(descriptor);
      if (size > maxJsonBytes) {
        throw new UnrollError(
          'format',
          `"${path}" has ${size} bytes, and the most allowed for JSON is ${maxJsonBytes}`,
        );
      }
      const whole = new Uint8Array(size);
      readAll(descriptor, whole, 0);
      return whole;
    } catch (error) {
      throw fileError(error, 'read', path);
    } finally {
      if (descriptor !== undefined) closeSync(descriptor);
    }
  })();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new UnrollError('format', `"${path}" is not UTF-8 text`, { cause });
  }
}

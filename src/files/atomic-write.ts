/**
 * Replaces a file as a whole: the bytes go to a temporary file beside it, are synced, and the name
 * is then moved over the old file, and the folder is synced. At any moment, a power failure
 * included, the path names the complete old file or the complete new one. What an interrupted
 * process leaves behind is `NAME.tmp`, which the next write replaces.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileError, withFile } from './file-errors.ts';

/** The name under which `path` is written before it is complete. */
export function temporaryName(path: string): string {
  return `${path}.tmp`;
}

/** Writes the chunks in order. Throws `file`; then the previous file is as it was. */
export function writeAtomic(path: string, chunks: Iterable<Uint8Array>): void {
  const temporary = temporaryName(path);
  const descriptor = withFile('write', path, () => openSync(temporary, 'w'));
  try {
    try {
      for (const chunk of chunks) writeAll(descriptor, chunk);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw fileError(error, 'write', path);
  }
  syncFolder(dirname(path));
}

/** writeSync may take fewer bytes than it was given. */
export function writeAll(descriptor: number, bytes: Uint8Array): void {
  let done = 0;
  while (done < bytes.length) done += writeSync(descriptor, bytes, done, bytes.length - done);
}

/** Fills `bytes` from `position`; throws a plain error when the file ends before. */
export function readAll(descriptor: number, bytes: Uint8Array, position: number): void {
  let done = 0;
  while (done < bytes.length) {
    const n = readSync(descriptor, bytes, done, bytes.length - done, position + done);
    if (n === 0) throw new Error('the file became shorter while it was read; try again');
    done += n;
  }
}

/** Makes a rename in the folder durable. Systems that cannot sync a folder (Windows) do without. */
export function syncFolder(folder: string): void {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(folder, 'r');
    fsyncSync(descriptor);
  } catch {
    // Not a failure of the write: the new file is complete under its name either way.
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/**
 * `mkdir -p`; returns the topmost folder that it made, for undoing. Folder by folder, because Node's
 * own recursive form never returns where the system says "no such folder" of one whose parent exists
 * (/proc).
 */
export function makeFolder(path: string): string | undefined {
  const missing: string[] = [];
  for (let folder = resolve(path); !existsSync(folder); folder = dirname(folder)) {
    missing.unshift(folder);
  }
  try {
    for (const folder of missing) mkdirSync(folder);
  } catch (error) {
    throw fileError(error, 'make the folder', path);
  }
  return missing[0];
}

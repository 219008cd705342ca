/**
 * Arrays that grow side by side, row by row, on disk: each in a file of its own beside the one that they
 * will be put together in. Memory does not grow with them.
 */
import { closeSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UnrollError } from '../util/errors.ts';
import { writeAll } from './atomic-write.ts';
import { withFile } from './file-errors.ts';
import type { StoredTensor } from './safetensors.ts';
import { type Dtype, dtypeOf, dtypes, type TensorValues } from './safetensors-dtypes.ts';

interface Column {
  descriptor: number;
  dtype: Dtype;
  /** Numbers in a row; undefined: an array of one axis. */
  width: number | undefined;
  length: number;
}

const PIECE = 1 << 16;

export class ArraySpool {
  private readonly path: string;
  private readonly folder: string;
  private readonly columns = new Map<string, Column>();

  /** `path` is the file that will be made of them. Throws 'file' where its folder cannot be written. */
  constructor(path: string) {
    this.path = path;
    const prefix = join(dirname(path), `.${basename(path)}-`);
    this.folder = withFile('write', path, () => mkdtempSync(prefix));
  }

  /** Adds rows of `width` numbers, or single numbers. */
  append(name: string, data: TensorValues, width?: number): void {
    const dtype = dtypeOf(data);
    let column = this.columns.get(name);
    if (column === undefined) {
      const file = join(this.folder, String(this.columns.size));
      column = { descriptor: openSync(file, 'w+'), dtype, width, length: 0 };
      this.columns.set(name, column);
    }
    if (column.dtype !== dtype || column.width !== width) {
      throw new UnrollError('shape', `the rows of array "${name}" differ in kind or width`);
    }
    const { descriptor } = column;
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    withFile('write', this.path, () => writeAll(descriptor, bytes));
    column.length += data.length;
  }

  /** In the order in which they were begun. */
  tensors(): [string, StoredTensor][] {
    return [...this.columns].map(([name, column]) => {
      const { dtype, width, length, descriptor } = column;
      const shape = width === undefined ? [length] : [length / Math.max(1, width), width];
      const bytes = length * dtypes[dtype].bytes;
      return [name, { shape, dtype, pieces: () => readPieces(descriptor, bytes) }];
    });
  }

  /** Removes the files. */
  close(): void {
    for (const { descriptor } of this.columns.values()) closeSync(descriptor);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function* readPieces(descriptor: number, bytes: number): Generator<Uint8Array, void, void> {
  for (let at = 0; at < bytes; at += PIECE) {
    const piece = new Uint8Array(Math.min(PIECE, bytes - at));
    let done = 0;
    while (done < piece.length) {
      done += readSync(descriptor, piece, done, piece.length - done, at + done);
    }
    yield piece;
  }
}

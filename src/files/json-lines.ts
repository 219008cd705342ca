/**
 * Files of one JSON object a line that only grow (`metrics.jsonl`, `samples.jsonl`). A checkpoint
 * records how long each was; on resume they are cut back to that, so that no line comes twice.
 */
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
} from 'node:fs';
import { UnrollError } from '../util/errors.ts';
import { readAll, writeAll } from './atomic-write.ts';
import { withFile } from './file-errors.ts';

export interface JsonLinesWriter {
  readonly path: string;
  /** Bytes in the file: where the next line begins. */
  readonly offset: number;
  /** Bytes that the recorded offset counts and the file no longer has; 0 unless someone edited it. */
  readonly missing: number;
  append(record: object): void;
  /** Whole lines as text. */
  appendText(lines: string): void;
  /** Returns when the lines are on the disk. */
  sync(): void;
  close(): void;
}

/**
 * Opens for appending, making the file if it is absent. Lines after `offset` bytes are dropped; the
 * default keeps everything. A file that ends before `offset` goes on after its last whole line.
 */
export function openJsonLines(path: string, options: { offset?: number } = {}): JsonLinesWriter {
  const descriptor = withFile('open', path, () => openSync(path, 'a+'));
  let size = 0;
  let missing = 0;
  withFile('cut back', path, () => {
    const found = fstatSync(descriptor).size;
    const wanted = Math.min(options.offset ?? found, found);
    size = endOfLastLine(descriptor, wanted);
    missing = Math.max(0, (options.offset ?? 0) - size);
    if (size < found) ftruncateSync(descriptor, size);
  });
  const appendText = (lines: string) => {
    const bytes = new TextEncoder().encode(lines);
    withFile('write', path, () => writeAll(descriptor, bytes));
    size += bytes.length;
  };
  return {
    path,
    get offset() {
      return size;
    },
    missing,
    append: (record) => appendText(`${JSON.stringify(record)}\n`),
    appendText,
    sync: () => withFile('write', path, () => fsyncSync(descriptor)),
    close: () => closeSync(descriptor),
  };
}

/** A whole new file of records. */
export function writeJsonLines(path: string, records: Iterable<object>): void {
  const writer = openJsonLines(path, { offset: 0 });
  try {
    let lines: string[] = [];
    const flush = () => {
      if (lines.length > 0) writer.appendText(lines.join(''));
      lines = [];
    };
    for (const record of records) {
      lines.push(`${JSON.stringify(record)}\n`);
      if (lines.length === 1000) flush();
    }
    flush();
    writer.sync();
  } finally {
    writer.close();
  }
}

/** All records of a file, none if it is absent. A last line without its end is left out. */
export function readJsonLines(path: string): Record<string, unknown>[] {
  if (!existsSync(path)) return [];
  const text = withFile('read', path, () => readFileSync(path, 'utf8'));
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  lines.pop();
  return lines.map((line, i) => {
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
    } catch {
      // Falls through to the sentence below.
    }
    throw new UnrollError('format', `line ${i + 1} of "${path}" is not a JSON object; remove it`);
  });
}

/** The largest position ≤ `position` that is 0 or follows a newline. */
function endOfLastLine(descriptor: number, position: number): number {
  const block = new Uint8Array(4096);
  let end = position;
  while (end > 0) {
    const start = Math.max(0, end - block.length);
    const part = block.subarray(0, end - start);
    readAll(descriptor, part, start);
    const newline = part.lastIndexOf(10);
    if (newline >= 0) return start + newline + 1;
    end = start;
  }
  return 0;
}

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { temporaryName, writeAtomic } from '../../src/files/atomic-write.ts';
import { caught } from './caught.ts';

let path = '';
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unroll-atomic-'));
  path = join(folder, 'a');
  writeFileSync(path, 'the old one');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const bytes = (text: string) => new TextEncoder().encode(text);

it('shows the old file until the new one is complete', () => {
  function* pieces() {
    for (const piece of ['the ', 'new ', 'one']) {
      expect(readFileSync(path, 'utf8')).toBe('the old one');
      yield bytes(piece);
    }
    expect(readFileSync(temporaryName(path), 'utf8')).toBe('the new one');
  }
  writeAtomic(path, pieces());
  expect(readFileSync(path, 'utf8')).toBe('the new one');
  expect(existsSync(temporaryName(path))).toBe(false);
});

it('keeps the old file and removes the piece of the new one when writing stops', () => {
  function* pieces() {
    yield bytes('the n');
    throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
  }
  const error = caught(() => writeAtomic(path, pieces()));
  expect(error.code).toBe('file');
  expect(error.message).toBe(
    `cannot write "${path}": the disk is full; free some space and try again`,
  );
  expect(readFileSync(path, 'utf8')).toBe('the old one');
  expect(existsSync(temporaryName(path))).toBe(false);
});

it('removes what it wrote when the name cannot be given', () => {
  const taken = join(folder, 'taken');
  mkdirSync(join(taken, 'inside'), { recursive: true });
  expect(caught(() => writeAtomic(taken, [bytes('x')])).code).toBe('file');
  expect(existsSync(temporaryName(taken))).toBe(false);
});

it('names the folder that does not exist', () => {
  const error = caught(() => writeAtomic(join(folder, 'none', 'a'), []));
  expect(error.message).toContain('there is no such file or folder');
});

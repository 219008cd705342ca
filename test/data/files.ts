/** Helpers: temporary files, and the shared corpora where they are present. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll } from 'vitest';
import { UnrollError } from '../../src/util/errors.ts';

/** A folder that is removed after the file's tests. */
export function temporaryFolder(): {
  path: string;
  write(name: string, data: string | Uint8Array): string;
} {
  const path = mkdtempSync(join(tmpdir(), 'unroll-data-'));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return {
    path,
    write(name, data) {
      const file = join(path, name);
      writeFileSync(file, data);
      return file;
    },
  };
}

/** The path of a shared corpus, or undefined (said aloud) where it is absent. */
export function sharedData(name: string): string | undefined {
  const path = resolve(process.env.UNROLL_DATA ?? '../shared/data', name);
  if (existsSync(path)) return path;
  console.warn(`skipped: ${path} is absent (set UNROLL_DATA)`);
  return undefined;
}

export async function failure(action: () => unknown): Promise<UnrollError> {
  try {
    await action();
  } catch (error) {
    if (error instanceof UnrollError) return error;
    throw error;
  }
  throw new Error('expected an UnrollError');
}

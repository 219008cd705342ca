/** Whether two runs learned from the same data: a key of files that are equal where the data are. */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { withFile } from '../files/file-errors.ts';

/** Of the contents of the files that there are, in order. */
export function contentKey(paths: readonly string[]): string {
  const hash = createHash('sha256');
  const piece = Buffer.alloc(1 << 20);
  for (const path of paths) {
    hash.update(existsSync(path) ? 'file' : 'none');
    if (!existsSync(path)) continue;
    withFile('read', path, () => {
      const file = openSync(path, 'r');
      try {
        for (let n = readSync(file, piece); n > 0; n = readSync(file, piece)) {
          hash.update(piece.subarray(0, n));
        }
      } finally {
        closeSync(file);
      }
    });
  }
  return hash.digest('hex');
}

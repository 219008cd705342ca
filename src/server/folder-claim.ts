/** One Studio a folder: two would begin the same trainings. `.studio/server.json` says which process it is. */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson, writeJson } from '../files/json-file.ts';
import { UnrollError } from '../util/errors.ts';
import { studioFolder } from './runs/run-name.ts';
import { isRunning } from './training/training-process.ts';

const schema = z.object({ pid: z.int().positive(), url: z.string() });

export interface Claim {
  /** Where this Studio is to be found. */
  tell(url: string): void;
  release(): void;
}

/** Throws 'file' where another Studio works in the folder. */
export function claimFolder(folder: string): Claim {
  const inside = join(folder, studioFolder);
  const path = join(inside, 'server.json');
  const other = existsSync(path) ? schema.safeParse(readJson(path)).data : undefined;
  if (other !== undefined && other.pid !== process.pid && isRunning(other.pid, ['studio'])) {
    throw new UnrollError(
      'file',
      `a Studio already works in "${folder}": open ${other.url}, or end its process ${other.pid}`,
    );
  }
  mkdirSync(inside, { recursive: true });
  return {
    tell: (url) => writeJson(path, { pid: process.pid, url }),
    release: () => rmSync(path, { force: true }),
  };
}

// Where results find the real sets, and where they keep what they make.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
/** The real sets: text/, classification/, labelling/, translation/, timeseries/, music/. */
export const dataFolder = resolve(process.env.UNROLL_DATA || join(root, '..', 'shared', 'data'));
/** Prepared files, runs and figures; not under version control. */
export const cache = resolve(process.env.UNROLL_RESULTS || join(root, 'results', 'cache'));
export const page = join(root, 'docs', 'results.md');
export const command = join(root, 'dist', 'cli', 'main.js');

/** The path of a file of the real sets; undefined where it is absent. */
export function dataFile(name) {
  const path = join(dataFolder, name);
  return existsSync(path) ? path : undefined;
}

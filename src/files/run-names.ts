/** The folder that a run gets when the user names none. */
import { existsSync } from 'node:fs';
import { basename, extname, join } from 'node:path';

export interface RunNameOptions {
  /** Where runs are kept. */
  readonly parent?: string;
  /** The first data file; without one the name says `sample`. */
  readonly data?: string;
  /** The run that it begins with, whose network it has. */
  readonly from?: string;
  readonly cell: string;
  readonly layers: number;
  readonly hidden: number;
}

/**
 * `runs/tinyshakespeare-lstm-2x128`, then `…-2`, `…-3` while the name is taken. Letters and digits of
 * any script, `-`, `_` and `.` stay, everything else becomes `-`.
 */
export function defaultRunPath(options: RunNameOptions): string {
  const { parent = 'runs', data = 'sample', from, cell, layers, hidden } = options;
  const network = from === undefined ? `${cell}-${layers}x${hidden}` : `from-${plain(from, 'run')}`;
  const base = join(parent, `${plain(data, 'text')}-${network}`);
  let path = base;
  for (let n = 2; existsSync(path); n++) path = `${base}-${n}`;
  return path;
}

/** The name of a file or folder without its ending and without what file names had better not hold. */
function plain(path: string, otherwise: string): string {
  const stem = basename(path, extname(path))
    .replace(/[^\p{L}\p{M}\p{N}._-]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
  // Room for two of them within the 255 bytes of a file name, at up to 4 bytes a character.
  return [...stem].slice(0, 28).join('') || otherwise;
}

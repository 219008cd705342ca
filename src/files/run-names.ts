/** The folder that a run gets when the user names none. */
import { existsSync } from 'node:fs';
import { basename, extname, join } from 'node:path';

export interface RunNameOptions {
  /** Where runs are kept. */
  readonly parent?: string;
  /** The first data file; without one the name says `sample`. */
  readonly data?: string;
  readonly cell: string;
  readonly layers: number;
  readonly hidden: number;
}

/**
 * `runs/tinyshakespeare-lstm-2x128`, then `…-2`, `…-3` while the name is taken. Letters and digits of
 * any script, `-`, `_` and `.` stay, everything else becomes `-`.
 */
export function defaultRunPath(options: RunNameOptions): string {
  const { parent = 'runs', data = 'sample', cell, layers, hidden } = options;
  const stem = basename(data, extname(data))
    .replace(/[^\p{L}\p{M}\p{N}._-]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
  // Room for the rest within the 255 bytes of a file name, at up to 4 bytes a character.
  const short = [...stem].slice(0, 40).join('') || 'text';
  const base = join(parent, `${short}-${cell}-${layers}x${hidden}`);
  let path = base;
  for (let n = 2; existsSync(path); n++) path = `${base}-${n}`;
  return path;
}

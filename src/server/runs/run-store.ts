/** The run folders below the Studio's folder, read from disk. What trains them is known elsewhere. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { RunSettings } from '../../files/run-file.ts';
import { openRun, runFile } from '../../files/run-folder.ts';
import { readSafetensorsHeader } from '../../files/safetensors.ts';
import { UnrollError } from '../../util/errors.ts';
import { Refusal } from '../refusal.ts';
import { Digest } from './digest.ts';
import { isRunName, runPath } from './run-name.ts';

/** What disk says of a run. */
export interface StoredRun {
  name: string;
  path: string;
  settings: RunSettings;
  digest: Digest;
  /** Whether there is something to go on from. */
  saved: boolean;
  /** Milliseconds since 1970. */
  modified: number;
}

export interface BrokenRun {
  name: string;
  path: string;
  message: string;
  modified: number;
}

export class RunStore {
  readonly folder: string;
  readonly #digests = new Map<string, Digest>();

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Names of folders that are runs, sound or not: those with a run.json, or with any other file of a run. */
  names(): string[] {
    return readdirSync(this.folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && isRunName(entry.name))
      .map((entry) => entry.name)
      .filter((name) => looksLikeRun(join(this.folder, name)))
      .sort();
  }

  has(name: string): boolean {
    return existsSync(runPath(this.folder, name));
  }

  /** Throws 'missing' when there is none. */
  async read(name: string): Promise<StoredRun | BrokenRun> {
    const path = runPath(this.folder, name);
    if (!existsSync(path)) throw noRun(name);
    const modified = modifiedOf(path);
    try {
      const { settings } = openRun(path);
      const saved = checkWeights(path);
      const digest = this.#digest(path);
      await digest.refresh();
      return { name, path, settings, digest, saved, modified };
    } catch (error) {
      if (!(error instanceof UnrollError)) throw error;
      return { name, path, message: error.message, modified };
    }
  }

  /** Throws 'missing' when there is none, 'format' when it is broken. */
  async readSound(name: string): Promise<StoredRun> {
    const run = await this.read(name);
    if ('message' in run) throw new UnrollError('format', run.message);
    return run;
  }

  #digest(path: string): Digest {
    let digest = this.#digests.get(path);
    if (digest === undefined) {
      digest = new Digest(runFile({ path }, 'metrics'));
      this.#digests.set(path, digest);
    }
    return digest;
  }
}

export function noRun(name: string): Refusal {
  return new Refusal('missing', `there is no run called ${JSON.stringify(name)} in this folder`);
}

function looksLikeRun(path: string): boolean {
  const parts = ['settings', 'checkpoint', 'model', 'metrics'] as const;
  return parts.some((part) => existsSync(runFile({ path }, part)));
}

/** Whether a checkpoint is there; throws 'format' where a file of weights is broken. */
function checkWeights(path: string): boolean {
  if (existsSync(runFile({ path }, 'model'))) readSafetensorsHeader(runFile({ path }, 'model'));
  const checkpoint = runFile({ path }, 'checkpoint');
  if (!existsSync(checkpoint)) return false;
  readSafetensorsHeader(checkpoint);
  return true;
}

function modifiedOf(path: string): number {
  const files = [runFile({ path }, 'metrics'), runFile({ path }, 'settings'), path];
  const found = files.find((file) => existsSync(file)) ?? path;
  return statSync(found).mtimeMs;
}

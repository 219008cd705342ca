/** Files that pages send, below `.studio/files`: streamed to disk, with a limit. */
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { UploadedFile } from '../../protocol/training.ts';
import { Refusal } from '../refusal.ts';
import { studioFolder } from '../runs/run-name.ts';

const HEAD = 2000;
/** So many times the limit are read of what is too large. */
const PATIENCE = 8;

export class Uploads {
  readonly #folder: string;
  readonly #limit: number;

  /** `folder` holds the runs; `limit` is in bytes. */
  constructor(folder: string, limit: number) {
    this.#folder = resolve(folder, studioFolder, 'files');
    this.#limit = limit;
  }

  get limit(): number {
    return this.#limit;
  }

  /** Throws 'size' over the limit; nothing is left of such a file. `announced`: the length by its head. */
  async receive(
    body: ReadableStream<Uint8Array> | null,
    { name, announced }: { name: string; announced: number },
  ): Promise<UploadedFile> {
    const reader = body?.getReader();
    if (announced > this.#limit) throw await this.#tooLarge(reader);
    const file = this.#newName(cleanName(name));
    const folder = join(this.#folder, file);
    const path = join(folder, cleanName(name));
    const handle = await open(path, 'wx');
    let bytes = 0;
    try {
      for (;;) {
        const { done = true, value } = (await reader?.read()) ?? {};
        if (done || value === undefined) break;
        bytes += value.length;
        if (bytes > this.#limit) throw await this.#tooLarge(reader);
        await handle.write(value);
      }
    } catch (error) {
      await handle.close();
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
    await handle.close();
    return { file, name: cleanName(name), bytes, head: this.head(file) };
  }

  /** The path of an uploaded file. Throws 'missing' when there is none. */
  path(file: string): string {
    // Names are compared with those that are there, so that none can lead elsewhere.
    const known = existsSync(this.#folder) ? readdirSync(this.#folder) : [];
    const folder = known.find((name) => name === file);
    const inside = folder === undefined ? [] : readdirSync(join(this.#folder, folder));
    if (folder === undefined || inside.length !== 1) {
      throw new Refusal('missing', `there is no uploaded file ${JSON.stringify(file)}: upload it`);
    }
    return join(this.#folder, folder, inside[0]);
  }

  /** The first characters; empty where it does not begin with text. */
  head(file: string, characters = HEAD): string {
    const descriptor = openSync(this.path(file), 'r');
    try {
      const bytes = new Uint8Array(characters * 4);
      const length = readSync(descriptor, bytes, 0, bytes.length, 0);
      const text = new TextDecoder().decode(bytes.subarray(0, length), {
        stream: length === bytes.length,
      });
      const { length: wrong } = text.match(/[\ufffd\0]/g) ?? [];
      return (wrong ?? 0) > text.length / 100 ? '' : text.slice(0, characters);
    } finally {
      closeSync(descriptor);
    }
  }

  #newName(name: string): string {
    mkdirSync(this.#folder, { recursive: true });
    for (let n = 1; ; n++) {
      const file = n === 1 ? name : `${name}-${n}`;
      try {
        mkdirSync(join(this.#folder, file));
        return file;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
    }
  }

  /** A browser sees the answer only when it has sent everything, so the rest is read, within reason. */
  async #tooLarge(rest: ReadableStreamDefaultReader<Uint8Array> | undefined): Promise<Refusal> {
    for (let bytes = 0; bytes < PATIENCE * this.#limit; ) {
      const { done = true, value } = (await rest?.read()) ?? {};
      if (done || value === undefined) break;
      bytes += value.length;
    }
    const most = `${Math.floor(this.#limit / 2 ** 20)} MiB`;
    return new Refusal(
      'size',
      `the file is larger than ${most}, the most that can be uploaded: train on it from the command line, "unroll train FILE"`,
    );
  }
}

/** Letters and digits of any script, `-`, `_` and `.`; not beginning with a dot; at most 80 characters. */
export function cleanName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const clean = last.replace(/[^\p{L}\p{M}\p{N}._-]+/gu, '-').replace(/^[-.]+/, '');
  return (
    [...clean]
      .slice(-80)
      .join('')
      .replace(/^[-.]+/, '') || 'text.txt'
  );
}

/**
 * Token ids in a file: safetensors with one tensor `tokens` of U8, U16 or I32 (the smallest that
 * holds the vocabulary), so that any safetensors reader opens it. Written to a temporary name, then
 * renamed; read whole when it is small, else through a bounded cache of blocks.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type FileHandle, open, rename, unlink } from 'node:fs/promises';
import { endianness } from 'node:os';
import { assert, UnrollError } from '../util/errors.ts';
import { fileError } from './read-text.ts';
import { memorySource, type TokenArray, type TokenSource } from './source.ts';

/** Bytes before the ids: the 8-byte length and the padded JSON header. */
const headerBytes = 256;
const widths = { U8: 1, U16: 2, I32: 4 } as const;
type Width = keyof typeof widths;

export function tokenWidth(vocabularySize: number): Width {
  if (vocabularySize <= 1 << 8) return 'U8';
  return vocabularySize <= 1 << 16 ? 'U16' : 'I32';
}

export function tokenArray(width: Width, length: number): TokenArray {
  if (width === 'U8') return new Uint8Array(length);
  return width === 'U16' ? new Uint16Array(length) : new Int32Array(length);
}

export interface TokenFileWriter {
  push(id: number): void;
  /** To be awaited now and then: writes what `push` collected once it is much. */
  drain(): Promise<void>;
  /** Completes the file under its name. */
  finish(): Promise<void>;
  /** Removes what was written. */
  abandon(): Promise<void>;
}

export async function createTokenFile(
  path: string,
  { vocabularySize }: { vocabularySize: number },
): Promise<TokenFileWriter> {
  assert(endianness() === 'LE', 'token files are written on little-endian machines');
  const width = tokenWidth(vocabularySize);
  const temporary = `${path}.${process.pid}.tmp`;
  let file: FileHandle;
  try {
    file = await open(temporary, 'w');
  } catch (cause) {
    throw fileError(path, cause);
  }
  let pending = tokenArray(width, 1 << 16);
  let count = 0;
  let length = 0;

  async function write(bytes: Uint8Array, position: number): Promise<void> {
    let done = 0;
    try {
      while (done < bytes.length) {
        const part = await file.write(bytes, done, bytes.length - done, position + done);
        done += part.bytesWritten;
      }
    } catch (cause) {
      throw fileError(path, cause);
    }
  }
  async function flush(): Promise<void> {
    const bytes = new Uint8Array(pending.buffer, 0, count * widths[width]);
    await write(bytes, headerBytes + length * widths[width]);
    length += count;
    count = 0;
  }

  return {
    push(id) {
      if (count === pending.length) {
        const larger = tokenArray(width, 2 * count);
        larger.set(pending);
        pending = larger;
      }
      pending[count++] = id;
    },
    async drain() {
      if (count >= 1 << 16) await flush();
    },
    async finish() {
      await flush();
      const json = JSON.stringify({
        __metadata__: { format: 'unroll tokens 1', vocabulary_size: String(vocabularySize) },
        tokens: { dtype: width, shape: [length], data_offsets: [0, length * widths[width]] },
      });
      const header = Buffer.alloc(headerBytes, ' ');
      header.writeBigUInt64LE(BigInt(headerBytes - 8), 0);
      header.write(json, 8);
      await write(header, 0);
      await file.sync();
      await file.close();
      try {
        await rename(temporary, path);
      } catch (cause) {
        throw fileError(path, cause);
      }
    },
    async abandon() {
      await file.close().catch(() => {}); // closed already when `finish` failed at renaming
      await unlink(temporary).catch(() => {}); // never came to be
    },
  };
}

export interface TokenFile extends TokenSource {
  /** Of the vocabulary that the ids belong to. */
  readonly vocabularySize: number;
  close(): void;
}

export interface OpenTokenFileOptions {
  /** Files up to this size are held in memory. */
  memoryBytes?: number;
  /** For larger files: how much of them is kept. */
  cacheBytes?: number;
  blockBytes?: number;
}

/** Throws 'file' when it cannot be opened, 'format' when it is no token file or is cut short. */
export function openTokenFile(path: string, options: OpenTokenFileOptions = {}): TokenFile {
  const { memoryBytes = 1 << 26, cacheBytes = 1 << 24, blockBytes = 1 << 15 } = options;
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (cause) {
    throw fileError(path, cause);
  }
  try {
    const { width, length, vocabularySize } = readHeader(file, path);
    const bytes = length * widths[width];
    if (bytes <= memoryBytes) {
      const tokens = tokenArray(width, length);
      readFully(file, new Uint8Array(tokens.buffer), headerBytes, path);
      closeSync(file);
      return { ...memorySource(tokens), vocabularySize, close() {} };
    }
    const blocks = blockCache(file, path, { width, length, blockBytes, cacheBytes });
    return { length, vocabularySize, read: blocks, close: () => closeSync(file) };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

interface CacheOptions {
  width: Width;
  length: number;
  blockBytes: number;
  cacheBytes: number;
}

/** The `read` of a source that keeps the blocks used last. */
function blockCache(file: number, path: string, options: CacheOptions): TokenSource['read'] {
  const { width, length } = options;
  const perBlock = Math.max(1, Math.floor(options.blockBytes / widths[width]));
  const most = Math.max(1, Math.floor(options.cacheBytes / options.blockBytes));
  const blocks = new Map<number, TokenArray>(); // least recently used first

  function block(index: number): TokenArray {
    let tokens = blocks.get(index);
    if (tokens) blocks.delete(index);
    else {
      const start = index * perBlock;
      const count = Math.min(perBlock, length - start);
      const oldest = blocks.size >= most ? blocks.keys().next().value : undefined;
      const reused = oldest === undefined ? undefined : blocks.get(oldest);
      if (oldest !== undefined) blocks.delete(oldest);
      tokens = reused?.length === count ? reused : tokenArray(width, count);
      const bytes = new Uint8Array(tokens.buffer);
      readFully(file, bytes, headerBytes + start * widths[width], path);
    }
    blocks.set(index, tokens);
    return tokens;
  }

  return (start, into) => {
    assert(start >= 0 && start + into.length <= length, 'tokens read out of range');
    let done = 0;
    while (done < into.length) {
      const at = start + done;
      const index = Math.floor(at / perBlock);
      const from = at - index * perBlock;
      const part = block(index).subarray(from, from + into.length - done);
      into.set(part, done);
      done += part.length;
    }
  };
}

function readHeader(
  file: number,
  path: string,
): { width: Width; length: number; vocabularySize: number } {
  const broken = (what: string, cause?: unknown) =>
    new UnrollError('format', `${path} is not a token file of this version: ${what}`, { cause });
  const stats = fstatSync(file);
  if (!stats.isFile()) throw new UnrollError('file', `${path} is not a regular file`);
  if (stats.size < headerBytes) throw broken(`it has only ${stats.size} bytes`);
  const header = Buffer.alloc(headerBytes);
  readFully(file, header, 0, path);
  if (header.readBigUInt64LE(0) !== BigInt(headerBytes - 8)) {
    throw broken('its header has another length');
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(header.toString('utf8', 8));
  } catch (cause) {
    throw broken('its header is not JSON', cause);
  }
  const data = parsed as {
    __metadata__?: { format?: unknown; vocabulary_size?: unknown };
    tokens?: { dtype?: unknown; shape?: unknown };
  };
  if (data.__metadata__?.format !== 'unroll tokens 1') throw broken('its format is not named so');
  const dtype = data.tokens?.dtype;
  if (dtype !== 'U8' && dtype !== 'U16' && dtype !== 'I32') throw broken('its dtype is unknown');
  const shape = data.tokens?.shape;
  const length = Array.isArray(shape) && shape.length === 1 ? Number(shape[0]) : -1;
  if (!Number.isSafeInteger(length) || length < 0) throw broken('its shape is not one length');
  const wanted = headerBytes + length * widths[dtype];
  if (stats.size !== wanted) {
    throw broken(`it has ${stats.size} bytes where its header says ${wanted}`);
  }
  const vocabularySize = Number(data.__metadata__.vocabulary_size);
  if (!Number.isSafeInteger(vocabularySize) || tokenWidth(vocabularySize) !== dtype) {
    throw broken('its vocabulary size does not fit its dtype');
  }
  return { width: dtype, length, vocabularySize };
}

function readFully(file: number, into: Uint8Array, position: number, path: string): void {
  let done = 0;
  while (done < into.length) {
    const count = readSync(file, into, done, into.length - done, position + done);
    if (count === 0) throw new UnrollError('format', `${path} was cut short while it was read`);
    done += count;
  }
}

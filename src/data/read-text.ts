/**
 * Text files, read piece by piece with bounded memory. UTF-8 is checked; a byte order mark is
 * stripped; nothing else is changed (CRLF stays).
 */
import { isUtf8 } from 'node:buffer';
import { type FileHandle, open } from 'node:fs/promises';
import { expected, UnrollError } from '../util/errors.ts';
import { firstInvalidUtf8, unfinishedTail } from './utf8.ts';

export type TextEncoding = 'utf8' | 'latin1' | 'windows-1252';

export interface ReadTextOptions {
  encoding?: TextEncoding;
  /** Bytes read at a time. */
  chunkBytes?: number;
  /** Whether `--level byte` would read the file: a remedy that is left out for files of records. */
  byteLevel?: boolean;
  signal?: AbortSignal;
}

/**
 * Windows-1252's signs at bytes 0x80 to 0x9F; the five bytes without one stay control characters.
 * Our own table, as `TextDecoder` of some Node versions takes windows-1252 for latin1.
 */
const windowsSigns = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';
const windowsSign = (control: string) => windowsSigns[control.charCodeAt(0) - 0x80];

/** The whole file as one string, at least one character long. */
export async function readText(path: string, options: ReadTextOptions = {}): Promise<string> {
  let text = '';
  for await (const piece of readTextPieces(path, options)) text += piece;
  return text;
}

/**
 * Pieces never split a code point. Throws 'file' (absent, folder), 'data' (empty, binary),
 * 'encoding' (with the byte's offset).
 */
export async function* readTextPieces(
  path: string,
  { encoding = 'utf8', chunkBytes, byteLevel = true, signal }: ReadTextOptions = {},
): AsyncGenerator<string, void, void> {
  if (encoding !== 'utf8' && encoding !== 'latin1' && encoding !== 'windows-1252') {
    throw expected('the encoding', 'utf8, latin1 or windows-1252', encoding);
  }
  let offset = 0; // bytes before `bytes`
  let tail: Uint8Array = new Uint8Array(0);
  let given = false;
  for await (const chunk of readChunks(path, { chunkBytes, signal })) {
    const bytes = tail.length === 0 ? chunk : Buffer.concat([tail, chunk]);
    if (offset === 0) refuseUtf16(path, bytes);
    const nul = bytes.indexOf(0);
    if (nul >= 0) {
      throw new UnrollError(
        'data',
        `${path} looks like a binary file (byte ${offset + nul} is 0); ${byteLevel ? 'use --level byte to learn its bytes' : 'name a text file'}`,
      );
    }
    let text: string;
    if (encoding === 'utf8') {
      const whole = bytes.subarray(0, bytes.length - unfinishedTail(bytes));
      if (!isUtf8(whole)) {
        throw invalidUtf8(path, offset + firstInvalidUtf8(whole), byteLevel);
      }
      tail = Uint8Array.from(bytes.subarray(whole.length));
      const marked = offset === 0 && whole[0] === 0xef && whole[1] === 0xbb && whole[2] === 0xbf;
      text = Buffer.from(whole.buffer, whole.byteOffset, whole.length).toString(
        'utf8',
        marked ? 3 : 0,
      );
      offset += whole.length;
    } else {
      text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
      if (encoding === 'windows-1252') text = text.replace(/[\x80-\x9f]/g, windowsSign);
      offset += bytes.length;
    }
    if (text !== '') {
      given = true;
      yield text;
    }
  }
  if (tail.length > 0) throw invalidUtf8(path, offset, byteLevel);
  if (!given) throw new UnrollError('data', `${path} is empty: there is nothing to learn from`);
}

/** The bytes of a file as text whose code unit n is byte n; throws as `readTextPieces`. */
export async function* readRawPieces(
  path: string,
  options: Pick<ReadTextOptions, 'chunkBytes' | 'signal'> = {},
): AsyncGenerator<string, void, void> {
  let given = false;
  for await (const chunk of readChunks(path, options)) {
    given = true;
    yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('latin1');
  }
  if (!given) throw new UnrollError('data', `${path} is empty: there is nothing to learn from`);
}

/** The chunk's memory is used again for the next one. */
async function* readChunks(
  path: string,
  { chunkBytes = 1 << 16, signal }: Pick<ReadTextOptions, 'chunkBytes' | 'signal'>,
): AsyncGenerator<Uint8Array, void, void> {
  const file = await openRegular(path);
  try {
    const buffer = new Uint8Array(chunkBytes);
    while (true) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(buffer, 0, chunkBytes);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

async function openRegular(path: string): Promise<FileHandle> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (cause) {
    throw fileError(path, cause);
  }
  const stats = await file.stat();
  if (stats.isFile()) return file;
  await file.close();
  throw new UnrollError(
    'file',
    stats.isDirectory()
      ? `${path} is a folder; name the text files in it, e.g. ${path.replace(/\/+$/, '')}/*.txt`
      : `${path} is not a regular file; text is read twice, so save it to a file first`,
  );
}

/** A sentence for what the system said of a file. */
export function fileError(path: string, cause: unknown): UnrollError {
  const code = (cause as NodeJS.ErrnoException).code;
  const reason: Record<string, string> = {
    ENOENT: `${path} does not exist; check the name and the current folder`,
    EACCES: `${path} may not be read; check its permissions`,
    ENOTDIR: `${path} does not exist: a part of the path is a file, not a folder`,
    EISDIR: `${path} is a folder; name the text files in it`,
    ENOSPC: `no space is left on the device for ${path}`,
  };
  const sentence = reason[code ?? ''] ?? `${path} cannot be opened (${code ?? String(cause)})`;
  return new UnrollError('file', sentence, { cause });
}

function invalidUtf8(path: string, offset: number, byteLevel: boolean): UnrollError {
  const remedies = byteLevel
    ? 'convert the file, name its encoding (--encoding latin1 or windows-1252) or learn its bytes (--level byte)'
    : 'convert the file or name its encoding (--encoding latin1 or windows-1252)';
  return new UnrollError('encoding', `byte ${offset} of ${path} is not valid UTF-8; ${remedies}`);
}

function refuseUtf16(path: string, bytes: Uint8Array): void {
  const little = bytes[0] === 0xff && bytes[1] === 0xfe;
  const big = bytes[0] === 0xfe && bytes[1] === 0xff;
  if (!little && !big) return;
  throw new UnrollError(
    'encoding',
    `${path} looks like UTF-16 (byte 0 begins its byte order mark); convert it: iconv -f UTF-16 -t UTF-8 ${path}`,
  );
}

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readText, readTextPieces } from '../../src/data/index.ts';
import { firstInvalidUtf8, unfinishedTail } from '../../src/data/utf8.ts';
import { keyFor, Rng } from '../../src/util/rng.ts';
import { failure, temporaryFolder } from './files.ts';

const folder = temporaryFolder();

describe('reading text', () => {
  it('keeps CRLF and every character, wherever the chunks end', async () => {
    const text = 'a\r\né한👍\n'.repeat(5);
    const file = folder.write('crlf.txt', text);
    for (const chunkBytes of [1, 2, 3, 5, 1000]) {
      expect(await readText(file, { chunkBytes })).toBe(text);
      for await (const piece of readTextPieces(file, { chunkBytes })) {
        expect(encodeURIComponent(piece)).not.toBe('');
      }
    }
  });

  it('strips a byte order mark at the start only', async () => {
    const file = folder.write('bom.txt', '\ufeffa\ufeffb');
    for (const chunkBytes of [1, 4, 100])
      expect(await readText(file, { chunkBytes })).toBe('a\ufeffb');
  });

  it('reads one-byte encodings', async () => {
    const file = folder.write('windows.txt', Uint8Array.of(0x93, 0x68, 0xe9, 0x94, 0x80));
    expect(await readText(file, { encoding: 'windows-1252' })).toBe('“hé”€');
    expect(await readText(file, { encoding: 'latin1' })).toBe('\x93hé\x94\x80');
    const { code, message } = await failure(() => readText(file, { encoding: 'utf16' as 'utf8' }));
    expect([code, message]).toEqual([
      'usage',
      expect.stringMatching(/utf8, latin1 or windows-1252 but received "utf16"/),
    ]);
  });

  it('names the byte that is not UTF-8 and the remedies', async () => {
    const file = folder.write(
      'latin1.txt',
      Buffer.from(`${'한'.repeat(100)}caf\xe9 ol\xe9`, 'latin1'),
    );
    const bytes = Buffer.concat([
      Buffer.from('한'.repeat(100)),
      Buffer.from('caf\xe9 ol\xe9', 'latin1'),
    ]);
    folder.write('latin1.txt', bytes);
    for (const chunkBytes of [1, 7, 301, 4096]) {
      const { code, message } = await failure(() => readText(file, { chunkBytes }));
      expect(code).toBe('encoding');
      expect(message).toContain(`byte 303 of ${file} is not valid UTF-8`);
      expect(message).toMatch(/convert.*--encoding latin1.*--level byte/);
    }
  });

  it('names the start of a character that the file cuts off', async () => {
    const file = folder.write('cut.txt', Buffer.from('ab한').subarray(0, 4));
    expect((await failure(() => readText(file))).message).toMatch(/^byte 2 of/);
  });

  it.each<[string, () => string, string, RegExp]>([
    ['an absent file', () => join(folder.path, 'none.txt'), 'file', /none\.txt does not exist/],
    ['a path through a file', () => `${folder.write('x', 'x')}/y`, 'file', /a file, not a folder/],
    ['a folder', () => folder.path, 'file', /is a folder; name the text files in it/],
    ['a device', () => '/dev/null', 'file', /not a regular file/],
    ['an empty file', () => folder.write('empty.txt', ''), 'data', /is empty/],
    ['a file of a byte order mark', () => folder.write('mark.txt', '\ufeff'), 'data', /is empty/],
    [
      'a binary file',
      () => folder.write('b.bin', 'ab\0c'),
      'data',
      /byte 2 is 0\); use --level byte/,
    ],
    [
      'UTF-16',
      () => folder.write('16.txt', Buffer.from('\ufeffab', 'utf16le')),
      'encoding',
      /iconv -f UTF-16/,
    ],
  ])('refuses %s', async (_, path, code, message) => {
    const error = await failure(() => readText(path()));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });

  it('stops when it is told to', async () => {
    const stop = AbortSignal.abort();
    await expect(readText(folder.write('s.txt', 'abc'), { signal: stop })).rejects.toThrow(/abort/);
  });
});

describe('UTF-8 checks', () => {
  const rng = new Rng(keyFor(3, 'data'));
  const valid = (bytes: Uint8Array) => {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes);
      return true;
    } catch {
      return false;
    }
  };

  it('find what the platform decoder refuses', () => {
    for (let round = 0; round < 3000; round++) {
      const bytes = Uint8Array.from(Buffer.from('aé한👍z'.repeat(2)));
      for (let k = rng.below(3); k >= 0; k--) bytes[rng.below(bytes.length)] = rng.below(256);
      const at = firstInvalidUtf8(bytes);
      if (at < 0) expect(valid(bytes)).toBe(true);
      else {
        expect(valid(bytes.subarray(0, at))).toBe(true);
        // No continuation makes the bytes from `at` on valid: no longer prefix is.
        const longer = Array.from(bytes.subarray(at), (_, n) =>
          valid(bytes.subarray(0, at + n + 1)),
        );
        expect(longer).not.toContain(true);
      }
    }
  });

  it('hold back an unfinished character and nothing else', () => {
    const bytes = Buffer.from('👍한é');
    const tails = Array.from({ length: bytes.length + 1 }, (_, n) =>
      unfinishedTail(bytes.subarray(0, n)),
    );
    expect(tails).toEqual([0, 1, 2, 3, 0, 1, 2, 0, 1, 0]);
    expect(unfinishedTail(Uint8Array.of(0x80, 0x80, 0x80))).toBe(0);
    expect(unfinishedTail(Uint8Array.of(0xed, 0xa0))).toBe(0);
  });
});

/**
 * WAV files (RIFF/WAVE, "Multimedia Programming Interface and Data Specifications 1.0", 1991, with
 * WAVE_FORMAT_EXTENSIBLE): PCM of 8, 16, 24 or 32 bits, and floats of 32 or 64. Channels become one by
 * their mean; samples lie between −1 and 1.
 */
import { open } from 'node:fs/promises';
import { UnrollError } from '../../util/errors.ts';
import { fileError } from '../read-text.ts';

export interface Wav {
  /** Samples a second. */
  readonly sampleRate: number;
  /** Of the file, before they became one. */
  readonly channels: number;
  readonly samples: Float32Array;
}

/** Larger files are refused: samples are held in memory. */
const largestFile = 2 ** 30;

const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;

/** Throws 'file' when it cannot be read, 'data' when it is no WAV file or not of a kind named above. */
export async function readWav(path: string): Promise<Wav> {
  let bytes: Uint8Array;
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      if (size > largestFile) {
        throw new UnrollError(
          'data',
          `${path} has ${size} bytes, more than ${largestFile}; cut it up`,
        );
      }
      bytes = await file.readFile();
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw cause instanceof UnrollError ? cause : fileError(path, cause);
  }
  return decodeWav(bytes, path);
}

interface Format {
  tag: number;
  channels: number;
  sampleRate: number;
  bits: number;
}

/** `name` is what the bytes are called in errors. */
export function decodeWav(bytes: Uint8Array, name: string): Wav {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || tagAt(view, 0) !== 'RIFF' || tagAt(view, 8) !== 'WAVE') {
    throw new UnrollError('data', `${name} is not a WAV file (it does not begin with RIFF … WAVE)`);
  }
  let format: Format | undefined;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const kind = tagAt(view, at);
    const size = view.getUint32(at + 4, true);
    const from = at + 8;
    if (kind === 'fmt ') {
      if (size < 16 || from + size > bytes.length) throw cutShort(name, 'format');
      format = readFormat(view, from, size);
    } else if (kind === 'data') {
      if (format === undefined) throw broken(name, 'its samples come before their format');
      // A program that writes to a pipe does not know the length, and says 2^32 − 1 or 0.
      const unknown = size === 0xffffffff || (size === 0 && from < bytes.length);
      const length = unknown ? bytes.length - from : size;
      if (from + length > bytes.length) throw cutShort(name, 'samples');
      return toMono(new DataView(view.buffer, view.byteOffset + from, length), format, name);
    }
    at = from + size + (size % 2);
  }
  throw broken(name, format === undefined ? 'it has no format' : 'it has no samples');
}

function tagAt(view: DataView, at: number): string {
  return String.fromCharCode(...Array.from({ length: 4 }, (_, i) => view.getUint8(at + i)));
}

function readFormat(view: DataView, at: number, size: number): Format {
  const tag = view.getUint16(at, true);
  return {
    // The sub-format of the extensible form begins with the tag that it extends.
    tag: tag === EXTENSIBLE && size >= 26 ? view.getUint16(at + 24, true) : tag,
    channels: view.getUint16(at + 2, true),
    sampleRate: view.getUint32(at + 4, true),
    bits: view.getUint16(at + 14, true),
  };
}

/** Reads one sample at a byte. */
function sampleReader(view: DataView, { tag, bits }: Format): ((at: number) => number) | undefined {
  if (tag === FLOAT && bits === 32) return (at) => view.getFloat32(at, true);
  if (tag === FLOAT && bits === 64) return (at) => view.getFloat64(at, true);
  if (tag !== PCM) return undefined;
  if (bits === 8) return (at) => (view.getUint8(at) - 128) / 2 ** 7; // the only unsigned one
  if (bits === 16) return (at) => view.getInt16(at, true) / 2 ** 15;
  if (bits === 24) {
    return (at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 2 ** 16) / 2 ** 23;
  }
  return bits === 32 ? (at) => view.getInt32(at, true) / 2 ** 31 : undefined;
}

function toMono(view: DataView, format: Format, name: string): Wav {
  const { channels, sampleRate, bits, tag } = format;
  if (channels === 0 || sampleRate === 0) {
    throw broken(name, `it claims ${channels} channels at ${sampleRate} samples a second`);
  }
  const read = sampleReader(view, format);
  if (read === undefined) {
    throw new UnrollError(
      'unsupported',
      `${name} holds samples of format ${tag} with ${bits} bits; convert it: ffmpeg -i ${name} -c:a pcm_s16le OUT.wav`,
    );
  }
  const bytes = bits / 8;
  const length = Math.floor(view.byteLength / (bytes * channels));
  if (length === 0) throw new UnrollError('data', `${name} has no samples: its length is 0`);
  const samples = new Float32Array(length);
  for (let t = 0; t < length; t++) {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += read((t * channels + c) * bytes);
    samples[t] = sum / channels;
    if (!Number.isFinite(samples[t])) {
      throw new UnrollError('data', `sample ${t + 1} of ${name} is not a finite number`);
    }
  }
  return { sampleRate, channels, samples };
}

function broken(name: string, what: string): UnrollError {
  return new UnrollError('data', `${name} is a broken WAV file: ${what}`);
}

function cutShort(name: string, what: string): UnrollError {
  return broken(name, `it ends inside its ${what}; it may have been cut short`);
}

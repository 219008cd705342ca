import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeWav, readWav } from '../../../src/data/audio/wav.ts';
import { failure, temporaryFolder } from '../files.ts';

const folder = temporaryFolder();

interface Parts {
  tag?: number;
  channels?: number;
  rate?: number;
  bits: number;
  data: number[];
  /** What the header says of the length of `data`. */
  size?: number;
  extensible?: boolean;
  before?: number[];
}

/** The bytes of a WAV file, put together by the specification. */
function wav({ tag = 1, channels = 1, rate = 8000, bits, data, ...more }: Parts): Uint8Array {
  const { size = data.length, extensible = false, before = [] } = more;
  const le = (value: number, bytes: number) =>
    Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** i) % 256);
  const text = (name: string) => [...name].map((letter) => letter.charCodeAt(0));
  const block = (channels * bits) / 8;
  const format = [
    ...le(extensible ? 0xfffe : tag, 2),
    ...le(channels, 2),
    ...le(rate, 4),
    ...le(rate * block, 4),
    ...le(block, 2),
    ...le(bits, 2),
    ...(extensible
      ? [...le(22, 2), ...le(bits, 2), ...le(0, 4), ...le(tag, 2), ...new Array(14).fill(9)]
      : []),
  ];
  const chunks = [
    ...before,
    ...text('fmt '),
    ...le(format.length, 4),
    ...format,
    ...text('data'),
    ...le(size, 4),
    ...data,
  ];
  return Uint8Array.from([
    ...text('RIFF'),
    ...le(chunks.length + 4, 4),
    ...text('WAVE'),
    ...chunks,
  ]);
}

const samples = (parts: Parts) => [...decodeWav(wav(parts), 'a.wav').samples];
const bytesOf = (array: Float32Array | Float64Array) => [...new Uint8Array(array.buffer)];

describe('WAV files', () => {
  it.each<[string, Parts, number[]]>([
    ['8 bits, unsigned', { bits: 8, data: [0, 128, 255] }, [-1, 0, 127 / 128]],
    ['16 bits', { bits: 16, data: [0, 0x80, 0xff, 0xff, 0xff, 0x7f] }, [-1, -1 / 32768, 32767 / 32768]],
    ['24 bits', { bits: 24, data: [0, 0, 0x80, 0xff, 0xff, 0xff, 1, 2, 3] }, [-1, -(2 ** -23), 0x030201 / 2 ** 23]],
    ['32 bits', { bits: 32, data: [0, 0, 0, 0x80, 0, 0, 0, 0x40] }, [-1, 0.5]],
    ['floats', { tag: 3, bits: 32, data: bytesOf(Float32Array.of(0.25, -1.5)) }, [0.25, -1.5]],
    ['doubles', { tag: 3, bits: 64, data: bytesOf(Float64Array.of(0.1)) }, [Math.fround(0.1)]],
    ['the extensible form', { bits: 16, data: [0, 0x40], extensible: true }, [0.5]],
    ['two channels', { bits: 16, channels: 2, data: [0, 0x40, 0, 0, 0, 0x80, 0, 0x40] }, [0.25, -0.25]],
    ['other chunks', { bits: 8, data: [192], before: [76, 73, 83, 84, 3, 0, 0, 0, 1, 2, 3, 0] }, [0.5]],
    ['an unknown length', { bits: 8, data: [192, 64], size: 0xffffffff }, [0.5, -0.5]],
    ['a broken last sample', { bits: 16, data: [0, 0x40, 1] }, [0.5]],
  ])('of %s are read', (_, parts, wanted) => {
    const found = samples(parts);
    expect(found).toHaveLength(wanted.length);
    found.forEach((x, i) => {
      expect(x).toBe(Math.fround(wanted[i]));
    });
  }); // biome-ignore format: a table

  it('say their rate and channels', async () => {
    const file = folder.write(
      'a.wav',
      wav({ bits: 16, channels: 2, rate: 44100, data: [0, 0, 0, 0] }),
    );
    expect(await readWav(file)).toEqual({
      sampleRate: 44100,
      channels: 2,
      samples: new Float32Array(1),
    });
  });

  it.each<[string, Uint8Array, string, RegExp]>([
    [
      'other files',
      Uint8Array.from(Buffer.from('ID3 and so on')),
      'data',
      /a\.wav is not a WAV file/,
    ],
    ['nothing', new Uint8Array(0), 'data', /not a WAV file/],
    ['length 0', wav({ bits: 16, data: [] }), 'data', /has no samples: its length is 0/],
    [
      'a cut file',
      wav({ bits: 16, data: [0, 0, 0, 0] }).subarray(0, 46),
      'data',
      /ends inside its samples/,
    ],
    ['a cut format', wav({ bits: 16, data: [] }).subarray(0, 30), 'data', /ends inside its format/],
    [
      'a file of its head',
      wav({ bits: 16, data: [] }).subarray(0, 36),
      'data',
      /broken WAV file: it has no samples/,
    ],
    ['no channels', wav({ bits: 16, channels: 0, data: [0, 0] }), 'data', /claims 0 channels/],
    [
      'companded samples',
      wav({ tag: 7, bits: 8, data: [0] }),
      'unsupported',
      /format 7 with 8 bits; convert it: ffmpeg/,
    ],
    ['12 bits', wav({ bits: 12, data: [0, 0] }), 'unsupported', /12 bits/],
    [
      'NaN',
      wav({ tag: 3, bits: 32, data: [0, 0, 0xc0, 0x7f] }),
      'data',
      /sample 1 of a\.wav is not a finite/,
    ],
  ])('refuse %s', async (_, bytes, code, message) => {
    const error = await failure(() => decodeWav(bytes, 'a.wav'));
    expect([error.code, error.message]).toEqual([code, expect.stringMatching(message)]);
  });

  it('that are absent are named', async () => {
    const { code, message } = await failure(() => readWav(join(folder.path, 'none.wav')));
    expect([code, message]).toEqual(['file', expect.stringContaining('none.wav does not exist')]);
    expect((await failure(() => readWav(folder.path))).message).toMatch(/is a folder/);
  });
});

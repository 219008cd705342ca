import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  decodeSafetensors,
  encodeSafetensors,
  maxFileBytes,
  type NamedTensor,
  readSafetensors,
  readSafetensorsHeader,
  writeSafetensors,
} from '../../src/files/safetensors.ts';
import { caught } from './caught.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unroll-safetensors-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A file from its header text and data bytes, written here by hand. */
function file(header: string | Uint8Array, data: readonly number[] = [], length?: number) {
  const json = typeof header === 'string' ? new TextEncoder().encode(header) : header;
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length ?? json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

const joined = (chunks: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(chunks));
const entry = (dtype: string, shape: unknown, offsets: unknown) =>
  JSON.stringify({ dtype, shape, data_offsets: offsets });

describe('reading', () => {
  it('reads a file laid out by hand after the format description', () => {
    const header = `{"__metadata__":{"made":"by hand"},"w":${entry('F32', [1, 2], [0, 8])},"n":${entry('I32', [], [8, 12])}}`;
    const { tensors, metadata } = decodeSafetensors(
      // 1.5 is 0x3FC00000, −2 is 0xC0000000, −3 is 0xFFFFFFFD; little-endian.
      file(header, [0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0, 0xfd, 0xff, 0xff, 0xff]),
    );
    expect(metadata).toEqual({ made: 'by hand' });
    expect(tensors.get('w')).toEqual({ shape: [1, 2], data: new Float32Array([1.5, -2]) });
    expect(tensors.get('n')).toEqual({ shape: [], data: new Int32Array([-3]) });
  });

  it('reads arrays at any alignment, from a Buffer too', () => {
    for (let shift = 0; shift < 8; shift++) {
      const pad = ' '.repeat(shift);
      const bytes = file(`{"x":${entry('F64', [1], [0, 8])}}${pad}`, [0, 0, 0, 0, 0, 0, 4, 0x40]);
      expect(decodeSafetensors(bytes).tensors.get('x')?.data).toEqual(new Float64Array([2.5]));
      const buffer = Buffer.from(bytes);
      expect(decodeSafetensors(buffer).tensors.get('x')?.data).toEqual(new Float64Array([2.5]));
    }
  });

  it('widens F16 and BF16 to single precision', () => {
    // Half: 1.5, −2, the smallest subnormal, the largest value, infinity. BF16: 1.5, −2.
    const half = [0x00, 0x3e, 0x00, 0xc0, 0x01, 0x00, 0xff, 0x7b, 0x00, 0x7c];
    const brain = [0xc0, 0x3f, 0x00, 0xc0];
    const header = `{"h":${entry('F16', [5], [0, 10])},"b":${entry('BF16', [2], [10, 14])}}`;
    const { tensors } = decodeSafetensors(file(header, [...half, ...brain]));
    expect(tensors.get('h')?.data).toEqual(new Float32Array([1.5, -2, 2 ** -24, 65504, Infinity]));
    expect(tensors.get('b')?.data).toEqual(new Float32Array([1.5, -2]));
  });

  it('keeps tensors without elements and an empty file', () => {
    const { tensors } = decodeSafetensors(file(`{"e":${entry('F32', [0, 4], [0, 0])}}`));
    expect(tensors.get('e')).toEqual({ shape: [0, 4], data: new Float32Array() });
    expect(decodeSafetensors(file('{}')).tensors.size).toBe(0);
  });
});

describe('a file by another implementation', () => {
  // save_file of the Python package safetensors 0.8.0 with numpy 2.4.6:
  // b = float32 [[1.5, -2.25, 3e-42]], a = int64 [2**40, -7], half = float16 [0.1, 65504, 6e-8],
  // flag = [True, False, True], wide = float64 3.141592653589793, none = float32 of shape (0, 3),
  // i = int32 [-5], u = uint8 [1, 2, 255].
  const file = [
    'CAIAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJtYWRlIjoiYnkgc2FmZXRlbnNvcnMiLCJub3RlIjoiw6kgXCJxXCIifSwi',
    'YSI6eyJkdHlwZSI6Ikk2NCIsInNoYXBlIjpbMl0sImRhdGFfb2Zmc2V0cyI6WzAsMTZdfSwid2lkZSI6eyJkdHlwZSI6',
    'IkY2NCIsInNoYXBlIjpbXSwiZGF0YV9vZmZzZXRzIjpbMTYsMjRdfSwiYiI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpb',
    'MSwzXSwiZGF0YV9vZmZzZXRzIjpbMjQsMzZdfSwibm9uZSI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbMCwzXSwiZGF0',
    'YV9vZmZzZXRzIjpbMzYsMzZdfSwiaSI6eyJkdHlwZSI6IkkzMiIsInNoYXBlIjpbMV0sImRhdGFfb2Zmc2V0cyI6WzM2',
    'LDQwXX0sImhhbGYiOnsiZHR5cGUiOiJGMTYiLCJzaGFwZSI6WzNdLCJkYXRhX29mZnNldHMiOls0MCw0Nl19LCJ1Ijp7',
    'ImR0eXBlIjoiVTgiLCJzaGFwZSI6WzNdLCJkYXRhX29mZnNldHMiOls0Niw0OV19LCJmbGFnIjp7ImR0eXBlIjoiQk9P',
    'TCIsInNoYXBlIjpbM10sImRhdGFfb2Zmc2V0cyI6WzQ5LDUyXX19ICAgICAgAAAAAAABAAD5/////////xgtRFT7IQlA',
    'AADAPwAAEMBdCAAA+////2Yu/3sBAAEC/wEAAQ==',
  ].join('');

  it('is read as it was meant', () => {
    const { tensors, metadata } = decodeSafetensors(Buffer.from(file, 'base64'));
    expect(metadata).toEqual({ made: 'by safetensors', note: 'é "q"' });
    expect(Object.fromEntries(tensors)).toEqual({
      a: { shape: [2], data: new BigInt64Array([2n ** 40n, -7n]) },
      b: { shape: [1, 3], data: new Float32Array([1.5, -2.25, 3e-42]) },
      // The nearest halves: 0x2e66 and the smallest subnormal.
      half: { shape: [3], data: new Float32Array([0.0999755859375, 65504, 2 ** -24]) },
      flag: { shape: [3], data: new Uint8Array([1, 0, 1]) },
      wide: { shape: [], data: new Float64Array([Math.PI]) },
      none: { shape: [0, 3], data: new Float32Array() },
      i: { shape: [1], data: new Int32Array([-5]) },
      u: { shape: [3], data: new Uint8Array([1, 2, 255]) },
    });
  });
});

describe('writing', () => {
  const arrays: [string, NamedTensor][] = [
    ['bytes', { shape: [3], data: new Uint8Array([1, 2, 255]) }],
    ['f32', { shape: [2, 2], data: new Float32Array([1, Number.NaN, -0, 3e-42]) }],
    ['f64', { shape: [2], data: new Float64Array([Math.PI, -Infinity]) }],
    ['i32', { shape: [1], data: new Int32Array([-(2 ** 31)]) }],
    ['i64', { shape: [2], data: new BigInt64Array([-1n, 2n ** 62n]) }],
    ['u16', { shape: [1], data: new Uint16Array([65535]) }],
    ['__proto__', { shape: [1], data: new Float32Array([7]) }],
    ['10', { shape: [], data: new Float32Array([8]) }],
    ['9 "quoted" 한글', { shape: [1], data: new Float32Array([9]) }],
  ];

  it('gives back every array, name and metadata field bit by bit', () => {
    const path = join(folder, 'a.safetensors');
    writeSafetensors(path, { tensors: arrays, metadata: { format: 'pt', note: 'ü "x"\n' } });
    const { tensors, metadata } = readSafetensors(path);
    const header = readSafetensorsHeader(path);
    expect(header.metadata).toEqual(metadata);
    expect(header.entries.map(({ name, shape }) => [name, shape])).toEqual(
      [...tensors].map(([name, { shape }]) => [name, shape]),
    );
    expect(metadata).toEqual({ format: 'pt', note: 'ü "x"\n' });
    expect(tensors.size).toBe(arrays.length);
    for (const [name, { shape, data }] of arrays) {
      const read = tensors.get(name);
      expect(read?.shape).toEqual(shape);
      expect(read?.data.constructor).toBe(data.constructor);
      expect(Buffer.from(read!.data.buffer, read!.data.byteOffset, read!.data.byteLength)).toEqual(
        Buffer.from(data.buffer, data.byteOffset, data.byteLength),
      );
    }
  });

  it('begins the data and each array at a multiple of the element size', () => {
    const bytes = joined(encodeSafetensors({ tensors: arrays }));
    const headerLength = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(headerLength % 8).toBe(0);
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength)));
    const sizes: Record<string, number> = { F64: 8, I64: 8, F32: 4, I32: 4, U16: 2, U8: 1 };
    for (const { dtype, data_offsets } of Object.values<{ dtype: string; data_offsets: number[] }>(
      header,
    )) {
      expect(data_offsets[0]! % sizes[dtype]!).toBe(0);
    }
  });

  it('writes the same bytes each time', () => {
    expect(joined(encodeSafetensors({ tensors: arrays }))).toEqual(
      joined(encodeSafetensors({ tensors: arrays })),
    );
  });

  it('refuses a shape that does not fit and a name used twice', () => {
    const one = { shape: [2], data: new Float32Array(3) };
    expect(caught(() => encodeSafetensors({ tensors: [['x', one]] }))).toMatchObject({
      code: 'shape',
      message: 'expected tensor "x" of shape (2) to hold 2 values but received 3',
    });
    const good = { shape: [3], data: new Float32Array(3) };
    const twice = {
      tensors: [
        ['x', good],
        ['x', good],
      ] as [string, NamedTensor][],
    };
    expect(caught(() => encodeSafetensors(twice)).message).toContain('"x" is already used');
  });
});

describe('broken files', () => {
  const whole = entry('F32', [1], [0, 4]);
  const four = [0, 0, 0, 0];
  const cases: [string, Uint8Array, string][] = [
    ['an empty file', new Uint8Array(0), 'it has 0 bytes'],
    ['a file of 7 bytes', new Uint8Array(7), 'it has 7 bytes, and the header length alone takes 8'],
    ['a header longer than the file', file('{}', [], 3), 'a header of 3 bytes, but only 2 bytes'],
    ['a header above the ceiling', file('{}', [], 100_000_001), 'the most allowed is 100000000'],
    ['a header length of 2^64 − 1', new Uint8Array(64).fill(255), 'the most allowed is'],
    ['a header that is not UTF-8', file(new Uint8Array([0x7b, 0xff, 0x7d])), 'not UTF-8'],
    ['a header that is not JSON', file('{"x":'), 'not JSON'],
    ['a header with a byte order mark', file('\ufeff{}'), 'not JSON'],
    ['a header that is an array', file('[]'), 'not a JSON object'],
    ['a header that is null', file('null'), 'not a JSON object'],
    ['metadata that is a list', file('{"__metadata__":[]}'), '__metadata__ is not'],
    ['metadata with a number', file('{"__metadata__":{"a":1}}'), '"a" is not a string'],
    ['an entry that is a number', file('{"x":1}'), 'entry of tensor "x" is not a JSON object'],
    ['no dtype', file('{"x":{"shape":[],"data_offsets":[0,0]}}'), 'dtype undefined'],
    ['an unknown dtype', file(`{"x":${entry('F8', [1], [0, 1])}}`, [0]), 'dtype "F8"'],
    [
      'a dtype named like a method',
      file(`{"x":${entry('toString', [1], [0, 1])}}`),
      'dtype "toString"',
    ],
    ['a shape that is a number', file(`{"x":${entry('F32', 1, [0, 4])}}`, four), 'a shape that'],
    ['a negative size', file(`{"x":${entry('F32', [-1], [0, 4])}}`, four), 'a shape that'],
    ['a fractional size', file(`{"x":${entry('F32', [0.5], [0, 2])}}`, [0, 0]), 'a shape that'],
    ['three offsets', file(`{"x":${entry('F32', [1], [0, 4, 8])}}`, four), 'two byte positions'],
    ['a negative offset', file(`{"x":${entry('F32', [1], [-4, 0])}}`), 'two byte positions'],
    ['offsets in the wrong order', file(`{"x":${entry('F32', [1], [4, 0])}}`, four), '[4, 0]'],
    [
      'an offset beyond the data',
      file(`{"x":${entry('F32', [2], [0, 8])}}`, four),
      'the 4 bytes of data',
    ],
    [
      'too few bytes for the shape',
      file(`{"x":${entry('F32', [2], [0, 4])}}`, four),
      'needs 8 bytes',
    ],
    [
      'too many bytes for the shape',
      file(`{"x":${entry('U8', [2], [0, 4])}}`, four),
      'needs 2 bytes',
    ],
    [
      'a shape whose size overflows',
      file(`{"x":${entry('F32', Array(70).fill(2 ** 52), [0, 4])}}`, four),
      'needs Infinity bytes',
    ],
    [
      'overlapping tensors',
      file(`{"x":${whole},"y":${entry('F32', [1], [2, 6])}}`, [0, 0, 0, 0, 0, 0]),
      '"y" overlaps',
    ],
    ['the same bytes twice', file(`{"x":${whole},"y":${whole}}`, four), '"y" overlaps'],
    [
      'a hole',
      file(`{"x":${entry('U8', [1], [0, 1])},"y":${entry('U8', [1], [2, 3])}}`, [0, 0, 0]),
      'a hole',
    ],
    ['a hole at the beginning', file(`{"x":${entry('U8', [1], [1, 2])}}`, [0, 0]), 'a hole'],
    ['bytes left over', file(`{"x":${whole}}`, [...four, 9]), '1 bytes after the last tensor'],
    ['a name twice', file(`{"x":${whole},"x":${whole}}`, four), 'the name "x" twice'],
    [
      'a name twice, once escaped',
      file(`{"x":${whole},"\\u0078":${whole}}`, four),
      'the name "x" twice',
    ],
    [
      'a text file',
      new TextEncoder().encode('hello, this is no tensor file'),
      'the most allowed is',
    ],
  ];
  it.each(cases)('says what is wrong with %s', (_, bytes, part) => {
    const path = join(folder, 'x.safetensors');
    writeFileSync(path, bytes);
    const { code, message } = caught(() => readSafetensors(path));
    expect(caught(() => readSafetensorsHeader(path))).toMatchObject({ code, message });
    expect(code).toBe('format');
    expect(message).toContain(part);
    expect(message).toContain(path);
    expect(message).toContain('take another copy');
  });

  it('finds every file that was cut off', () => {
    const bytes = joined(
      encodeSafetensors({ tensors: [['x', { shape: [4], data: new Float32Array(4) }]] }),
    );
    for (let length = 0; length < bytes.length; length++) {
      expect(caught(() => decodeSafetensors(bytes.subarray(0, length))).code).toBe('format');
    }
  });

  it('refuses a file beyond the ceiling before reading it', () => {
    const path = join(folder, 'x.safetensors');
    writeFileSync(path, '');
    truncateSync(path, maxFileBytes + 1); // sparse: takes no space
    const { code, message } = caught(() => readSafetensors(path));
    expect(code).toBe('format');
    expect(message).toContain(`the most allowed is ${maxFileBytes}`);
  });

  it('keeps equal names apart in different objects and inside strings', () => {
    const header = `{"x":${whole},"__metadata__":{"x":"{\\"x\\":1,\\"x\\":2}","dtype":"\\\\"}}`;
    expect(decodeSafetensors(file(header, four)).tensors.size).toBe(1);
  });

  it('tells an absent file and a folder from a broken one', () => {
    const absent = caught(() => readSafetensors(join(folder, 'none')));
    expect(absent.code).toBe('file');
    expect(absent.message).toContain('there is no such file');
    expect(caught(() => readSafetensors(folder)).message).toContain('it is a folder');
  });
});

describe('replacing a file', () => {
  it('leaves the previous file when writing stops in the middle', () => {
    const path = join(folder, 'a.safetensors');
    const data = new Float32Array([1, 2]);
    writeSafetensors(path, { tensors: [['x', { shape: [2], data }]] });
    const before = readFileSync(path);
    function* failing(): Iterable<[string, NamedTensor]> {
      yield ['x', { shape: [2], data: new Float32Array([3, 4]) }];
      throw new Error('stopped');
    }
    expect(() => writeSafetensors(path, { tensors: failing() })).toThrow('stopped');
    expect(readFileSync(path)).toEqual(before);
  });
});

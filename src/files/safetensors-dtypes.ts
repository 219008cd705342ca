/** The element types of safetensors and the arrays that hold them here. */
import { UnrollError } from '../util/errors.ts';

export type TensorValues =
  | Float64Array
  | Float32Array
  | BigInt64Array
  | BigUint64Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array;

interface DtypeRow {
  /** Bytes of one element in the file. */
  readonly bytes: number;
  /** Elements from an aligned piece of memory that holds whole elements. */
  readonly view: (buffer: ArrayBufferLike, offset: number, length: number) => TensorValues;
}

/** F16 and BF16 are widened to Float32Array, BOOL is read as bytes 0 and 1. */
export const dtypes = {
  F64: { bytes: 8, view: (b, o, n) => new Float64Array(b, o, n) },
  F32: { bytes: 4, view: (b, o, n) => new Float32Array(b, o, n) },
  F16: { bytes: 2, view: (b, o, n) => Float32Array.from(new Uint16Array(b, o, n), fromHalf) },
  BF16: { bytes: 2, view: (b, o, n) => fromBrainFloat(new Uint16Array(b, o, n)) },
  I64: { bytes: 8, view: (b, o, n) => new BigInt64Array(b, o, n) },
  U64: { bytes: 8, view: (b, o, n) => new BigUint64Array(b, o, n) },
  I32: { bytes: 4, view: (b, o, n) => new Int32Array(b, o, n) },
  U32: { bytes: 4, view: (b, o, n) => new Uint32Array(b, o, n) },
  I16: { bytes: 2, view: (b, o, n) => new Int16Array(b, o, n) },
  U16: { bytes: 2, view: (b, o, n) => new Uint16Array(b, o, n) },
  I8: { bytes: 1, view: (b, o, n) => new Int8Array(b, o, n) },
  U8: { bytes: 1, view: (b, o, n) => new Uint8Array(b, o, n) },
  BOOL: { bytes: 1, view: (b, o, n) => new Uint8Array(b, o, n) },
} as const satisfies Record<string, DtypeRow>;

export type Dtype = keyof typeof dtypes;

export function isDtype(name: unknown): name is Dtype {
  return typeof name === 'string' && Object.hasOwn(dtypes, name);
}

const writable: readonly (readonly [new () => TensorValues, Dtype])[] = [
  [Float32Array, 'F32'],
  [Float64Array, 'F64'],
  [Int32Array, 'I32'],
  [BigInt64Array, 'I64'],
  [Uint8Array, 'U8'],
  [BigUint64Array, 'U64'],
  [Uint32Array, 'U32'],
  [Int16Array, 'I16'],
  [Uint16Array, 'U16'],
  [Int8Array, 'I8'],
];

/** The dtype under which an array is written. */
export function dtypeOf(data: TensorValues): Dtype {
  for (const [Kind, dtype] of writable) if (data instanceof Kind) return dtype;
  throw new UnrollError('usage', 'expected tensor values to be in a typed array of numbers');
}

/** The elements in `bytes`; a view if the address is a multiple of the element size, else a copy. */
export function readValues(dtype: Dtype, bytes: Uint8Array): TensorValues {
  const { bytes: size, view } = dtypes[dtype];
  const aligned = bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
  return view(aligned.buffer, aligned.byteOffset, aligned.length / size);
}

/** IEEE 754 binary16 from its bits. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** bfloat16 is the upper half of a float32. */
function fromBrainFloat(halves: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(halves, (bits) => bits << 16).buffer);
}

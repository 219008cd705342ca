/** Arrays of numbers as text, bit for bit, for models kept as JSON: little-endian bytes in base64. */
import { UnrollError } from '../util/errors.ts';

type Numbers = Float32Array | Float64Array | Int32Array;

export function toBase64(numbers: Numbers): string {
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return btoa(text);
}

/** Error 'format' for text that holds no such numbers. */
export function float64FromBase64(text: string): Float64Array<ArrayBuffer> {
  return new Float64Array(bytesOf(text, 8));
}

export function float32FromBase64(text: string): Float32Array<ArrayBuffer> {
  return new Float32Array(bytesOf(text, 4));
}

export function int32FromBase64(text: string): Int32Array<ArrayBuffer> {
  return new Int32Array(bytesOf(text, 4));
}

function bytesOf(text: string, size: number): ArrayBuffer {
  let binary: string;
  try {
    binary = atob(text);
  } catch (cause) {
    throw new UnrollError('format', 'the model holds numbers that are not base64', { cause });
  }
  if (binary.length % size !== 0) {
    throw new UnrollError('format', `${binary.length} bytes are no numbers of ${size} bytes each`);
  }
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes.buffer;
}

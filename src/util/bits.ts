/** Access to the bits of a double, and exact powers of two. */

const double = new Float64Array(1);
const words = new Int32Array(double.buffer);
const HIGH = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;
const LOW = 1 - HIGH;

/** Sign, exponent and the upper 20 bits of the fraction. */
export function highWord(x: number): number {
  double[0] = x;
  return words[HIGH];
}

/** The lower 32 bits of the fraction (signed). */
export function lowWord(x: number): number {
  double[0] = x;
  return words[LOW];
}

export function fromWords(high: number, low: number): number {
  words[HIGH] = high;
  words[LOW] = low;
  return double[0];
}

/** 2^k exactly, for −1074 <= k <= 1023. */
export function powerOfTwo(k: number): number {
  return k >= -1022 ? fromWords((k + 1023) << 20, 0) : fromWords((k + 2045) << 20, 0) * 2 ** -1022;
}

/** x·2^k, rounded once. */
export function scaleByPowerOfTwo(x: number, k: number): number {
  if (k > 1023) return x * powerOfTwo(1023) * powerOfTwo(Math.min(k - 1023, 1023));
  if (k < -1074) return x * powerOfTwo(Math.max(k + 1000, -1074)) * powerOfTwo(-1000);
  return x * powerOfTwo(k);
}

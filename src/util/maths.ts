/**
 * exp, log, tanh and their kin in doubles, made of + − · / and √ alone: the same bits on every
 * engine (Math.exp and the others differ between engines), with errors below 1 ulp (sigmoid and
 * tanh: 2 ulp). The polynomials and reductions of exp, log, log1p, expm1, sin and cos are those of
 * FreeBSD's msun ("fdlibm", Sun Microsystems 1993, "Permission to use, copy, modify, and distribute
 * this software is freely granted, provided that this notice is preserved").
 */
import { fromWords, highWord, lowWord, scaleByPowerOfTwo } from './bits.ts';

export { pow } from './maths-pow.ts';
export { cos, sin } from './maths-trigonometry.ts';

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** e^x */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY;
  if (x < -745.1332191019411) return 0;
  // x = k·ln2 + (high − low)
  const k = Math.abs(x) > 0.34657359027997264 ? roundToInteger(x * Math.LOG2E) : 0;
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (0.16666666666666602 +
        t *
          (-0.0027777777777015593 +
            t *
              (0.00006613756321437934 +
                t * (-0.0000016533902205465252 + t * 4.1381367970572385e-8))));
  return scaleByPowerOfTwo(1 - (low - (r * c) / (2 - c) - high), k);
}

/** e^x − 1, accurate near 0. */
export function expm1(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY;
  if (x < -38.81624) return -1;
  if (Math.abs(x) < 5.5e-17) return x;
  const k = Math.abs(x) > 0.34657359027997264 ? roundToInteger(x * Math.LOG2E) : 0;
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const c = high - r - low;
  const half = 0.5 * r;
  const hxs = r * half;
  const r1 =
    1 +
    hxs *
      (-0.03333333333333313 +
        hxs *
          (0.0015873015872548146 +
            hxs *
              (-0.0000793650757867488 +
                hxs * (0.000004008217827329362 + hxs * -2.0109921818362437e-7))));
  const t = 3 - r1 * half;
  const e = hxs * ((r1 - t) / (6 - r * t));
  if (k === 0) return r - (r * e - hxs);
  const e2 = r * (e - c) - c - hxs;
  if (k === -1) return 0.5 * (r - e2) - 0.5;
  if (k === 1) return r < -0.25 ? -2 * (e2 - (r + 0.5)) : 1 + 2 * (r - e2);
  if (k <= -2 || k > 56) return scaleByPowerOfTwo(1 - (e2 - r), k) - 1;
  if (k < 20) return scaleByPowerOfTwo(1 - scaleByPowerOfTwo(1, -k) - (e2 - r), k);
  return scaleByPowerOfTwo(r - (e2 + scaleByPowerOfTwo(1, -k)) + 1, k);
}

/** log((1 + f)) − f + f²/2, for 1 + f in [√½, √2]. */
function logTail(s: number, hfsq: number): number {
  const z = s * s;
  const w = z * z;
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const odd =
    z *
    (0.6666666666666735 +
      w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  return s * (hfsq + even + odd);
}

/** The natural logarithm; NaN for negative x. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  let scaled = x;
  let k = 0;
  if (x < 2.2250738585072014e-308) {
    scaled = x * 18014398509481984; // 2^54: a denormal becomes normal
    k = -54;
  }
  // x = 2^k·(1 + f) with 1 + f in [√½, √2]
  let high = highWord(scaled);
  const low = lowWord(scaled);
  k += (high >> 20) - 1023;
  high &= 0xfffff;
  const up = (high + 0x95f64) & 0x100000;
  k += up >> 20;
  const f = fromWords(high | (up ^ 0x3ff00000), low) - 1;
  if (f === 0) return k * LN2_HIGH + k * LN2_LOW;
  const hfsq = 0.5 * f * f;
  const tail = logTail(f / (2 + f), hfsq);
  return k * LN2_HIGH - (hfsq - (tail + k * LN2_LOW) - f);
}

/** log(1 + x), accurate near 0. */
export function log1p(x: number): number {
  if (x === 0 || x === Number.POSITIVE_INFINITY) return x;
  if (!(x > -1)) return x === -1 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (Math.abs(x) < 1.1e-16) return x;
  const u = 1 + x;
  if (u === Number.POSITIVE_INFINITY) return log(x);
  let high = highWord(u);
  const low = lowWord(u);
  let k = (high >> 20) - 1023;
  // What rounding 1 + x lost, relative to u.
  const lost = (k > 0 ? 1 - (u - x) : x - (u - 1)) / u;
  high &= 0xfffff;
  const up = (high + 0x95f64) & 0x100000;
  k += up >> 20;
  const f = k === 0 ? x : fromWords(high | (up ^ 0x3ff00000), low) - 1;
  const correction = k === 0 ? 0 : lost;
  const hfsq = 0.5 * f * f;
  const tail = logTail(f / (2 + f), hfsq);
  return k * LN2_HIGH - (hfsq - (tail + (k * LN2_LOW + correction)) - f);
}

/** 1/(1 + e^−x) */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + exp(-x));
  const e = exp(x);
  return e / (1 + e);
}

export function tanh(x: number): number {
  const a = Math.abs(x);
  if (a < 2.8e-17) return x;
  if (a > 22) return x > 0 ? 1 : -1;
  let y: number;
  if (a >= 1) {
    y = 1 - 2 / (expm1(2 * a) + 2);
  } else {
    const t = expm1(-2 * a);
    y = -t / (t + 2);
  }
  return x < 0 ? -y : y;
}

/** log Σ e^x over x[start, start + length), without overflow; −∞ for no or only −∞ terms. */
export function logSumExp(x: ArrayLike<number>, start = 0, length = x.length - start): number {
  let max = Number.NEGATIVE_INFINITY;
  for (let i = start; i < start + length; i++) {
    if (!(x[i] <= max)) max = x[i];
  }
  if (!Number.isFinite(max)) return max;
  let sum = 0;
  for (let i = start; i < start + length; i++) sum += exp(x[i] - max);
  return max + log(sum);
}

/** Halves away from zero; |x| < 2^31. */
function roundToInteger(x: number): number {
  return (x < 0 ? x - 0.5 : x + 0.5) | 0;
}

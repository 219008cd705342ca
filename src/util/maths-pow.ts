/** x^y in doubles, below 1 ulp, from + − · / and √ alone; the method and constants are fdlibm's e_pow.c (see maths.ts). */
import { fromWords, highWord, lowWord, scaleByPowerOfTwo } from './bits.ts';

/** log2(1.5) and its tail, by the half of the interval in which the fraction lies. */
const BASE = [1, 1.5] as const;
const LOG2_BASE_HIGH = [0, 0.5849624872207642] as const;
const LOG2_BASE_LOW = [0, 1.350039202129749e-8] as const;

/** x^y with the special cases of IEEE 754, but 1^±∞ and 1^NaN as ECMAScript has them (NaN). */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  const a = Math.abs(x);
  const whole = Number.isInteger(y);
  const odd = whole && Math.abs(y) < 9007199254740992 && y % 2 !== 0;
  const negative = odd && (x < 0 || Object.is(x, -0));
  if (!Number.isFinite(y)) {
    if (a === 1) return Number.NaN;
    return a > 1 === y > 0 ? Number.POSITIVE_INFINITY : 0;
  }
  if (a === 0 || a === Number.POSITIVE_INFINITY) {
    const z = (a === 0) === y > 0 ? 0 : Number.POSITIVE_INFINITY;
    return negative ? -z : z;
  }
  if (x < 0 && !whole) return Number.NaN;
  if (a === 1) return negative ? -1 : 1;
  if (y === 1) return x;
  if (y === 2) return x * x;
  if (y === 0.5) return Math.sqrt(x);
  if (y === -1) return 1 / x;
  // y·log2(a) beyond ±1100 for certain; also keeps n below small enough to be exact.
  if (Math.abs(y) > 1.2e19) return a > 1 === y > 0 ? (negative ? -Infinity : Infinity) : 0;
  const magnitude = powPositive(a, y);
  return negative ? -magnitude : magnitude;
}

/** Clears the lower 32 bits, so that products of two such numbers are exact. */
function upper(x: number): number {
  return fromWords(highWord(x), 0);
}

function powPositive(a: number, y: number): number {
  const [t1, t2] = log2Split(a);
  // y·log2(a) = pHigh + pLow
  const y1 = upper(y);
  const pLow = (y - y1) * t1 + y * t2;
  const pHigh = y1 * t1;
  const z = pLow + pHigh;
  if (z >= 1024.0000001) return Number.POSITIVE_INFINITY;
  if (z <= -1076) return 0;
  const n = Math.floor(z + 0.5);
  const high = pHigh - n;
  // 2^(high + pLow)
  const t = upper(pLow + high);
  const u = t * 0.6931471824645996;
  const v = (pLow - (t - high)) * Math.LN2 + t * -1.904654299957768e-9;
  const s = u + v;
  const w = v - (s - u);
  const q = s * s;
  const c =
    s -
    q *
      (0.16666666666666602 +
        q *
          (-0.0027777777777015593 +
            q *
              (0.00006613756321437934 +
                q * (-0.0000016533902205465252 + q * 4.1381367970572385e-8))));
  const r = (s * c) / (c - 2) - (w + s * w);
  return scaleByPowerOfTwo(1 - (r - s), n);
}

/** log2 a = t1 + t2, t1 with 21 bits. */
function log2Split(a: number): [number, number] {
  let n = 0;
  let x = a;
  if (x < 2.2250738585072014e-308) {
    x *= 9007199254740992;
    n = -53;
  }
  const high = highWord(x);
  n += (high >> 20) - 1023;
  const fraction = high & 0xfffff;
  let k = 0;
  let exponent = fraction | 0x3ff00000;
  if (fraction > 0x3988e && fraction < 0xbb67a) k = 1;
  else if (fraction >= 0xbb67a) {
    n += 1;
    exponent -= 0x100000;
  }
  x = fromWords(exponent, lowWord(x));
  // s = (x − base)/(x + base) = sHigh + sLow
  const u = x - BASE[k];
  const v = 1 / (x + BASE[k]);
  const s = u * v;
  const sHigh = upper(s);
  const tHigh = fromWords(((exponent >> 1) | 0x20000000) + 0x80000 + (k << 18), 0);
  const tLow = x - (tHigh - BASE[k]);
  const sLow = v * (u - sHigh * tHigh - sHigh * tLow);
  const s2 = s * s;
  const r =
    s2 *
      s2 *
      (0.5999999999999946 +
        s2 *
          (0.4285714285785502 +
            s2 *
              (0.33333332981837743 +
                s2 *
                  (0.272728123808534 + s2 * (0.23066074577556175 + s2 * 0.20697501780033842))))) +
    sLow * (sHigh + s);
  const sHigh2 = sHigh * sHigh;
  const cHigh = upper(3 + sHigh2 + r);
  const cLow = r - (cHigh - 3 - sHigh2);
  const p = sHigh * cHigh;
  const pRest = sLow * cHigh + cLow * s;
  const pHigh = upper(p + pRest);
  const pLow = pRest - (pHigh - p);
  const zHigh = 0.9617967009544373 * pHigh;
  const zLow = -7.028461650952758e-9 * pHigh + pLow * 0.9617966939259756 + LOG2_BASE_LOW[k];
  const t1 = upper(zHigh + zLow + LOG2_BASE_HIGH[k] + n);
  return [t1, zLow - (t1 - n - LOG2_BASE_HIGH[k] - zHigh)];
}

/** sin and cos in doubles, within 1 ulp for |x| up to 10^6; the polynomials are fdlibm's (see maths.ts). */

const PIO2_1 = 1.5707963267341256; // the first 33 bits of π/2
const PIO2_2 = 6.077100506303966e-11; // the next 33
const PIO2_3 = 2.0222662487111665e-21; // the next 33
const PIO2_3_TAIL = 8.4784276603689e-32;
const TWO_OVER_PI = 0.6366197723675814;

export function sin(x: number): number {
  const { quadrant, high, low } = reduce(x);
  const y = quadrant & 1 ? cosKernel(high, low) : sinKernel(high, low);
  return quadrant & 2 ? -y : y;
}

export function cos(x: number): number {
  const { quadrant, high, low } = reduce(x);
  const y = quadrant & 1 ? sinKernel(high, low) : cosKernel(high, low);
  return (quadrant + 1) & 2 ? -y : y;
}

/** x = quadrant·π/2 + high + low, |high| <= π/4 (a little more by rounding). */
function reduce(x: number): { quadrant: number; high: number; low: number } {
  if (!(Math.abs(x) > Math.PI / 4)) return { quadrant: 0, high: x, low: 0 };
  const n = Math.floor(x * TWO_OVER_PI + 0.5);
  // n·PIO2_1, _2, _3 are exact for n < 2^20; every subtraction keeps what it rounds away.
  const a = x - n * PIO2_1;
  const b = n * PIO2_2;
  const c = a - b;
  const cLost = a - c - b;
  const d = n * PIO2_3;
  const e = c - d;
  const eLost = c - e - d;
  const rest = cLost + eLost - n * PIO2_3_TAIL;
  const high = e + rest;
  return { quadrant: ((n % 4) + 4) % 4, high, low: e - high + rest };
}

function sinKernel(x: number, low: number): number {
  const z = x * x;
  const v = z * x;
  const r =
    0.00833333333332249 +
    z *
      (-0.0001984126982985795 +
        z * (0.0000027557313707070068 + z * (-2.5050760253406863e-8 + z * 1.58969099521155e-10)));
  return x - (z * (0.5 * low - v * r) - low - v * -0.16666666666666632);
}

function cosKernel(x: number, low: number): number {
  const z = x * x;
  const r =
    z *
    (0.0416666666666666 +
      z *
        (-0.001388888888887411 +
          z *
            (0.00002480158728947673 +
              z *
                (-2.7557314351390663e-7 +
                  z * (2.087572321298175e-9 + z * -1.1359647557788195e-11)))));
  const half = 0.5 * z;
  const w = 1 - half;
  return w + (1 - w - half + (z * r - x * low));
}

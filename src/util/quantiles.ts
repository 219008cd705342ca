/**
 * Distribution functions and their inverses: the standard normal and Student's t. Probabilities of the
 * lower tail keep their relative precision down to 1e-300; quantiles are found by Newton's method on the
 * logarithm of the tail.
 */
import { exp, log, log1p } from './maths.ts';
import { logGammaHalfStep } from './maths-gamma.ts';

const LOG_SQRT_2_PI = 0.9189385332046728;
const LOG_SQRT_PI = 0.5723649429247001;

/** P(X ≤ x) of the standard normal. */
export function normalCdf(x: number): number {
  return x <= 0 ? normalTail(-x) : 1 - normalTail(x);
}

/** The x with P(X ≤ x) = p; p from 0 to 1. */
export function normalQuantile(p: number): number {
  return symmetricQuantile(p, (tail) => {
    // Abramowitz and Stegun 26.2.23, error below 4.5e-4.
    const t = Math.sqrt(-2 * log(tail));
    const start =
      t -
      (2.515517 + t * (0.802853 + t * 0.010328)) /
        (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    const logDensity = (x: number) => -0.5 * x * x - LOG_SQRT_2_PI;
    return solveTail(tail, Math.max(start, 0), normalTail, logDensity);
  });
}

/** P(T ≤ t) of Student's t distribution with `degrees` of freedom, more than 0. */
export function studentCdf(t: number, degrees: number): number {
  return t <= 0 ? studentTail(-t, degrees) : 1 - studentTail(t, degrees);
}

/** The t with P(T ≤ t) = p; p from 0 to 1. */
export function studentQuantile(p: number, degrees: number): number {
  return symmetricQuantile(p, (tail) =>
    solveTail(
      tail,
      -normalQuantile(tail),
      (t) => studentTail(t, degrees),
      (t) => studentLogDensity(t, degrees),
    ),
  );
}

/** ln of the density of Student's t distribution at t. */
export function studentLogDensity(t: number, degrees: number): number {
  const log1 = log1p((t * t) / degrees);
  return logGammaHalfStep(degrees / 2) - LOG_SQRT_PI - 0.5 * (log(degrees) + (degrees + 1) * log1);
}

function symmetricQuantile(p: number, upper: (tail: number) => number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0.5) return 0;
  const tail = p < 0.5 ? p : 1 - p;
  const x = tail === 0 ? Number.POSITIVE_INFINITY : upper(tail);
  return p < 0.5 ? -x : x;
}

/** The x ≥ 0 whose upper tail is `wanted`, less than ½, by Newton's method within a bracket. */
function solveTail(
  wanted: number,
  start: number,
  tailOf: (x: number) => number,
  logDensity: (x: number) => number,
): number {
  const goal = log(wanted);
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  let x = start;
  for (let k = 0; k < 200; k++) {
    const tail = tailOf(x);
    const logTail = log(tail);
    if (logTail > goal) low = x;
    else high = x;
    // d ln tail/dx = −density/tail
    const newton = x + (logTail - goal) * exp(logTail - logDensity(x));
    const inside = newton > low && newton < high;
    const next = inside ? newton : high < Number.POSITIVE_INFINITY ? (low + high) / 2 : 2 * x + 1;
    if (Math.abs(next - x) <= 1e-15 * Math.abs(next)) return next;
    x = next;
  }
  return x;
}

/** P(X > z), z ≥ 0: near 0 by the series of Φ, beyond by Laplace's continued fraction. */
function normalTail(z: number): number {
  const density = exp(-0.5 * z * z - LOG_SQRT_2_PI);
  if (z < 2.5) {
    let term = z;
    let sum = z;
    for (let k = 3; Math.abs(term) > 1e-18 * sum; k += 2) {
      term *= (z * z) / k;
      sum += term;
    }
    return 0.5 - density * sum;
  }
  if (z === Number.POSITIVE_INFINITY) return 0;
  let fraction = z;
  for (let k = 150; k >= 1; k--) fraction = z + k / fraction;
  return density / fraction;
}

/** P(T > t), t ≥ 0: half of I_x(ν/2, ½), x = ν/(ν + t²). */
function studentTail(t: number, degrees: number): number {
  if (t === Number.POSITIVE_INFINITY) return 0;
  const a = degrees / 2;
  const square = t * t;
  const x = degrees / (degrees + square);
  const y = square / (degrees + square);
  if (y === 0) return 0.5;
  // ln of x^a·y^½ / B(a, ½), with ln x = −ln(1 + t²/ν)
  const front = -a * log1p(square / degrees) + 0.5 * log(y) + logGammaHalfStep(a) - LOG_SQRT_PI;
  if (x < (a + 1) / (a + 2.5)) return (0.5 * exp(front) * betaFraction(x, a, 0.5)) / a;
  return 0.5 * (1 - (exp(front) * betaFraction(y, 0.5, a)) / 0.5);
}

/** The continued fraction of the incomplete beta function (NIST 8.17.22), by Lentz's method. */
function betaFraction(x: number, a: number, b: number): number {
  const TINY = 1e-300;
  const away = (value: number) => (Math.abs(value) < TINY ? TINY : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let m = 1; m <= 10000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return h;
}

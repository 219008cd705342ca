/** The distribution of each number that a forecaster gives: its centre, its quantiles, draws from it. */
import type { Likelihood } from '../tensor/ops/likelihood.ts';
import { degreesOf, likelihoodColumns, scaleOf } from '../tensor/ops/likelihood.ts';
import { cos, pow } from '../util/maths.ts';
import { normalQuantile, studentQuantile } from '../util/quantiles.ts';
import type { Rng } from '../util/rng.ts';

/** One entry for each number. */
export interface Predictive {
  likelihood: Likelihood;
  location: Float64Array;
  /** Absent for 'mse'. */
  scale?: Float64Array;
  /** Of freedom, more than 2; 'student-t' only. */
  degrees?: Float64Array;
}

/** From a network's outputs (rows, columns), C numbers a row (see `negativeLogLikelihood`). */
export function predictiveOf(
  likelihood: Likelihood,
  outputs: ArrayLike<number>,
  C: number,
): Predictive {
  const columns = C * likelihoodColumns[likelihood];
  const count = (outputs.length / columns) * C;
  const part = (which: number, f: (raw: number) => number) =>
    Float64Array.from({ length: count }, (_, n) =>
      f(outputs[Math.floor(n / C) * columns + which * C + (n % C)]),
    );
  return {
    likelihood,
    location: part(0, (raw) => raw),
    scale: likelihood === 'mse' ? undefined : part(1, scaleOf),
    degrees: likelihood === 'student-t' ? part(2, degreesOf) : undefined,
  };
}

/** The p-quantile of each number; the location itself for 'mse', which has no spread. */
export function quantileOf({ location, scale, degrees }: Predictive, p: number): Float64Array {
  const normal = normalQuantile(p);
  return location.map((centre, n) => {
    const z = degrees ? studentQuantile(p, degrees[n]) : normal;
    return centre + (scale ? scale[n] * z : 0);
  });
}

/** A draw from number n; takes two words of random numbers, none for 'mse'. */
export function drawFrom({ location, scale, degrees }: Predictive, n: number, rng: Rng): number {
  if (scale === undefined) return location[n];
  return location[n] + scale[n] * (degrees ? studentDraw(degrees[n], rng) : rng.normal());
}

/** √(ν (U^(−2/ν) − 1)) · cos 2πV (Bailey 1994). */
function studentDraw(degrees: number, rng: Rng): number {
  const uniform = (rng.nextUint32() + 0.5) / 4294967296;
  const radius = Math.sqrt(degrees * (pow(uniform, -2 / degrees) - 1));
  return radius * cos((2 * Math.PI * rng.nextUint32()) / 4294967296);
}

/**
 * What Student's t distribution needs of the gamma function: its step by one half, and the derivative of
 * that. Above 16 by the asymptotic series in 1/a, below by Γ(a + 1) = a·Γ(a).
 */
import { log } from './maths.ts';

const LEAST = 16;

/** ln Γ(a + ½) − ln Γ(a), a > 0, to about 1e-15. */
export function logGammaHalfStep(a: number): number {
  let x = a;
  let below = 1;
  for (; x < LEAST; x++) below *= x / (x + 0.5);
  const r = 1 / (x * x);
  const series =
    -1 / 8 +
    r * (1 / 192 + r * (-1 / 640 + r * (17 / 14336 + r * (-31 / 18432 + (r * 691) / 180224))));
  return 0.5 * log(x) + series / x + log(below);
}

/** ψ(a + ½) − ψ(a), a > 0: the derivative of the above. */
export function digammaHalfStep(a: number): number {
  let x = a;
  let below = 0;
  // 1/x − 1/(x + ½)
  for (; x < LEAST; x++) below += 0.5 / (x * (x + 0.5));
  const r = 1 / (x * x);
  const series =
    1 / 8 +
    r * (-1 / 64 + r * (1 / 128 + r * (-17 / 2048 + r * (31 / 2048 - (r * 7601) / 180224))));
  return 0.5 / x + series * r + below;
}

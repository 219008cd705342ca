/**
 * The largest absolute value of a square matrix's eigenvalues, by Gelfand's formula
 * ρ(A) = lim ‖Aⁿ‖^(1/n): A is squared again and again, scaled back to norm 1 each time, so that after m
 * squarings n = 2^m. Complex pairs and equal eigenvalues, at which power iteration fails, make no difference.
 */
import type { Backend } from '../backend/backend.ts';
import { exp, log } from '../util/maths.ts';

/** n = 2^20: what the formula leaves out is then below rounding in single precision. */
const SQUARINGS = 20;

/** Of A (H, H), row-major; 0 for a nilpotent matrix, not finite where an entry is not. */
export function spectralRadius(backend: Backend, A: ArrayLike<number>, H: number): number {
  const matrix = backend.floats(H * H);
  const square = backend.floats(H * H);
  const into = backend.floats(backend.packedLength(H, H));
  try {
    let now = matrix;
    let next = square;
    now.array().set(A);
    let logarithm = 0;
    for (let m = 0; ; m++) {
      const size = scaleToOne(backend, now);
      if (!(size > 0 && size < Number.POSITIVE_INFINITY)) return size;
      // Where ‖Aⁿ‖ = C·ρⁿ, ρⁿ is ‖A²ⁿ‖/‖Aⁿ‖: counting the last norm twice is this quotient, and C is gone.
      if (m === SQUARINGS) return exp(logarithm + (2 * log(size)) / 2 ** m);
      logarithm += log(size) / 2 ** m;
      const b = backend.pack({ K: H, N: H, source: now, ld: H, into });
      backend.product({ M: H, a: now, lda: H, b, c: next, ldc: H });
      [now, next] = [next, now];
    }
  } finally {
    for (const block of [matrix, square, into]) backend.free(block);
  }
}

/** ‖A‖₂ = √ρ(AᵀA): the largest singular value of A (H, H), row-major. */
export function largestSingularValue(backend: Backend, A: ArrayLike<number>, H: number): number {
  const matrix = backend.floats(H * H);
  const gram = backend.floats(H * H);
  const into = backend.floats(backend.packedLength(H, H));
  try {
    matrix.array().set(A);
    // Scaled first, because squares of entries far from 1 may leave the range of single precision.
    const size = scaleToOne(backend, matrix);
    if (!(size > 0 && size < Number.POSITIVE_INFINITY)) return size;
    const b = backend.pack({ K: H, N: H, source: matrix, ld: H, into });
    backend.product({ M: H, a: matrix, lda: H, aTransposed: true, b, c: gram, ldc: H });
    return size * Math.sqrt(spectralRadius(backend, gram.array().slice(), H));
  } finally {
    for (const block of [matrix, gram, into]) backend.free(block);
  }
}

/** Divides by the Frobenius norm and returns it. */
function scaleToOne(backend: Backend, block: ReturnType<Backend['floats']>): number {
  const size = Math.sqrt(backend.sumSquares(block.length, block, 0));
  if (size > 0) backend.scale(block.length, 1 / size, block);
  return size;
}

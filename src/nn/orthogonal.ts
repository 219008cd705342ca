/** A random orthogonal matrix (n, n), row-major: modified Gram-Schmidt on normal rows, done twice. */
import type { Rng } from '../util/rng.ts';

export function orthogonal(n: number, rng: Rng): Float64Array {
  const q = new Float64Array(n * n);
  for (let i = 0; i < q.length; i++) q[i] = rng.normal();
  for (let r = 0; r < n; r++) {
    const row = q.subarray(r * n, (r + 1) * n);
    // One pass loses orthogonality to rounding when rows are close; a second one restores it.
    for (let pass = 0; pass < 2; pass++) {
      for (let p = 0; p < r; p++) subtractProjection(row, q.subarray(p * n, (p + 1) * n));
    }
    const length = Math.sqrt(dot(row, row));
    for (let k = 0; k < n; k++) row[k] /= length;
  }
  return q;
}

function subtractProjection(row: Float64Array, unit: Float64Array): void {
  const along = dot(row, unit);
  for (let k = 0; k < row.length; k++) row[k] -= along * unit[k];
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}

/** A random orthogonal matrix (n, n), row-major: modified Gram-Schmidt on normal rows. */
import type { Rng } from '../util/rng.ts';

export function orthogonal(n: number, rng: Rng): Float64Array {
  const q = new Float64Array(n * n);
  for (let i = 0; i < q.length; i++) q[i] = rng.normal();
  for (let r = 0; r < n; r++) {
    const row = q.subarray(r * n, (r + 1) * n);
    let before = Math.sqrt(dot(row, row));
    let after = before;
    // What is left of a row that lay close to the others is mostly rounding: it goes through again.
    do {
      before = after;
      for (let p = 0; p < r; p++) subtractProjection(row, q.subarray(p * n, (p + 1) * n));
      after = Math.sqrt(dot(row, row));
    } while (after < before / 4);
    for (let k = 0; k < n; k++) row[k] /= after;
  }
  return q;
}

function subtractProjection(row: Float64Array, unit: Float64Array): void {
  const along = dot(row, unit);
  for (let k = 0; k < row.length; k++) row[k] -= along * unit[k];
}

/** In four running sums, which do not wait for each other. */
function dot(a: Float64Array, b: Float64Array): number {
  const n = a.length;
  const whole = n - (n % 4);
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let k = 0; k < whole; k += 4) {
    s0 += a[k] * b[k];
    s1 += a[k + 1] * b[k + 1];
    s2 += a[k + 2] * b[k + 2];
    s3 += a[k + 3] * b[k + 3];
  }
  for (let k = whole; k < n; k++) s0 += a[k] * b[k];
  return s0 + s1 + (s2 + s3);
}

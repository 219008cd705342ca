/** Symmetric positive definite systems in double precision: A = L·Lᵀ, L lower triangular. */

/**
 * Replaces the lower triangle of A (n, n) by L; what stands above the diagonal is neither read nor
 * written. Returns whether A is positive definite, to within rounding.
 */
export function choleskyInPlace(a: Float64Array, n: number): boolean {
  for (let i = 0; i < n; i++) {
    const size = a[i * n + i];
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j];
      for (let k = 0; k < j; k++) sum -= a[i * n + k] * a[j * n + k];
      if (j < i) a[i * n + j] = sum / a[j * n + j];
      else if (sum > 1e-13 * size) a[i * n + i] = Math.sqrt(sum);
      else return false;
    }
  }
  return true;
}

/** Replaces b (n) by the x of L·Lᵀ·x = b. */
export function solveCholeskyInPlace(l: Float64Array, n: number, b: Float64Array): void {
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) b[i] -= l[i * n + k] * b[k];
    b[i] /= l[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) b[i] -= l[k * n + i] * b[k];
    b[i] /= l[i * n + i];
  }
}

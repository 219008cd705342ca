/**
 * Vectors and matrices as plain nested arrays of doubles, written for reading and not for speed.
 * `explain` computes with these alone, so that it shares nothing with the engine it is checked against.
 */
export type Vector = number[];
/** Rows of equal length. */
export type Matrix = number[][];

export function zeros(n: number): Vector {
  return new Array<number>(n).fill(0);
}

export function zeroMatrix(rows: number, columns: number): Matrix {
  return Array.from({ length: rows }, () => zeros(columns));
}

export function toMatrix(values: ArrayLike<number>, rows: number, columns: number): Matrix {
  return Array.from({ length: rows }, (_, r) =>
    Array.from({ length: columns }, (_, c) => values[r * columns + c]),
  );
}

export function map(a: Vector, f: (x: number) => number): Vector {
  return a.map(f);
}

export function zip(a: Vector, b: Vector, f: (x: number, y: number) => number): Vector {
  return a.map((x, i) => f(x, b[i]));
}

export function add(a: Vector, ...others: (Vector | undefined)[]): Vector {
  return a.map((x, i) => others.reduce((sum, other) => sum + (other?.[i] ?? 0), x));
}

/** a ⊙ b ⊙ … */
export function times(a: Vector, ...others: Vector[]): Vector {
  return a.map((x, i) => others.reduce((product, other) => product * other[i], x));
}

export function scaled(a: Vector, factor: number): Vector {
  return a.map((x) => x * factor);
}

/** A·x */
export function product(A: Matrix, x: Vector): Vector {
  return A.map((row) => row.reduce((sum, value, j) => sum + value * x[j], 0));
}

/** Aᵀ·y, for A with `columns` columns. */
export function transposedProduct(A: Matrix, y: Vector, columns: number): Vector {
  const result = zeros(columns);
  A.forEach((row, i) => {
    for (let j = 0; j < columns; j++) result[j] += row[j] * y[i];
  });
  return result;
}

/** A += a·bᵀ */
export function addOuter(A: Matrix, a: Vector, b: Vector): void {
  A.forEach((row, i) => {
    for (let j = 0; j < row.length; j++) row[j] += a[i] * b[j];
  });
}

export function addTo(target: Vector, values: Vector): void {
  for (let i = 0; i < target.length; i++) target[i] += values[i];
}

export function matrixProduct(A: Matrix, B: Matrix): Matrix {
  const columns = B[0]?.length ?? 0;
  return A.map((row) =>
    Array.from({ length: columns }, (_, j) => row.reduce((sum, a, k) => sum + a * B[k][j], 0)),
  );
}

/** √(Σ x²) */
export function norm(a: Vector): number {
  return Math.sqrt(a.reduce((sum, x) => sum + x * x, 0));
}

/**
 * The largest singular value of A, that is how much A can stretch a vector, by power iteration on
 * AᵀA from a fixed start with unequal entries.
 */
export function spectralNorm(A: Matrix): number {
  const columns = A[0]?.length ?? 0;
  let v = Array.from({ length: columns }, (_, j) => 1 + ((j * 7 + 3) % 11) / 13);
  let size = norm(v);
  let before = -1;
  for (let round = 0; round < 2000 && size > 0; round++) {
    v = scaled(v, 1 / size);
    const stretched = product(A, v);
    const sigma = norm(stretched);
    if (Math.abs(sigma - before) <= 1e-15 * sigma) return sigma;
    before = sigma;
    v = transposedProduct(A, stretched, columns);
    size = norm(v);
  }
  return Math.max(before, 0);
}

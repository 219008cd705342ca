/**
 * Numbers on a common scale: (x − mean)/sd of each column, by the mean and the standard deviation
 * (√(Σ(x − mean)²/n)) of the training data. A column that is constant there becomes 0 and has scale 1.
 */
import { UnrollError } from '../../util/errors.ts';
import { brokenEncoder, storedNumbers, storedObject } from './json.ts';

export interface StandardiserData {
  mean: readonly number[];
  sd: readonly number[];
}

type Numbers = Float32Array | Float64Array;

export class Standardiser {
  readonly mean: readonly number[];
  readonly sd: readonly number[];

  private constructor({ mean, sd }: StandardiserData) {
    this.mean = mean;
    this.sd = sd;
  }

  /**
   * Of rows (n, width) one after another, in several arrays or one. Throws 'data' for no rows, 'shape'
   * for a broken row, 'numeric' for what is not finite.
   */
  static fit(arrays: Numbers | readonly Numbers[], width: number): Standardiser {
    const parts = Array.isArray(arrays) ? (arrays as readonly Numbers[]) : [arrays as Numbers];
    let n = 0;
    for (const part of parts) {
      checkRows(part, width);
      n += part.length / width;
    }
    if (n === 0) throw new UnrollError('data', 'there are no rows to take a mean of');
    const mean = columnMeans(parts, width, (x) => x);
    const variance = columnMeans(parts, width, (x, column) => (x - mean[column]) ** 2);
    const wrong = variance.findIndex((value) => !Number.isFinite(value));
    if (wrong >= 0) {
      throw new UnrollError('numeric', `column ${wrong + 1} has no finite mean and variance`);
    }
    return new Standardiser({ mean, sd: variance.map((value, c) => scale(value, mean[c])) });
  }

  get width(): number {
    return this.mean.length;
  }

  /** In place, rows (n, width). */
  apply(rows: Numbers): void {
    checkRows(rows, this.width);
    for (let i = 0; i < rows.length; i++) {
      const column = i % this.width;
      rows[i] = (rows[i] - this.mean[column]) / this.sd[column];
    }
  }

  /** In place: `apply` undone, up to rounding. */
  invert(rows: Numbers): void {
    checkRows(rows, this.width);
    for (let i = 0; i < rows.length; i++) {
      const column = i % this.width;
      rows[i] = rows[i] * this.sd[column] + this.mean[column];
    }
  }

  toJSON(): StandardiserData {
    return { mean: this.mean, sd: this.sd };
  }

  /** Throws 'format'. */
  static fromJSON(json: unknown): Standardiser {
    const what = 'standardisation';
    const stored = storedObject(json, what);
    const mean = storedNumbers(stored.mean, what, 'mean');
    const sd = storedNumbers(stored.sd, what, 'sd');
    if (mean.length === 0 || mean.length !== sd.length) {
      throw brokenEncoder(what, `it has ${mean.length} means and ${sd.length} deviations`);
    }
    if (!sd.every((value) => value > 0)) throw brokenEncoder(what, '"sd" must be above 0');
    return new Standardiser({ mean, sd });
  }
}

function columnMeans(
  parts: readonly Numbers[],
  width: number,
  of: (x: number, column: number) => number,
): number[] {
  const sums = new Array<number>(width).fill(0);
  let n = 0;
  for (const part of parts) {
    for (let i = 0; i < part.length; i++) sums[i % width] += of(part[i], i % width);
    n += part.length / width;
  }
  return sums.map((sum) => sum / n);
}

/** A deviation that is rounding of the mean alone is none. */
function scale(variance: number, mean: number): number {
  const sd = Math.sqrt(variance);
  return sd > 1e-12 * Math.abs(mean) ? sd : 1;
}

function checkRows(rows: Numbers, width: number): void {
  if (Number.isInteger(width) && width >= 1 && rows.length % width === 0) return;
  throw new UnrollError(
    'shape',
    `expected rows of ${width} numbers but received ${rows.length} numbers`,
  );
}

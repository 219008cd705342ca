/** Of the units of one layer: the covariance of what is shown of each with the same one a step later. */
export class Steadiness {
  private readonly H: number;
  private readonly last: Float64Array;
  private readonly sum: Float64Array;
  private readonly products: Float64Array;
  private count = 0;

  constructor(H: number) {
    this.H = H;
    this.last = new Float64Array(H);
    this.sum = new Float64Array(H);
    this.products = new Float64Array(H);
  }

  /** (steps, H), on from those before. */
  add(values: ArrayLike<number>): void {
    const { H, last, sum, products } = this;
    for (let k = 0; k < values.length; k++) {
      const unit = k % H;
      const x = values[k];
      sum[unit] += x;
      if (this.count > 0 || k >= H) products[unit] += x * last[unit];
      last[unit] = x;
    }
    this.count += values.length / H;
  }

  /** By unit; 0 for fewer than two steps. */
  covariances(): number[] {
    const { count, sum, products } = this;
    if (count < 2) return Array.from(sum, () => 0);
    return Array.from(sum, (s, unit) => products[unit] / (count - 1) - (s / count) ** 2);
  }
}

/** The units of one layer over some steps, (steps, H), steadiest first. */
export function steadyUnits(values: ArrayLike<number>, H: number): number[] {
  const steadiness = new Steadiness(H);
  steadiness.add(values);
  const covariances = steadiness.covariances();
  return covariances
    .map((_, unit) => unit)
    .sort((a, b) => covariances[b] - covariances[a] || a - b);
}

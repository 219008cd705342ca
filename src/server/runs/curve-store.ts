/**
 * A curve that grows without end in bounded memory: when its buckets are full, neighbours are joined, so that
 * each holds twice as many steps as before. Smallest, largest and mean of what a bucket has seen stay exact.
 */
import type { Curve } from '../../protocol/runs.ts';

/** Also the most points that a curve can be asked for. */
export const CAPACITY = 4096;

export class CurveStore {
  /** Values in a full bucket. */
  #width = 1;
  #used = 0;
  readonly #count = new Uint32Array(CAPACITY);
  readonly #step = new Float64Array(CAPACITY);
  readonly #sum = new Float64Array(CAPACITY);
  readonly #min = new Float64Array(CAPACITY);
  readonly #max = new Float64Array(CAPACITY);

  /** Values that are not finite are left out: JSON has no word for them. */
  add(step: number, value: number): void {
    if (!Number.isFinite(value)) return;
    const last = this.#used - 1;
    if (last >= 0 && this.#count[last] < this.#width) {
      this.#count[last]++;
      this.#step[last] = step;
      this.#sum[last] += value;
      this.#min[last] = Math.min(this.#min[last], value);
      this.#max[last] = Math.max(this.#max[last], value);
      return;
    }
    if (this.#used === CAPACITY) this.#halve();
    const n = this.#used++;
    this.#count[n] = 1;
    this.#step[n] = step;
    this.#sum[n] = value;
    this.#min[n] = value;
    this.#max[n] = value;
  }

  get last(): number | null {
    return this.#used === 0 ? null : this.#sum[this.#used - 1] / this.#count[this.#used - 1];
  }

  /** At most `points` entries, neighbours joined evenly. */
  curve(points: number): Curve {
    const rows = Math.min(this.#used, points);
    const curve: Curve = { step: [], mean: [], min: [], max: [] };
    for (let row = 0; row < rows; row++) {
      const from = Math.floor((row * this.#used) / rows);
      const to = Math.floor(((row + 1) * this.#used) / rows);
      let count = 0;
      let sum = 0;
      let min = Number.POSITIVE_INFINITY;
      let max = Number.NEGATIVE_INFINITY;
      for (let n = from; n < to; n++) {
        count += this.#count[n];
        sum += this.#sum[n];
        min = Math.min(min, this.#min[n]);
        max = Math.max(max, this.#max[n]);
      }
      curve.step.push(this.#step[to - 1]);
      curve.mean.push(sum / count);
      curve.min.push(min);
      curve.max.push(max);
    }
    return curve;
  }

  #halve(): void {
    const half = CAPACITY / 2;
    for (let n = 0; n < half; n++) {
      const [a, b] = [2 * n, 2 * n + 1];
      this.#count[n] = this.#count[a] + this.#count[b];
      this.#step[n] = this.#step[b];
      this.#sum[n] = this.#sum[a] + this.#sum[b];
      this.#min[n] = Math.min(this.#min[a], this.#min[b]);
      this.#max[n] = Math.max(this.#max[a], this.#max[b]);
    }
    this.#used = half;
    this.#width *= 2;
  }
}

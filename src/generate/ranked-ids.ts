/**
 * The most probable of many ids without sorting them all: a heap over the ids, from which only as
 * many are taken as a filter keeps. Equal weights rank by id, the lower first.
 */
export class RankedIds {
  /** Ids; the best at 0, the children of i at 2i + 1 and 2i + 2. */
  readonly #heap: Int32Array;
  #size = 0;

  constructor(size: number) {
    this.#heap = new Int32Array(size);
  }

  /**
   * Sets to 0 all but the `most` largest weights, and of these all but the fewest largest that are
   * together at least `share` of their sum. `total` is the sum of all weights.
   */
  keepBest(weights: Float64Array, most: number, share: number, total: number): void {
    this.#fill(weights);
    const limited = most < weights.length;
    let sum = 0;
    let last = 0;
    if (limited) {
      // The sum over the k best is known only when all k are taken; the last cut is found after.
      for (let n = 0; n < most; n++) {
        last = this.#take(weights);
        sum += weights[last];
      }
      clearAfter(weights, weights[last], last);
      if (share === 1) return;
      this.#fill(weights);
    }
    const enough = share * (limited ? sum : total);
    let reached = 0;
    do {
      last = this.#take(weights);
      reached += weights[last];
    } while (reached < enough && this.#size > 0);
    clearAfter(weights, weights[last], last);
  }

  #fill(weights: Float64Array): void {
    const heap = this.#heap;
    let size = 0;
    for (let id = 0; id < weights.length; id++) if (weights[id] > 0) heap[size++] = id;
    this.#size = size;
    for (let i = (size >> 1) - 1; i >= 0; i--) this.#sink(weights, i);
  }

  /** Removes the best id from the heap. */
  #take(weights: Float64Array): number {
    const best = this.#heap[0];
    this.#size--;
    this.#heap[0] = this.#heap[this.#size];
    this.#sink(weights, 0);
    return best;
  }

  #sink(weights: Float64Array, start: number): void {
    const heap = this.#heap;
    const size = this.#size;
    const id = heap[start];
    let i = start;
    for (let child = 2 * i + 1; child < size; child = 2 * i + 1) {
      if (child + 1 < size && before(weights, heap[child + 1], heap[child])) child++;
      if (!before(weights, heap[child], id)) break;
      heap[i] = heap[child];
      i = child;
    }
    heap[i] = id;
  }
}

function before(weights: Float64Array, a: number, b: number): boolean {
  return weights[a] > weights[b] || (weights[a] === weights[b] && a < b);
}

/** Sets to 0 every weight that ranks after `id` of weight `weight`. */
function clearAfter(weights: Float64Array, weight: number, id: number): void {
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] < weight || (weights[i] === weight && i > id)) weights[i] = 0;
  }
}

/** Pairs of symbols, the most frequent first: a binary heap whose entries may be out of date. */

export interface Pair {
  readonly left: number;
  readonly right: number;
  /** How often it stands in the text now. */
  count: number;
  /** Where its left symbol was; some may have changed since. */
  places: number[];
}

interface Entry {
  pair: Pair;
  /** Of the pair when it was queued. */
  count: number;
}

export class PairQueue {
  private readonly heap: Entry[] = [];
  private readonly before: (a: Pair, b: Pair) => number;

  /** `tie` orders pairs of one count. */
  constructor(tie: (a: Pair, b: Pair) => number) {
    this.before = tie;
  }

  push(pair: Pair): void {
    const { heap } = this;
    const entry = { pair, count: pair.count };
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.first(entry, heap[parent])) break;
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = entry;
  }

  /** The most frequent pair of at least `least` occurrences; it leaves the queue. */
  pop(least: number): Pair | undefined {
    while (this.heap.length > 0) {
      const { pair, count } = this.take();
      if (pair.count === count) return count >= least ? pair : undefined;
      // Counts of queued pairs have fallen since, or the pair was queued again when its count rose.
      if (pair.count < count && pair.count >= least) this.push(pair);
    }
    return undefined;
  }

  private take(): Entry {
    const { heap } = this;
    const top = heap[0];
    const entry = heap.pop() as Entry;
    if (heap.length === 0) return top;
    let at = 0;
    while (2 * at + 1 < heap.length) {
      let child = 2 * at + 1;
      if (child + 1 < heap.length && this.first(heap[child + 1], heap[child])) child++;
      if (!this.first(heap[child], entry)) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = entry;
    return top;
  }

  private first(a: Entry, b: Entry): boolean {
    return a.count > b.count || (a.count === b.count && this.before(a.pair, b.pair) < 0);
  }
}

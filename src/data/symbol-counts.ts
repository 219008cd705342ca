/**
 * How often each symbol was seen. Text can have millions of different words, of which few stay, so
 * their spellings are kept side by side in one array instead of as strings.
 */
export class SymbolCounts {
  /** Different symbols. */
  size = 0;
  /** All symbols. */
  total = 0;
  /** Code units of all spellings; spelling i is [starts[i], starts[i + 1]). */
  private units = new Uint16Array(1 << 12);
  private starts = new Uint32Array(1 << 10);
  private seen = new Float64Array(1 << 10);
  /** Open addressing: 1 + the number of the symbol, or 0. */
  private slots = new Int32Array(1 << 11);

  add(token: string, by = 1): void {
    const slot = this.slotOf(token);
    const known = this.slots[slot] - 1;
    this.total += by;
    if (known >= 0) this.seen[known] += by;
    else this.insert(token, by, slot);
  }

  count(token: string): number {
    const known = this.slots[this.slotOf(token)] - 1;
    return known < 0 ? 0 : this.seen[known];
  }

  /** The symbols seen at least `least` times, in the order in which they came. */
  *atLeast(least: number): Generator<[token: string, count: number], void, void> {
    for (let i = 0; i < this.size; i++) {
      if (this.seen[i] < least) continue;
      let spelling = '';
      for (let at = this.starts[i]; at < this.starts[i + 1]; at += 4096) {
        const end = Math.min(at + 4096, this.starts[i + 1]);
        spelling += String.fromCharCode(...this.units.subarray(at, end));
      }
      yield [spelling, this.seen[i]];
    }
  }

  /** The count of the n-th most frequent symbol, n from 1; 0 where there are fewer. */
  rankCount(n: number): number {
    return n > this.size ? 0 : this.seen.slice(0, this.size).sort()[this.size - n];
  }

  private insert(token: string, by: number, slot: number): void {
    const start = this.starts[this.size];
    const end = start + token.length;
    if (end > this.units.length) this.units = grown(this.units, new Uint16Array(2 * end));
    for (let i = 0; i < token.length; i++) this.units[start + i] = token.charCodeAt(i);
    if (this.size + 1 === this.starts.length) {
      this.starts = grown(this.starts, new Uint32Array(2 * this.starts.length));
      this.seen = grown(this.seen, new Float64Array(this.starts.length));
    }
    this.seen[this.size] = by;
    this.starts[++this.size] = end;
    this.slots[slot] = this.size;
    if (2 * this.size > this.slots.length) this.rehash();
  }

  /** Where the symbol is, or would be. */
  private slotOf(token: string): number {
    const mask = this.slots.length - 1;
    let slot = mixed(hashOf(token.length, (i) => token.charCodeAt(i))) & mask;
    while (this.slots[slot] !== 0 && !this.spells(this.slots[slot] - 1, token)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private spells(symbol: number, token: string): boolean {
    const start = this.starts[symbol];
    if (this.starts[symbol + 1] - start !== token.length) return false;
    for (let i = 0; i < token.length; i++) {
      if (this.units[start + i] !== token.charCodeAt(i)) return false;
    }
    return true;
  }

  private rehash(): void {
    this.slots = new Int32Array(2 * this.slots.length);
    const mask = this.slots.length - 1;
    for (let symbol = 0; symbol < this.size; symbol++) {
      const start = this.starts[symbol];
      const length = this.starts[symbol + 1] - start;
      let slot = mixed(hashOf(length, (i) => this.units[start + i])) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = symbol + 1;
    }
  }
}

function grown<A extends Uint16Array | Uint32Array | Float64Array>(from: A, into: A): A {
  into.set(from);
  return into;
}

/** FNV-1a over code units. */
function hashOf(length: number, unit: (i: number) => number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < length; i++) hash = Math.imul(hash ^ unit(i), 0x01000193);
  return hash;
}

/** Spreads the high bits of a hash over the low ones, which choose the slot. */
function mixed(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return once ^ (once >>> 13);
}

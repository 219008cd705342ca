/**
 * The n-grams of a model as a tree: a node is an n-gram, its parent the n-gram without the last
 * token, its suffix the longest n-gram of the tree that lacks first tokens of it. Node 0 is the empty
 * n-gram, and nodes 1 … size the tokens alone, in order; every node follows its parent and suffix.
 */
export class Trie {
  /** Different tokens. */
  readonly size: number;
  /** Nodes. */
  length: number;
  /** By node; longer than `length`. The last token, the parent, the suffix, the number of tokens. */
  tokens: Int32Array;
  parents: Int32Array;
  suffixes: Int32Array;
  orders: Uint8Array;
  /** Open addressing over (parent, token): the node, or 0. */
  private slots: Int32Array;

  constructor(size: number) {
    this.size = size;
    this.length = size + 1;
    const room = Math.max(1024, 2 * this.length);
    this.tokens = new Int32Array(room);
    this.parents = new Int32Array(room);
    this.suffixes = new Int32Array(room);
    this.orders = new Uint8Array(room);
    this.slots = new Int32Array(4096);
    this.tokens[0] = -1;
    for (let token = 0; token < size; token++) {
      this.tokens[1 + token] = token;
      this.orders[1 + token] = 1;
    }
  }

  /** The n-gram `node` followed by `token`, or −1. */
  child(node: number, token: number): number {
    if (node === 0) return 1 + token;
    return this.slots[this.slotOf(node, token)] || -1;
  }

  /** Adds the n-gram `node` followed by `token`, which is not there yet. */
  insert(node: number, token: number, suffix: number): number {
    if (this.length === this.tokens.length) this.grow();
    const added = this.length++;
    this.tokens[added] = token;
    this.parents[added] = node;
    this.suffixes[added] = suffix;
    this.orders[added] = this.orders[node] + 1;
    this.slots[this.slotOf(node, token)] = added;
    if (2 * (this.length - this.size) > this.slots.length) this.rehash();
    return added;
  }

  /** The longest n-gram of the tree that ends `node` followed by `token`. */
  longest(node: number, token: number): number {
    let from = node;
    for (;;) {
      const found = this.child(from, token);
      if (found >= 0) return found;
      from = this.suffixes[from];
    }
  }

  /** The tokens of a node, first to last. */
  gram(node: number): number[] {
    const tokens: number[] = [];
    for (let at = node; at !== 0; at = this.parents[at]) tokens.push(this.tokens[at]);
    return tokens.reverse();
  }

  /** Where (node, token) is, or would be. */
  private slotOf(node: number, token: number): number {
    const mask = this.slots.length - 1;
    let hash = Math.imul(node, 0x9e3779b1) ^ Math.imul(token, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    let slot = (hash ^ (hash >>> 13)) & mask;
    for (;;) {
      const there = this.slots[slot];
      if (there === 0 || (this.parents[there] === node && this.tokens[there] === token))
        return slot;
      slot = (slot + 1) & mask;
    }
  }

  private rehash(): void {
    this.slots = new Int32Array(2 * this.slots.length);
    for (let node = this.size + 1; node < this.length; node++) {
      this.slots[this.slotOf(this.parents[node], this.tokens[node])] = node;
    }
  }

  private grow(): void {
    this.tokens = grown(this.tokens);
    this.parents = grown(this.parents);
    this.suffixes = grown(this.suffixes);
    const orders = new Uint8Array(2 * this.orders.length);
    orders.set(this.orders);
    this.orders = orders;
  }
}

/** The same numbers in an array of twice the length. */
export function grown(from: Int32Array): Int32Array {
  const into = new Int32Array(2 * from.length);
  into.set(from);
  return into;
}

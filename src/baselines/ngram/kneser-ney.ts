/**
 * Interpolated modified Kneser-Ney smoothing (Chen and Goodman 1999, section 4.1.6). For a context h
 * and its continuation w with adjusted count a(h w):
 *
 *   p(w | h) = (a(h w) − D(a(h w))) / Σ_v a(h v) + γ(h)·p(w | h without its first token)
 *   γ(h) = (D₁·N₁(h •) + D₂·N₂(h •) + D₃·N₃₊(h •)) / Σ_v a(h v)
 *
 * where N_k(h •) is how many tokens follow h with adjusted count k. The empty context interpolates
 * with one share for each token that can come, the unknown one included: its mass is fixed by
 * training. Adjusted counts are counts for n-grams of the highest order and for those that begin with
 * `<s>`, before which nothing can stand, else the number of different tokens seen before the n-gram.
 *
 * Discounts by order, from the numbers n_k of n-grams with adjusted count k: Y = n₁/(n₁ + 2n₂),
 * D₁ = 1 − 2Y·n₂/n₁, D₂ = 2 − 3Y·n₃/n₂, D₃ = 3 − 4Y·n₄/n₃. Where n₁, n₂ or n₃ is 0 (small texts;
 * single characters of large ones) or a discount is not above 0 (a context could
 * then leave nothing to shorter ones) or is beyond its count, the order takes
 * 0.5, 1 and 1.5.
 */
import { expected, UnrollError } from '../../util/errors.ts';
import { NgramModel, type NgramTokens, type NgramVocabulary, ngramTokens, START } from './model.ts';
import { grown, Trie } from './trie.ts';

export interface NgramOptions {
  /** The longest n-gram, from 1 to 32. Default 5. */
  order?: number;
}

/** D₁, D₂ and D₃₊. */
export type Discounts = [number, number, number];

const FALL_BACK: Discounts = [0.5, 1, 1.5];

/** Counts text that comes in pieces, then makes the model. */
export class NgramCounts {
  readonly order: number;
  readonly tokens: NgramTokens;
  private readonly trie: Trie;
  /** By node. */
  private counts: Int32Array;
  /** By node: different tokens seen before it. */
  private before: Int32Array;
  /** The nodes of the last k tokens, k = 0 … order; −1 where so many do not stand before. */
  private readonly last: Int32Array;
  private counted = 0;

  constructor(vocabulary: NgramVocabulary, { order = 5 }: NgramOptions = {}) {
    if (!Number.isInteger(order) || order < 1 || order > 32) {
      throw expected('order', 'from 1 to 32', order);
    }
    this.order = order;
    this.tokens = ngramTokens(vocabulary);
    this.trie = new Trie(this.tokens.all);
    this.counts = new Int32Array(this.trie.tokens.length);
    this.before = new Int32Array(this.trie.tokens.length);
    this.last = new Int32Array(order + 1);
    this.begin();
  }

  /** A new line, document or stream: nothing before it matters. `<s>` among the ids does the same. */
  begin(): void {
    this.last.fill(-1);
    this.last[0] = 0;
    this.last[1] = this.trie.child(0, this.tokens.bos);
  }

  /** Ids outside the vocabulary count as the unknown token. */
  add(ids: ArrayLike<number>): void {
    const { all, unk, bos } = this.tokens;
    for (let k = 0; k < ids.length; k++) {
      const id = ids[k];
      if (id === bos || id === START) this.begin();
      else this.addOne(Number.isInteger(id) && id >= 0 && id < all ? id : unk);
    }
  }

  /** Error 'data' when nothing was added. */
  estimate(): NgramModel {
    if (this.counted === 0) {
      throw new UnrollError('data', 'an n-gram model cannot be made of a text without symbols');
    }
    return estimate({
      order: this.order,
      tokens: this.tokens,
      trie: this.trie,
      adjusted: this.adjusted(),
    });
  }

  private addOne(token: number): void {
    const { trie, last } = this;
    this.counted++;
    let context = last[0];
    let suffix = 0;
    for (let k = 1; k <= this.order; k++) {
      const longer = last[k]; // before it becomes the node that ends with this token
      let node = trie.child(context, token);
      const fresh = node < 0;
      if (fresh) node = this.insert(context, token, suffix);
      if (++this.counts[node] === 1 && k > 1) this.before[suffix]++;
      last[k] = suffix = node;
      if (longer < 0) {
        last.fill(-1, k + 1);
        break;
      }
      context = longer;
    }
  }

  private insert(context: number, token: number, suffix: number): number {
    const node = this.trie.insert(context, token, suffix);
    if (node >= this.counts.length) {
      this.counts = grown(this.counts);
      this.before = grown(this.before);
    }
    return node;
  }

  private adjusted(): Int32Array {
    const { trie, order, tokens } = this;
    const adjusted = new Int32Array(trie.length);
    const begins = new Uint8Array(trie.length);
    begins[trie.child(0, tokens.bos)] = 1;
    for (let node = 1; node < trie.length; node++) {
      if (trie.orders[node] > 1) begins[node] = begins[trie.parents[node]];
      const whole = trie.orders[node] === order || begins[node] === 1;
      adjusted[node] = whole ? this.counts[node] : this.before[node];
    }
    return adjusted;
  }
}

/** D₁, D₂, D₃₊ from n₁ … n₄. */
export function discountsOf(numbers: readonly [number, number, number, number]): Discounts {
  const [n1, n2, n3, n4] = numbers;
  if (n1 === 0 || n2 === 0 || n3 === 0) return FALL_BACK;
  const y = n1 / (n1 + 2 * n2);
  const discounts: Discounts = [
    1 - (2 * y * n2) / n1,
    2 - (3 * y * n3) / n2,
    3 - (4 * y * n4) / n3,
  ];
  return discounts.every((d, k) => d > 0 && d <= k + 1) ? discounts : FALL_BACK;
}

interface Adjusted {
  order: number;
  tokens: NgramTokens;
  trie: Trie;
  /** By node; 0 for `<s>` and tokens never seen. */
  adjusted: Int32Array;
}

function estimate({ order, tokens, trie, adjusted }: Adjusted): NgramModel {
  const { length, parents, suffixes, orders } = trie;
  const numbers = Array.from({ length: order + 1 }, () => [0, 0, 0, 0, 0]);
  for (let node = 1; node < length; node++) {
    if (adjusted[node] <= 4) numbers[orders[node]][adjusted[node]]++;
  }
  const discounts = numbers.map(([, ...n]) => discountsOf(n as [number, number, number, number]));
  const discountOf = (node: number) =>
    adjusted[node] === 0 ? 0 : discounts[orders[node]][Math.min(adjusted[node], 3) - 1];

  const totals = new Float64Array(length);
  const left = new Float64Array(length);
  for (let node = 1; node < length; node++) {
    totals[parents[node]] += adjusted[node];
    left[parents[node]] += discountOf(node);
  }
  const backoffs = new Float64Array(length).fill(1);
  for (let node = 0; node < length; node++) {
    if (totals[node] > 0) backoffs[node] = left[node] / totals[node];
  }
  const probabilities = new Float64Array(length);
  const even = 1 / (tokens.all - 1);
  const begin = trie.child(0, tokens.bos);
  for (let node = 1; node < length; node++) {
    if (node === begin) continue;
    const parent = parents[node];
    const shorter = orders[node] === 1 ? even : probabilities[suffixes[node]];
    probabilities[node] =
      (adjusted[node] - discountOf(node)) / totals[parent] + backoffs[parent] * shorter;
  }
  return new NgramModel({ order, tokens, trie, probabilities, backoffs });
}

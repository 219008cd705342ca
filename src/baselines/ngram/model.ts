/**
 * An n-gram language model in backoff form over token ids: probabilities of the n-grams that were
 * seen, and for each context the weight of what it leaves to the next shorter one,
 *
 *   p(w | h) = p of the n-gram h w where there is one, else backoff(h)·p(w | h without its first token).
 *
 * Every distribution sums to 1 over the vocabulary, which always has an unknown token: ids that it
 * does not hold count as that one, before and after. `<s>` stands before the first token of a line
 * or stream and is never predicted.
 */
import { expected, UnrollError } from '../../util/errors.ts';
import { log } from '../../util/maths.ts';
import type { Rng } from '../../util/rng.ts';
import { float64FromBase64, int32FromBase64, toBase64 } from '../base64.ts';
import type { Baseline } from '../baseline.ts';
import { Trie } from './trie.ts';

/** What the model knows of a vocabulary; `Vocabulary` of the data layer is one. */
export interface NgramVocabulary {
  /** Ids are 0 … size − 1. */
  readonly size: number;
  /** Of `<unk>`; without one the model has its own, id `size`. */
  readonly unk?: number | undefined;
  /** Of `<s>`; without one only the beginning of a stream is known as such. */
  readonly bos?: number | undefined;
  /** Of `</s>`, a token like all others that ends what is sampled. */
  readonly eos?: number | undefined;
}

/** In a context: the beginning of a line or stream, also where the vocabulary has no `<s>`. */
export const START = -1;

/** The vocabulary with the ids that the model adds. */
export interface NgramTokens {
  /** Ids of the caller. */
  readonly size: number;
  readonly unk: number;
  readonly bos: number;
  readonly eos: number | undefined;
  /** All ids, added ones included. */
  readonly all: number;
}

export function ngramTokens({ size, unk, bos, eos }: NgramVocabulary): NgramTokens {
  if (!Number.isSafeInteger(size) || size < 1) {
    throw expected('the vocabulary size', 'a positive integer', size);
  }
  let all = size;
  const known = unk ?? all++;
  const begin = bos ?? all++;
  return { size, unk: known, bos: begin, eos, all };
}

export interface NgramParts {
  order: number;
  tokens: NgramTokens;
  trie: Trie;
  /** By node of the trie: p of its last token after the others; 0 for `<s>`. */
  probabilities: Float64Array;
  /** By node: the weight of shorter contexts after it; 1 where nothing was seen after it. */
  backoffs: Float64Array;
}

export interface NgramData {
  order: number;
  vocabulary: { size: number; unk?: number; bos?: number; eos?: number };
  /** Parent and last token of each n-gram from the first of two tokens on, in base64. */
  parents: string;
  tokens: string;
  probabilities: string;
  backoffs: string;
}

export interface NgramSampling {
  rng: Rng;
  /** At most so many tokens. */
  length: number;
  /** What stands before; default the beginning. */
  state?: number;
}

export class NgramModel implements Baseline {
  readonly name: string;
  readonly description: string;
  readonly order: number;
  readonly tokens: NgramTokens;
  readonly trie: Trie;
  readonly probabilities: Float64Array;
  readonly backoffs: Float64Array;

  constructor({ order, tokens, trie, probabilities, backoffs }: NgramParts) {
    this.order = order;
    this.name = `${order}-gram`;
    const before = order === 1 ? 'nothing' : order === 2 ? 'one token' : `${order - 1} tokens`;
    this.description = `counts of n-grams: knows ${before} before the next one`;
    this.tokens = tokens;
    this.trie = trie;
    this.probabilities = probabilities;
    this.backoffs = backoffs;
  }

  /** Probabilities and backoff weights. */
  get parameterCount(): number {
    let contexts = 0;
    const { orders, length } = this.trie;
    for (let node = 1; node < length; node++) if (orders[node] < this.order) contexts++;
    return length - 1 + contexts;
  }

  /** The state before the first token. A state is the longest context of which the model knows. */
  get start(): number {
    return this.order === 1 ? 0 : this.trie.child(0, this.tokens.bos);
  }

  /** The state after one more token. */
  advance(state: number, token: number): number {
    if (token === START || token === this.tokens.bos) return this.start;
    const node = this.trie.longest(state, this.idOf(token));
    // What has no room for one more token is a context without its first one.
    return this.trie.orders[node] < this.order ? node : this.trie.suffixes[node];
  }

  /** The state after these tokens and nothing known before them. */
  stateAfter(context: ArrayLike<number>): number {
    let state = 0;
    const first = Math.max(0, context.length - this.order + 1);
    for (let k = first; k < context.length; k++) state = this.advance(state, context[k]);
    return state;
  }

  probabilityAt(state: number, token: number): number {
    const { trie, tokens } = this;
    // Nothing predicts the beginning.
    const id = token === tokens.bos ? tokens.unk : this.idOf(token);
    let weight = 1;
    let context = state;
    for (;;) {
      const node = trie.child(context, id);
      if (node >= 0) return weight * this.probabilities[node];
      weight *= this.backoffs[context];
      context = trie.suffixes[context];
    }
  }

  /** Nats. `context` holds the tokens before, the nearest last; `START` may be the first of them. */
  logProbability(context: ArrayLike<number>, token: number): number {
    return log(this.probabilityAt(this.stateAfter(context), token));
  }

  /** By id, the added unknown token included; they sum to 1, and `<s>` has 0. */
  distributionAt(state: number): Float64Array {
    const { unk, bos, size } = this.tokens;
    const p = new Float64Array(Math.max(size, unk + 1));
    for (let token = 0; token < p.length; token++) {
      if (token !== bos) p[token] = this.probabilityAt(state, token);
    }
    return p;
  }

  /**
   * Nats of each token after those before it. `<s>` among them begins again; it is given, and its
   * own entry is 0.
   */
  score(ids: ArrayLike<number>, from: number = this.start): Float64Array {
    const nats = new Float64Array(ids.length);
    let state = from;
    for (let k = 0; k < ids.length; k++) {
      const given = ids[k] === this.tokens.bos;
      if (!given) nats[k] = log(this.probabilityAt(state, ids[k]));
      state = this.advance(state, ids[k]);
    }
    return nats;
  }

  /** New tokens up to `</s>`, which is not among them, or `length`; never the unknown token. */
  sample({ rng, length, state = this.start }: NgramSampling): number[] {
    const { unk, eos } = this.tokens;
    const drawn: number[] = [];
    let at = state;
    while (drawn.length < length) {
      const p = this.distributionAt(at);
      p[unk] = 0;
      const token = draw(p, rng);
      if (token === eos) break;
      drawn.push(token);
      at = this.advance(at, token);
    }
    return drawn;
  }

  toJSON(): NgramData {
    const { trie, tokens } = this;
    const longer = (values: Int32Array) => values.slice(trie.size + 1, trie.length);
    const vocabulary: NgramData['vocabulary'] = { size: tokens.size };
    if (tokens.unk < tokens.size) vocabulary.unk = tokens.unk;
    if (tokens.bos < tokens.size) vocabulary.bos = tokens.bos;
    if (tokens.eos !== undefined) vocabulary.eos = tokens.eos;
    return {
      order: this.order,
      vocabulary,
      parents: toBase64(longer(trie.parents)),
      tokens: toBase64(longer(trie.tokens)),
      probabilities: toBase64(this.probabilities),
      backoffs: toBase64(this.backoffs),
    };
  }

  /** Error 'format' for data whose parts do not fit together. */
  static fromJSON(data: NgramData): NgramModel {
    const tokens = ngramTokens(data.vocabulary);
    const trie = new Trie(tokens.all);
    const parents = int32FromBase64(data.parents);
    const last = int32FromBase64(data.tokens);
    const probabilities = float64FromBase64(data.probabilities);
    const backoffs = float64FromBase64(data.backoffs);
    const nodes = trie.length + parents.length;
    const sizes = [probabilities.length, backoffs.length, trie.length + last.length];
    if (sizes.some((size) => size !== nodes)) throw broken('its parts differ in length');
    for (let k = 0; k < parents.length; k++) {
      const inside = parents[k] > 0 && parents[k] < trie.length && last[k] < tokens.all;
      if (!inside || last[k] < 0) throw broken(`n-gram ${k} follows none`);
      addGram(trie, parents[k], last[k]);
    }
    return new NgramModel({ order: data.order, tokens, trie, probabilities, backoffs });
  }

  private idOf(token: number): number {
    const { all, unk } = this.tokens;
    return Number.isInteger(token) && token >= 0 && token < all ? token : unk;
  }
}

/** Adds an n-gram of which all shorter ones are there. */
export function addGram(trie: Trie, parent: number, token: number): number {
  return trie.insert(parent, token, trie.longest(trie.suffixes[parent], token));
}

function broken(why: string): UnrollError {
  return new UnrollError('format', `the n-gram model cannot be read: ${why}`);
}

/** An index, as probable as its weight. */
function draw(weights: Float64Array, rng: Rng): number {
  let total = 0;
  for (const weight of weights) total += weight;
  let left = rng.uniform() * total;
  let last = 0;
  for (let k = 0; k < weights.length; k++) {
    if (weights[k] === 0) continue;
    last = k;
    left -= weights[k];
    if (left < 0) break;
  }
  return last;
}

/**
 * Counter-based random numbers: a number is a pure function of a key and a counter, so it does not
 * depend on threads, batch layout or how many numbers were drawn before. The generator is
 * Threefry-2x32 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", 2011),
 * tested against the vectors published with Random123.
 */
import { cos, log } from './maths.ts';

/** Two unsigned 32-bit words. */
export type Key = readonly [number, number];

const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24] as const;
const PARITY = 0x1bd11bda;
const TWO_32 = 4294967296;

/** The block (2 words) at counter (c0, c1); 20 rounds unless told, 13 are the fast safe variant. */
export function threefry2x32(
  key: Key,
  c0: number,
  c1: number,
  out: Uint32Array = new Uint32Array(2),
  rounds = 20,
): Uint32Array {
  const k0 = key[0] | 0;
  const k1 = key[1] | 0;
  const schedule = [k0, k1, PARITY ^ k0 ^ k1];
  let x0 = (c0 + k0) | 0;
  let x1 = (c1 + k1) | 0;
  for (let round = 0; round < rounds; round++) {
    const r = ROTATIONS[round & 7];
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << r) | (x1 >>> (32 - r))) ^ x0;
    if ((round & 3) === 3) {
      const s = (round >> 2) + 1;
      x0 = (x0 + schedule[s % 3]) | 0;
      x1 = (x1 + schedule[(s + 1) % 3] + s) | 0;
    }
  }
  out[0] = x0;
  out[1] = x1;
  return out;
}

export type Purpose = 'init' | 'dropout' | 'order' | 'sampling' | 'data' | 'search' | 'split';

/** Part of the file format: a run resumes with the numbers it was started with. */
const PURPOSES: { [P in Purpose]: number } = {
  init: 1,
  dropout: 2,
  order: 3,
  sampling: 4,
  data: 5,
  search: 6,
  split: 7,
};

/** The key of a purpose (and of a path below it: layer, step, …) under a user's seed. */
export function keyFor(seed: number, purpose: Purpose, ...path: number[]): Key {
  let key = foldKey([seed >>> 0, Math.floor(seed / TWO_32) >>> 0], PURPOSES[purpose]);
  for (const n of path) key = foldKey(key, n);
  return key;
}

/** A key derived from `key` and an integer of up to 53 bits; unrelated to the numbers `Rng` draws from `key`. */
export function foldKey(key: Key, n: number): Key {
  // The top bit of the second word keeps folding apart from drawing, whose counters stay below 2^53.
  const high = (Math.floor(n / TWO_32) | 0x80000000) >>> 0;
  const word = threefry2x32(key, n >>> 0, high);
  return [word[0], word[1]];
}

/** Numbers drawn one after another from a key; `counter` words were drawn, and give the place to go on from. */
export class Rng {
  readonly key: Key;
  #counter: number;
  readonly #block = new Uint32Array(2);
  #blockIndex = -1;

  constructor(key: Key, counter = 0) {
    this.key = key;
    this.#counter = counter;
  }

  /** 32-bit words drawn so far. */
  get counter(): number {
    return this.#counter;
  }

  nextUint32(): number {
    const index = Math.floor(this.#counter / 2);
    if (index !== this.#blockIndex) {
      threefry2x32(this.key, index >>> 0, Math.floor(index / TWO_32), this.#block);
      this.#blockIndex = index;
    }
    return this.#block[this.#counter++ % 2];
  }

  /** In [0, 1), a multiple of 2^-32. */
  uniform(): number {
    return this.nextUint32() / TWO_32;
  }

  /** An integer in [0, n), 1 <= n <= 2^32, every one equally likely (words beyond the last multiple of n are refused). */
  below(n: number): number {
    const limit = TWO_32 - (TWO_32 % n);
    let word = this.nextUint32();
    while (word >= limit) word = this.nextUint32();
    return word % n;
  }

  /** Standard normal by Box and Muller; takes two words. */
  normal(): number {
    const radius = Math.sqrt(-2 * log((this.nextUint32() + 0.5) / TWO_32));
    return radius * cos((2 * Math.PI * this.nextUint32()) / TWO_32);
  }

  /** In place, every order equally likely (Fisher and Yates). */
  shuffle(a: Int32Array): void {
    for (let i = a.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const kept = a[i];
      a[i] = a[j];
      a[j] = kept;
    }
  }
}

/**
 * Uniform in [0, 1) (24 bits) of dropout unit j of `columns` in row (time, stream). The two words of
 * a block serve units j and j + half, half = ⌈columns/2⌉. Kernels compute the same: a unit is kept
 * iff its uniform >= p.
 */
export function dropoutUniform(
  key: Key,
  time: number,
  stream: number,
  j: number,
  columns: number,
): number {
  const half = (columns + 1) >>> 1;
  const c1 = (Math.imul(time, half) + (j < half ? j : j - half)) >>> 0;
  const word = threefry2x32(key, stream, c1, undefined, 13)[j < half ? 0 : 1];
  return (word >>> 8) / 16777216;
}

/** The Node-API addon as a compiled target: memory is ordinary ArrayBuffers, whose addresses the addon tells. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UnrollError } from '../../util/errors.ts';
import type { Block, Floats, IntBlock, ProductPrecision } from '../backend.ts';
import type { Target } from '../compiled.ts';
import { MAX_ARGUMENTS } from '../operations.ts';

interface Addon {
  supports(vector: number): number;
  /** 1: there, 0: this CPU lacks it, −1: the compiler did. */
  bf16(): number;
  address(buffer: ArrayBuffer): number;
  open(args: ArrayBuffer, vector: number, threads: number, bf16: boolean): object;
  threads(pool: object): number;
  run(pool: object, operation: number, threads: number): void;
  close(pool: object): void;
}

/** Vector units by the number of floats they hold. */
const VECTORS: { readonly [length: number]: string } = {
  4: process.arch === 'x64' ? 'SSE2' : 'NEON',
  8: 'AVX2',
  16: 'AVX-512',
};

/** Where a binary may be: shipped with the package for this platform, or built at install. */
function candidates(): string[] {
  return [`prebuilt/${process.platform}-${process.arch}/unroll.node`, 'build/unroll.node'].map(
    (path) => fileURLToPath(new URL(`../../../${path}`, import.meta.url)),
  );
}

/** @throws UnrollError('backend') telling why no candidate, or not the one named, could be loaded */
function loadAddon(named: string | undefined): Addon {
  const require = createRequire(import.meta.url);
  const failures: string[] = [];
  for (const path of named === undefined ? candidates() : [resolve(named)]) {
    if (named === undefined && !existsSync(path)) continue;
    try {
      return require(path) as Addon;
    } catch (error) {
      failures.push(`${path}: ${(error as Error).message}`);
    }
  }
  const reason = failures.length > 0 ? failures.join('; ') : 'the addon is not built';
  throw new UnrollError(
    'backend',
    `${reason}. Install a C compiler and run \`npm rebuild unroll-rnn\``,
  );
}

/** The part [start, start + length) of `whole`. Its view is made when it is asked for: most slices are read by kernels only. */
class NativeBlock<A extends Floats | Int32Array> implements Block<A> {
  readonly #whole: A;
  readonly #start: number;
  #view: A | null = null;
  readonly address: number;
  readonly length: number;

  constructor(whole: A, base: number, start: number, length: number) {
    this.#whole = whole;
    this.#start = start;
    this.address = base + 4 * start;
    this.length = length;
  }
  array(): A {
    this.#view ??= this.#whole.subarray(this.#start, this.#start + this.length) as A;
    return this.#view;
  }
  slice(start: number, length: number): Block<A> {
    const base = this.address - 4 * this.#start;
    return new NativeBlock(this.#whole, base, this.#start + start, length);
  }
}

/** Bytes: blocks begin at multiples of it, in a buffer that is longer by as much (kernels/binding.c). */
const ALIGNMENT = 64;

/** Floats in the vectors of the kernels with products in bf16. */
const BF16_LENGTH = 16;

/** Why there are no products in bf16; undefined where there are. @throws UnrollError('backend') without an addon */
export function bf16Missing(path?: string): string | undefined {
  const state = loadAddon(path).bf16();
  if (state === 1) return undefined;
  if (state === 0) return 'this CPU has no AVX512_BF16';
  return process.arch === 'x64'
    ? 'the addon was built by a compiler that does not know AVX512_BF16 (GCC does from 10 on, Clang from 9 on): install another and run `npm rebuild unroll-rnn`'
    : `the kernels for ${process.arch} have none`;
}

export interface NativeOptions {
  threads?: number;
  precision?: ProductPrecision;
  /** 'SSE2', 'AVX2', 'AVX-512' or 'NEON'; the widest that the CPU has by default. */
  vector?: string;
  /** Another build of the addon than the one that is found. */
  addon?: string;
}

export function openNative({
  threads = availableParallelism(),
  precision = 'f32',
  vector,
  addon: path,
}: NativeOptions = {}): Target {
  const addon = loadAddon(path);
  const lengths = Object.keys(VECTORS)
    .map(Number)
    .filter((length) => addon.supports(length) === 1);
  const length =
    vector === undefined ? Math.max(...lengths) : lengths.find((l) => VECTORS[l] === vector);
  if (length === undefined) {
    const names = lengths.map((l) => VECTORS[l]).join(', ');
    throw new UnrollError('backend', `this CPU has no ${vector} kernels; it has ${names}`);
  }
  const bf16 = precision === 'bf16';
  if (bf16) checkBf16(length, vector, path);
  const args = new Float64Array(MAX_ARGUMENTS);
  const pool = addon.open(args.buffer, length, threads, bf16);
  const actual = addon.threads(pool);

  function block<A extends Floats | Int32Array>(
    make: (b: ArrayBuffer, offset: number) => A,
    n: number,
  ): Block<A> {
    const buffer = new ArrayBuffer(4 * n + ALIGNMENT);
    const base = addon.address(buffer);
    const offset = (ALIGNMENT - (base % ALIGNMENT)) % ALIGNMENT;
    return new NativeBlock(make(buffer, offset), base + offset, 0, n);
  }

  return {
    name: 'native',
    description: `${VECTORS[length]}${bf16 ? ' with bf16 products' : ''}, ${actual} thread${actual === 1 ? '' : 's'}`,
    threads: actual,
    vectorLength: length,
    floats: (n) => block((buffer, offset) => new Float32Array(buffer, offset, n), n) as Block,
    ints: (n) => block((buffer, offset) => new Int32Array(buffer, offset, n), n) as IntBlock,
    free() {}, // the garbage collector's work
    arguments: () => args,
    run: (operation, used) => addon.run(pool, operation, used),
    close: () => addon.close(pool),
  };
}

function checkBf16(length: number, vector: string | undefined, path: string | undefined): void {
  const missing = bf16Missing(path);
  if (missing !== undefined) {
    throw new UnrollError(
      'backend',
      `products in bf16 are not available: ${missing}; or train with precision f32`,
    );
  }
  if (length !== BF16_LENGTH) {
    throw new UnrollError(
      'usage',
      `products in bf16 are made in vectors of ${VECTORS[BF16_LENGTH]}, not of ${vector}: leave out one of the two`,
    );
  }
}

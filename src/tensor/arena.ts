/**
 * Memory of one training step: allocation is a moving mark in each of a few large blocks of the backend, and
 * `reset` makes all of it free again at once. Everything handed out is invalid after `reset`.
 * A step that asks for the same sizes gets the same blocks, so memory stays flat over time.
 */
import type { Backend, Block, Floats, IntBlock } from '../backend/backend.ts';
import { assert } from '../util/errors.ts';

/** 64 bytes of 4-byte elements: a cache line, and the widest vector. */
const ALIGN = 16;
const FIRST_CHUNK = 1 << 14;

/** A block of the backend, of which `used` numbers are handed out. */
interface Chunk<A extends Floats | Int32Array> {
  block: Block<A>;
  used: number;
}

/** A block that was handed out, and how far its chunk was used then. */
interface Handed<A extends Floats | Int32Array> {
  block: Block<A>;
  chunk: Chunk<A>;
  used: number;
}

class Pool<A extends Floats | Int32Array> {
  private readonly allocate: (length: number) => Block<A>;
  private readonly chunks: Chunk<A>[] = [];
  /** The first `taken` are those of this step, the others what the step before asked for then. */
  private readonly handed: Handed<A>[] = [];
  private taken = 0;
  private held = 0;

  constructor(allocate: (length: number) => Block<A>) {
    this.allocate = allocate;
  }

  take(length: number): Block<A> {
    const again = this.handed[this.taken];
    if (again?.block.length === length) {
      again.chunk.used = again.used;
      this.taken++;
      return again.block;
    }
    const span = Math.ceil(length / ALIGN) * ALIGN;
    const chunk = this.withRoom(span);
    const block = chunk.block.slice(chunk.used, length);
    chunk.used += span;
    this.handed.length = this.taken;
    this.taken = this.handed.push({ block, chunk, used: chunk.used });
    return block;
  }

  get length(): number {
    return this.held;
  }

  reset(): void {
    for (const chunk of this.chunks) chunk.used = 0;
    this.taken = 0;
  }

  release(free: (block: Block<A>) => void): void {
    for (const { block } of this.chunks) free(block);
    this.chunks.length = 0;
    this.handed.length = 0;
    this.taken = 0;
    this.held = 0;
  }

  /**
   * The first chunk with room, or a new one: a step that asks for a little more than the one before fills gaps, and
   * what is large finds its place empty.
   */
  private withRoom(span: number): Chunk<A> {
    const found = this.chunks.find(({ block, used }) => used + span <= block.length);
    if (found !== undefined) return found;
    // Each chunk is at least as large as all before it: few chunks, at most half unused.
    const size = Math.max(span, this.held, FIRST_CHUNK);
    const chunk = { block: this.allocate(size), used: 0 };
    this.chunks.push(chunk);
    this.held += size;
    return chunk;
  }
}

export class Arena {
  private readonly backend: Backend;
  private readonly floatPool: Pool<Floats>;
  private readonly intPool: Pool<Int32Array>;

  constructor(backend: Backend) {
    this.backend = backend;
    this.floatPool = new Pool<Floats>((length) => backend.floats(length));
    this.intPool = new Pool<Int32Array>((length) => backend.ints(length));
  }

  /** `length` numbers whose values are whatever was there before. */
  floats(length: number): Block {
    assert(Number.isInteger(length) && length >= 0, `arena asked for ${length} numbers`);
    return this.floatPool.take(length);
  }

  /** `length` integers whose values are whatever was there before. */
  ints(length: number): IntBlock {
    assert(Number.isInteger(length) && length >= 0, `arena asked for ${length} integers`);
    return this.intPool.take(length);
  }

  /**
   * `length` doubles, whatever the backend's precision, for recurrences that run in TypeScript. Their
   * values are whatever was there before; like `array()` of a block, valid until the next allocation.
   */
  doubles(length: number): () => Float64Array {
    const block = this.ints(2 * length);
    return () => {
      const { buffer, byteOffset } = block.array();
      return new Float64Array(buffer, byteOffset, length);
    };
  }

  zeros(length: number): Block {
    const block = this.floats(length);
    this.backend.fill(length, 0, block);
    return block;
  }

  /** Everything handed out becomes invalid; the memory is kept for the next step. */
  reset(): void {
    this.floatPool.reset();
    this.intPool.reset();
  }

  /** Bytes held, used or not. */
  get bytes(): number {
    const size = this.backend.precision === 'single' ? 4 : 8;
    return this.floatPool.length * size + this.intPool.length * 4;
  }

  /** Returns the memory to the backend. The arena can be used again and starts empty. */
  close(): void {
    this.floatPool.release((block) => this.backend.free(block));
    this.intPool.release((block) => this.backend.free(block));
  }
}

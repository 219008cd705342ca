/** First-fit allocation in a growing linear memory: a list of free runs, kept in order and merged. */
import { assert } from '../../util/errors.ts';

const ALIGNMENT = 64;

export class Allocator {
  readonly #free: { start: number; end: number }[] = [];
  readonly #sizes = new Map<number, number>();
  readonly #grow: (bytes: number) => number;
  #end: number;

  /** `grow` adds at least `bytes` at the end of the memory and returns where the new end is. */
  constructor(start: number, end: number, grow: (bytes: number) => number) {
    this.#free.push({ start: Math.ceil(start / ALIGNMENT) * ALIGNMENT, end });
    this.#end = end;
    this.#grow = grow;
  }

  allocate(bytes: number): number {
    const size = Math.max(ALIGNMENT, Math.ceil(bytes / ALIGNMENT) * ALIGNMENT);
    let run = this.#free.find(({ start, end }) => end - start >= size);
    run ??= this.#extend(size);
    const address = run.start;
    run.start += size;
    if (run.start === run.end) this.#free.splice(this.#free.indexOf(run), 1);
    this.#sizes.set(address, size);
    return address;
  }

  release(address: number): void {
    const size = this.#sizes.get(address);
    assert(size !== undefined, 'free of memory that was not allocated');
    this.#sizes.delete(address);
    this.#insert(address, address + size);
  }

  #extend(size: number): { start: number; end: number } {
    const from = this.#end;
    this.#end = this.#grow(size);
    this.#insert(from, this.#end);
    return this.#free.at(-1)!;
  }

  #insert(start: number, end: number): void {
    let i = this.#free.findIndex((run) => run.start > start);
    if (i < 0) i = this.#free.length;
    this.#free.splice(i, 0, { start, end });
    const next = this.#free[i + 1];
    if (next !== undefined && next.start === end) {
      this.#free[i].end = next.end;
      this.#free.splice(i + 1, 1);
    }
    const before = this.#free[i - 1];
    if (before !== undefined && before.end === start) {
      before.end = this.#free[i].end;
      this.#free.splice(i, 1);
    }
  }
}

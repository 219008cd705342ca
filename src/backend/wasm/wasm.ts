/** The kernels as WebAssembly (SIMD128, one thread) in one growing linear memory. */
import { UnrollError } from '../../util/errors.ts';
import type { Block, Floats, IntBlock } from '../backend.ts';
import type { Target } from '../compiled.ts';
import { Allocator } from './allocator.ts';

interface KernelExports {
  readonly memory: WebAssembly.Memory;
  readonly __heap_base: WebAssembly.Global;
  arguments(): number;
  run(operation: number, thread: number, threads: number): void;
  vector_length(): number;
}

const PAGE = 65536;

type Make<A> = (buffer: ArrayBuffer, address: number, length: number) => A;

const makeFloats: Make<Float32Array> = (buffer, address, length) =>
  new Float32Array(buffer, address, length);
const makeInts: Make<Int32Array> = (buffer, address, length) =>
  new Int32Array(buffer, address, length);

/** A view is made anew when the memory has grown: a grown memory empties older views. */
class WasmBlock<A extends Floats | Int32Array> implements Block<A> {
  readonly address: number;
  readonly length: number;
  readonly #memory: WebAssembly.Memory;
  readonly #make: Make<A>;
  #view: A | null = null;

  constructor(memory: WebAssembly.Memory, address: number, length: number, make: Make<A>) {
    this.#memory = memory;
    this.address = address;
    this.length = length;
    this.#make = make;
  }
  array(): A {
    if (this.#view === null || this.#view.buffer !== this.#memory.buffer) {
      this.#view = this.#make(this.#memory.buffer, this.address, this.length);
    }
    return this.#view;
  }
  slice(start: number, length: number): Block<A> {
    return new WasmBlock(this.#memory, this.address + 4 * start, length, this.#make);
  }
}

/** @param bytes the contents of prebuilt/kernels.wasm */
export async function openWasm(bytes: BufferSource): Promise<Target> {
  const { instance } = await WebAssembly.instantiate(bytes, {});
  const kernels = instance.exports as unknown as KernelExports;
  const { memory } = kernels;
  const allocator = new Allocator(
    kernels.__heap_base.value as number,
    memory.buffer.byteLength,
    (needed) => {
      // Grow by an eighth at least, so that many small requests do not move the memory each time.
      const pages = Math.ceil(Math.max(needed, memory.buffer.byteLength / 8) / PAGE);
      try {
        memory.grow(pages);
      } catch (cause) {
        const mib = Math.round(needed / 2 ** 20);
        throw new UnrollError(
          'backend',
          `WebAssembly memory cannot grow by ${mib} MiB (4 GiB is its limit); use a smaller batch or model`,
          { cause },
        );
      }
      return memory.buffer.byteLength;
    },
  );
  const argumentsAt = kernels.arguments();
  let row = new Float64Array(memory.buffer, argumentsAt, 40);

  return {
    name: 'wasm',
    description: 'SIMD128, 1 thread',
    threads: 1,
    vectorLength: kernels.vector_length(),
    floats: (n) => new WasmBlock(memory, allocator.allocate(4 * n), n, makeFloats) as Block,
    ints: (n) => new WasmBlock(memory, allocator.allocate(4 * n), n, makeInts) as IntBlock,
    free: (block) => allocator.release(block.address),
    arguments() {
      if (row.buffer !== memory.buffer) row = new Float64Array(memory.buffer, argumentsAt, 40);
      return row;
    },
    run: (operation) => kernels.run(operation, 0, 1),
    close() {},
  };
}

/** The kernels as WebAssembly (SIMD128) in one growing linear memory; with threads where memory can be shared. */
import { UnrollError } from '../../util/errors.ts';
import type { Block, Floats, IntBlock } from '../backend.ts';
import type { Target } from '../compiled.ts';
import { MAX_ARGUMENTS } from '../operations.ts';
import { Allocator } from './allocator.ts';
import { openTeam, type Team } from './team.ts';

/** What kernels.wasm exports; kernels-threads.wasm takes its memory as an import instead. */
export interface KernelExports {
  readonly memory?: WebAssembly.Memory;
  readonly __heap_base: WebAssembly.Global;
  readonly __stack_pointer?: WebAssembly.Global;
  arguments(): number;
  run(operation: number, thread: number, threads: number): void;
  vector_length(): number;
}

const PAGE = 65536;
const MAX_PAGES = 65536;

type Make<A> = (buffer: ArrayBufferLike, address: number, length: number) => A;

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

export interface WasmOptions {
  /** More than one needs `shared`. */
  threads: number;
  /** The contents of prebuilt/kernels.wasm. */
  plain: () => Promise<BufferSource>;
  /** The contents of prebuilt/kernels-threads.wasm. */
  shared: () => Promise<BufferSource>;
}

export async function openWasm({ threads, plain, shared }: WasmOptions): Promise<Target> {
  if (threads === 1) {
    const { instance } = await WebAssembly.instantiate(await plain(), {});
    const kernels = instance.exports as unknown as KernelExports;
    return target(kernels, kernels.memory!, null);
  }
  const module = await WebAssembly.compile(await shared());
  const memory = new WebAssembly.Memory({ initial: 32, maximum: MAX_PAGES, shared: true });
  const instance = await WebAssembly.instantiate(module, { env: { memory } });
  const kernels = instance.exports as unknown as KernelExports;
  return target(kernels, memory, (allocate) => openTeam({ module, memory, allocate, threads }));
}

type TeamOpener = (allocate: (bytes: number) => number) => Promise<Team>;

async function target(
  kernels: KernelExports,
  memory: WebAssembly.Memory,
  open: TeamOpener | null,
): Promise<Target> {
  const grow = (needed: number) => {
    // Grow by an eighth at least, so that many small requests do not move the memory each time.
    const pages = Math.ceil(Math.max(needed, memory.buffer.byteLength / 8) / PAGE);
    try {
      memory.grow(pages);
    } catch (cause) {
      const mib = Math.round(needed / 2 ** 20);
      const message = `WebAssembly memory cannot grow by ${mib} MiB (4 GiB is its limit); use a smaller batch or model`;
      throw new UnrollError('backend', message, { cause });
    }
    return memory.buffer.byteLength;
  };
  const heap = kernels.__heap_base.value as number;
  const allocator = new Allocator(heap, memory.buffer.byteLength, grow);
  const team = (await open?.((bytes) => allocator.allocate(bytes))) ?? null;
  const threads = team?.threads ?? 1;
  const argumentsAt = kernels.arguments();
  let row = new Float64Array(memory.buffer, argumentsAt, MAX_ARGUMENTS);

  return {
    name: 'wasm',
    description: `SIMD128, ${threads} thread${threads === 1 ? '' : 's'}`,
    threads,
    vectorLength: kernels.vector_length(),
    floats: (n) => new WasmBlock(memory, allocator.allocate(4 * n), n, makeFloats) as Block,
    ints: (n) => new WasmBlock(memory, allocator.allocate(4 * n), n, makeInts) as IntBlock,
    free: (block) => allocator.release(block.address),
    arguments() {
      if (row.buffer !== memory.buffer)
        row = new Float64Array(memory.buffer, argumentsAt, MAX_ARGUMENTS);
      return row;
    },
    run(operation, used) {
      if (team === null || used === 1) kernels.run(operation, 0, 1);
      else team.run(operation, (op) => kernels.run(op, 0, threads));
    },
    close: () => team?.close(),
  };
}

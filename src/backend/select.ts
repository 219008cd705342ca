/** Choosing a backend: native, else WebAssembly, else the reference; or the one that is asked for. */
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { expected, UnrollError } from '../util/errors.ts';
import type { Backend, BackendName, ProductPrecision } from './backend.ts';
import { CompiledBackend } from './compiled.ts';
import { createReferenceBackend } from './js/reference.ts';

export interface BackendOptions {
  /** `auto` takes the fastest that loads. The environment variable UNROLL_BACKEND replaces `auto`. */
  backend?: 'auto' | BackendName;
  /** Threads of the native backend; all cores by default. */
  threads?: number;
  /** 'bf16' is for training, and the native backend's alone, where the CPU has it; default 'f32'. */
  precision?: ProductPrecision;
  /** Vector unit of the native backend, for tests: 'SSE2', 'AVX2', 'AVX-512'. Also UNROLL_VECTOR. */
  vector?: string;
  /** Path of another build of the native addon, for tests. Also UNROLL_ADDON. */
  addon?: string;
}

function prebuilt(name: string): Promise<Buffer<ArrayBuffer>> {
  return readFile(new URL(`../../prebuilt/${name}`, import.meta.url));
}

const ORDER: readonly BackendName[] = ['native', 'wasm', 'js'];

async function open(name: BackendName, options: BackendOptions): Promise<Backend> {
  if (options.precision === 'bf16' && name !== 'native') {
    throw new UnrollError(
      'backend',
      `the ${name} backend has no products in bf16: take the native backend, on a CPU with AVX512_BF16, or precision f32`,
    );
  }
  switch (name) {
    case 'native': {
      const { openNative } = await import('./native/native.ts');
      return new CompiledBackend(openNative(options));
    }
    case 'wasm': {
      const { openWasm } = await import('./wasm/wasm.ts');
      const threads = options.threads ?? availableParallelism();
      return new CompiledBackend(
        await openWasm({
          threads,
          plain: () => prebuilt('kernels.wasm'),
          shared: () => prebuilt('kernels-threads.wasm'),
        }),
      );
    }
    case 'js':
      return createReferenceBackend({ precision: 'single' });
  }
}

/** What the call leaves open is taken from the environment. */
function completed(options: BackendOptions): BackendOptions {
  const { UNROLL_VECTOR, UNROLL_ADDON } = process.env;
  return {
    ...options,
    vector: options.vector ?? (UNROLL_VECTOR || undefined),
    addon: options.addon ?? (UNROLL_ADDON || undefined),
  };
}

/** @throws UnrollError('backend') when the one asked for is not available */
export async function createBackend(options: BackendOptions = {}): Promise<Backend> {
  const threads = options.threads;
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1 && threads <= 256)) {
    throw new UnrollError(
      'usage',
      `expected threads to be a whole number from 1 to 256 but received ${threads}`,
    );
  }
  const { precision = 'f32' } = options;
  if (precision !== 'f32' && precision !== 'bf16') {
    throw expected('precision', 'f32 or bf16', precision);
  }
  const { UNROLL_BACKEND } = process.env;
  let wanted = options.backend ?? 'auto';
  if (wanted === 'auto' && UNROLL_BACKEND) wanted = UNROLL_BACKEND as BackendName;
  if (wanted === 'auto' && precision === 'bf16') wanted = 'native';
  const settings = completed(options);
  if (wanted !== 'auto') {
    if (!ORDER.includes(wanted)) {
      throw new UnrollError(
        'usage',
        `expected the backend to be auto, native, wasm or js but received "${wanted}"`,
      );
    }
    return open(wanted, settings);
  }
  const failures: string[] = [];
  for (const name of ORDER) {
    try {
      return await open(name, settings);
    } catch (error) {
      failures.push(`${name}: ${(error as Error).message}`);
    }
  }
  throw new UnrollError('backend', failures.join('\n'));
}

/** Each backend in order of preference, with what it is or why it is not available. */
export async function describeBackends(): Promise<
  { name: BackendName; available: boolean; detail: string }[]
> {
  const list: { name: BackendName; available: boolean; detail: string }[] = [];
  for (const name of ORDER) {
    try {
      const backend = await open(name, completed({}));
      list.push({ name, available: true, detail: backend.description });
      backend.close();
    } catch (error) {
      list.push({ name, available: false, detail: (error as Error).message });
    }
  }
  return list;
}

/** Whether products in bf16 are there, or why not. */
export async function describeBf16(): Promise<{ available: boolean; detail: string }> {
  try {
    const { bf16Missing } = await import('./native/native.ts');
    const missing = bf16Missing(completed({}).addon);
    return { available: missing === undefined, detail: missing ?? 'train --precision bf16' };
  } catch (error) {
    return { available: false, detail: `no native backend: ${(error as Error).message}` };
  }
}

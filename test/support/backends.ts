/**
 * The backends that the tests run on: the reference in both precisions, and WebAssembly and native
 * code in every form that this machine can run. What is missing is said aloud.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Backend } from '../../src/backend/backend.ts';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import { type BackendOptions, createBackend } from '../../src/backend/select.ts';

export interface BackendUnderTest {
  /** For test names: "native AVX2, 1 thread". */
  name: string;
  /** Largest |a − b| / max(1, |b|) against doubles that rounding explains for sums of about a hundred terms. */
  tolerance: number;
  create: () => Promise<Backend>;
}

const SINGLE = 5e-6;

const reference: BackendUnderTest[] = [
  {
    name: 'js double',
    tolerance: 1e-12,
    create: async () => createReferenceBackend(),
  },
  {
    name: 'js single',
    tolerance: SINGLE,
    create: async () => createReferenceBackend({ precision: 'single' }),
  },
];

const emulated = fileURLToPath(new URL('../../build/emulated/unroll.node', import.meta.url));
const useEmulated = !process.env.UNROLL_ADDON && existsSync(emulated);

/** Forces each vector width; AVX-512 of `npm run emulate` where that was run because the CPU lacks it. */
export const nativeWidths = ['SSE2', 'AVX2', 'AVX-512'].map((vector) => ({
  backend: 'native' as const,
  vector,
  ...(useEmulated && vector === 'AVX-512' && { addon: emulated }),
}));

const compiled: { name: string; options: BackendOptions }[] = [
  { name: 'wasm, 1 thread', options: { backend: 'wasm', threads: 1 } },
  { name: 'wasm, 2 threads', options: { backend: 'wasm', threads: 2 } },
  ...nativeWidths.map((options) => ({
    name: `native ${options.vector}, 1 thread`,
    options: { ...options, threads: 1 },
  })),
  { name: 'native, 2 threads', options: { backend: 'native', threads: 2 } },
];

/**
 * `UNROLL_REQUIRE=native,wasm` (CI): backends whose absence is a failure, in the form that runs on
 * every machine that has them at all.
 */
function required(name: string): boolean {
  const list = (process.env.UNROLL_REQUIRE ?? '').split(',');
  return list.some((backend) => name === `${backend}, 2 threads`);
}

/** `UNROLL_ONLY=native`: only what is named so. */
export function isAskedFor(name: string): boolean {
  return name.startsWith(process.env.UNROLL_ONLY ?? '');
}

/** Every backend that starts here. */
export async function backends(): Promise<BackendUnderTest[]> {
  const found = reference.filter(({ name }) => isAskedFor(name));
  for (const { name, options } of compiled.filter(({ name }) => isAskedFor(name))) {
    const create = () => createBackend(options);
    try {
      (await create()).close();
      found.push({ name, tolerance: SINGLE, create });
    } catch (error) {
      if (required(name)) throw error;
      console.warn(`skipping backend ${name}: ${(error as Error).message}`);
    }
  }
  if (found.length === 0) throw new Error(`no backend of ${process.env.UNROLL_ONLY} starts here`);
  return found;
}

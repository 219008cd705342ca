/** Everything that computes: the reference in both precisions, WebAssembly, each native width. */
import type { Backend } from '../../src/backend/backend.ts';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import { type BackendOptions, createBackend } from '../../src/backend/select.ts';

export interface Target {
  name: string;
  /** Undefined where it is not available; `detail` says why. */
  backend?: Backend;
  detail: string;
}

const compiled: readonly { name: string; options: BackendOptions }[] = [
  { name: 'wasm', options: { backend: 'wasm' } },
  ...['SSE2', 'AVX2', 'AVX-512'].map((vector) => ({
    name: `native ${vector}`,
    options: { backend: 'native' as const, vector, threads: 2 },
  })),
];

export async function openTargets(): Promise<Target[]> {
  const targets: Target[] = [
    { name: 'js double', backend: createReferenceBackend({ precision: 'double' }), detail: '' },
    { name: 'js single', backend: createReferenceBackend({ precision: 'single' }), detail: '' },
  ];
  for (const { name, options } of compiled) {
    try {
      targets.push({ name, backend: await createBackend(options), detail: '' });
    } catch (error) {
      targets.push({ name, detail: error instanceof Error ? error.message : String(error) });
    }
  }
  return targets;
}

/** `UNROLL_REQUIRE=native,wasm`: backends of which some form must be there. */
export function missingBackends(targets: readonly Target[]): string[] {
  const required = (process.env.UNROLL_REQUIRE ?? '').split(',').filter((name) => name !== '');
  return required.filter(
    (wanted) =>
      !targets.some(
        ({ name, backend }) => backend !== undefined && `${name} `.startsWith(`${wanted} `),
      ),
  );
}

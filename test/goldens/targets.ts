/** Everything that computes: the reference in both precisions, WebAssembly, each native width. */
import type { Backend } from '../../src/backend/backend.ts';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import { type BackendOptions, createBackend } from '../../src/backend/select.ts';
import { isAskedFor, nativeWidths } from '../support/backends.ts';

export interface Target {
  name: string;
  /** Undefined where it is not available; `detail` says why. */
  backend?: Backend;
  detail: string;
}

const reference: readonly Target[] = (['double', 'single'] as const).map((precision) => ({
  name: `js ${precision}`,
  backend: createReferenceBackend({ precision }),
  detail: '',
}));

const compiled: readonly { name: string; options: BackendOptions }[] = [
  { name: 'wasm', options: { backend: 'wasm' } },
  ...nativeWidths.map((options) => ({
    name: `native ${options.vector}`,
    options: { ...options, threads: 2 },
  })),
];

export async function openTargets(): Promise<Target[]> {
  const targets = reference.filter(({ name }) => isAskedFor(name));
  for (const { name, options } of compiled.filter(({ name }) => isAskedFor(name))) {
    try {
      targets.push({ name, backend: await createBackend(options), detail: '' });
    } catch (error) {
      targets.push({ name, detail: error instanceof Error ? error.message : String(error) });
    }
  }
  return targets;
}

/** `UNROLL_REQUIRE=native,wasm`: backends of which some form must be there. A browser is for the tests of the Studio. */
export function missingBackends(targets: readonly Target[]): string[] {
  const required = (process.env.UNROLL_REQUIRE ?? '')
    .split(',')
    .filter((name) => name !== '' && name !== 'browser');
  return required.filter(
    (wanted) =>
      !targets.some(
        ({ name, backend }) => backend !== undefined && `${name} `.startsWith(`${wanted} `),
      ),
  );
}

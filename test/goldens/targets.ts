/** Everything that computes: the reference in both precisions, WebAssembly, each native width. */
import type { Backend } from '../../src/backend/backend.ts';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';

export interface Target {
  name: string;
  /** Undefined where it is not available; `detail` says why. */
  backend?: Backend;
  detail: string;
}

export async function openTargets(): Promise<Target[]> {
  return [
    { name: 'js double', backend: createReferenceBackend({ precision: 'double' }), detail: '' },
    { name: 'js single', backend: createReferenceBackend({ precision: 'single' }), detail: '' },
  ];
}

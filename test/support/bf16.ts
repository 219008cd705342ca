/** Products in bf16 where they are, else aloud why not; and what they should give. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BackendOptions } from '../../src/backend/select.ts';
import { createBackend, describeBf16 } from '../../src/backend/select.ts';

const emulated = fileURLToPath(new URL('../../build/emulated/unroll.node', import.meta.url));

/** How to open a backend with products in bf16: of the CPU, or of `npm run emulate` where that lacks them. */
export async function bf16Options(): Promise<BackendOptions | undefined> {
  const { available, detail } = await describeBf16();
  const options: BackendOptions = { backend: 'native', precision: 'bf16' };
  if (available) return options;
  if (process.env.UNROLL_ADDON || !existsSync(emulated)) {
    console.warn(`skipping products in bf16: ${detail}`);
    return undefined;
  }
  return { ...options, addon: emulated };
}

/** Whether they start without any option but the precision, as `train` asks for them. */
export async function bf16InCpu(): Promise<boolean> {
  try {
    (await createBackend({ precision: 'bf16' })).close();
    return true;
  } catch (error) {
    console.warn(`skipping training in bf16: ${(error as Error).message}`);
    return false;
  }
}

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** The nearest number with 8 significant bits, ties to even: the upper half of a 32-bit float. */
export function nearestBf16(x: number): number {
  float[0] = x;
  const below = bits[0] & 0xffff;
  const odd = (bits[0] >>> 16) & 1;
  const up = below > 0x8000 || (below === 0x8000 && odd === 1);
  bits[0] = (bits[0] & 0xffff0000) + (up ? 0x10000 : 0);
  return float[0];
}

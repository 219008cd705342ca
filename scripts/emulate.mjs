/**
 * `npm run emulate`: where the CPU lacks AVX-512, builds the addon once more with that width as pairs of AVX2
 * vectors. The tests then run at every vector width (test/support/backends.ts).
 */
import { createRequire } from 'node:module';
import { relative } from 'node:path';
import { addonPath, compileAddon, emulatedAddonPath, root } from './compile.mjs';

/** Whether the width of AVX-512 must be emulated here, and can be. */
export function needsEmulation() {
  const addon = createRequire(import.meta.url)(addonPath);
  return addon.supports(16) === 0 && addon.supports(8) === 1;
}

if (process.argv[1] === import.meta.filename) {
  if (needsEmulation()) {
    compileAddon({ output: emulatedAddonPath, emulate: true });
    console.log(`built ${relative(root, emulatedAddonPath)}: AVX-512 as pairs of AVX2 vectors`);
  } else {
    console.log('nothing to emulate: this CPU has AVX-512, or not even AVX2');
  }
}

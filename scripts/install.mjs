// Runs after `npm install`. A package may bring a binary for this platform: if it loads there is nothing to do. Else,
// and always in a clone, builds the native kernels when a C compiler is there. Never fails: WebAssembly does the
// same work where they are missing (`unroll info` says which is used).
import { existsSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { addonPath, compileAddon, emulatedAddonPath, root, shippedAddonPath } from './compile.mjs';

const isClone = existsSync(join(root, 'src'));

function shippedLoads() {
  try {
    createRequire(import.meta.url)(shippedAddonPath);
    return true;
  } catch {
    return false; // absent, or made for another C library
  }
}

function build() {
  try {
    compileAddon();
    console.log(`unroll: built the native kernels (${addonPath})`);
    // Those of `npm run prebuild` and `npm run emulate` would be used as well, and may be older than the sources.
    if (isClone) {
      for (const path of [shippedAddonPath, emulatedAddonPath]) rmSync(path, { force: true });
    }
  } catch (error) {
    const reason =
      error.code === 'ENOENT'
        ? 'no C compiler found'
        : error.message.trim().split('\n').slice(0, 4).join(' | ');
    console.log(`unroll: native kernels not built (${reason}); WebAssembly is used instead`);
  }
}

if (!isClone && shippedLoads()) console.log('unroll: the native kernels came with the package');
else build();

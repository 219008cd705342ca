/**
 * `npm run prebuild`: compiles the native kernels for this platform to where `npm pack` takes them along and the
 * loader finds them first, for users without a compiler. The code runs on every CPU of the platform: vector
 * widths beyond the baseline are chosen at run time. Says which glibc a Linux binary needs: as a rule that of
 * the system it was built on, so build a release on the oldest one it is for.
 */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { compileAddon, root, shippedAddonPath } from './compile.mjs';

/** The newest version of glibc that a symbol of the binary asks for. */
function neededGlibc(path) {
  const versions = [...readFileSync(path, 'latin1').matchAll(/\bGLIBC_(\d+)\.(\d+)/g)];
  versions.sort(([, a, b], [, c, d]) => a - c || b - d);
  return versions.at(-1)?.[0].replace('GLIBC_', 'glibc ');
}

try {
  compileAddon({ output: shippedAddonPath });
} catch (error) {
  const reason = error.code === 'ENOENT' ? 'no C compiler found' : error.message;
  console.error(`no binary was made: ${reason}`);
  process.exit(1);
}
const glibc = neededGlibc(shippedAddonPath);
const needs = glibc === undefined ? '' : `; it needs ${glibc} or later`;
console.log(`wrote ${relative(root, shippedAddonPath)}${needs}`);

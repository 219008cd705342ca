// Runs after `npm install`: builds the native addon when a C compiler is there. Never fails: WebAssembly does the
// same work where the addon is missing (`unroll info` says which is used).
import { addonPath, compileAddon } from './compile.mjs';

try {
  compileAddon();
  console.log(`unroll: built the native kernels (${addonPath})`);
} catch (error) {
  const reason =
    error.code === 'ENOENT'
      ? 'no C compiler found'
      : error.message.trim().split('\n').slice(0, 4).join(' | ');
  console.log(`unroll: native kernels not built (${reason}); WebAssembly is used instead`);
}

// Builds prebuilt/kernels.wasm from kernels/ with the pinned compiler of the development dependencies.
// `--check` compares the committed file with what the sources give and fails if they differ.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runLLVM } from '@yowasp/clang';
import { root, wasmCommands, wasmPath } from './compile.mjs';

const folder = join(root, 'kernels');
let files = Object.fromEntries(
  readdirSync(folder)
    .filter((name) => name === 'kernels.c' || name.endsWith('.h'))
    .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
);
const decoder = new TextDecoder();
const print = (bytes) => bytes && process.stderr.write(decoder.decode(bytes));
try {
  for (const command of wasmCommands)
    files = await runLLVM(command, files, { stdout: print, stderr: print });
} catch (error) {
  console.error(`the WebAssembly build failed: ${error.message}`);
  process.exit(1);
}
const bytes = files['kernels.wasm'];
if (process.argv.includes('--check')) {
  const same = Buffer.compare(bytes, readFileSync(wasmPath)) === 0;
  console.log(
    same
      ? 'prebuilt/kernels.wasm is what the sources give'
      : 'prebuilt/kernels.wasm is out of date: run `npm run wasm`',
  );
  process.exitCode = same ? 0 : 1;
} else {
  writeFileSync(wasmPath, bytes);
  console.log(`wrote prebuilt/kernels.wasm (${bytes.length} bytes)`);
}

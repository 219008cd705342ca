// Builds prebuilt/*.wasm from kernels/ with the pinned compiler of the development dependencies.
// `--check` compares the committed files with what the sources give and fails if they differ.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runLLVM } from '@yowasp/clang';
import { root, wasmTargets } from './compile.mjs';

const folder = join(root, 'kernels');
const sources = Object.fromEntries(
  readdirSync(folder)
    .filter((name) => name === 'kernels.c' || name.endsWith('.h'))
    .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
);
const decoder = new TextDecoder();
const print = (bytes) => {
  const text = bytes ? decoder.decode(bytes) : '';
  if (!text.startsWith('yowasp-llvm: fetched')) process.stderr.write(text);
};

async function compile(commands) {
  let files = sources;
  for (const command of commands)
    files = await runLLVM(command, files, { stdout: print, stderr: print });
  return files['kernels.wasm'];
}

for (const { path, commands } of wasmTargets) {
  const name = basename(path);
  const bytes = await compile(commands).catch((error) => {
    console.error(`the build of ${name} failed: ${error.message}`);
    process.exit(1);
  });
  if (!process.argv.includes('--check')) {
    writeFileSync(path, bytes);
    console.log(`wrote prebuilt/${name} (${bytes.length} bytes)`);
  } else if (Buffer.compare(bytes, readFileSync(path)) === 0) {
    console.log(`prebuilt/${name} is what the sources give`);
  } else {
    console.error(`prebuilt/${name} is out of date: run \`npm run wasm\``);
    process.exitCode = 1;
  }
}

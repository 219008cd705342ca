// All compiler flags in one place: the native addon (three vector widths, and bf16, in one file) and WebAssembly.
// No fast-math: targets should agree, and NaN should stay NaN. Products and sums may fuse (FMA) where the CPU has it.
import { spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const addonPath = join(root, 'build', 'unroll.node');
/** Where the package carries the binary for this platform; the loader (src/backend/native) looks here first. */
export const shippedAddonPath = join(
  root,
  'prebuilt',
  `${process.platform}-${process.arch}`,
  'unroll.node',
);

/** For tests: see `emulate` below. */
export const emulatedAddonPath = join(root, 'build', 'emulated', 'unroll.node');

const common = ['-std=gnu11', '-O3', '-ffp-contract=fast', '-fno-math-errno', '-Wall', '-Wextra'];

const avx2 = ['-mavx2', '-mfma'];

const avx512 = [
  '-mavx512f',
  '-mavx512dq',
  '-mavx512bw',
  '-mavx512vl',
  '-mfma',
  '-mprefer-vector-width=512',
];

const widths = {
  x64: [
    { vector: 4, flags: ['-msse2'] },
    { vector: 8, flags: avx2 },
    { vector: 16, flags: avx512 },
  ],
  arm64: [{ vector: 4, flags: [] }],
};

function run(command, args) {
  const result = spawnSync(command, args, { encoding: 'utf8' });
  if (result.error) throw result.error;
  if (result.status !== 0) throw new Error(`${command} failed:\n${result.stderr || result.stdout}`);
  return result.stderr;
}

/** Flags of the kernels with products in bf16; undefined where the compiler is too old for them. */
function bf16Flags({ compiler, emulate }) {
  if (process.arch !== 'x64') return undefined;
  if (emulate) return avx2;
  const flags = [...avx512, '-mavx512bf16'];
  const program = `#include <immintrin.h>
    __m512 f(__m512 s, __m512bh a, __m512bh b) { return _mm512_dpbf16_ps(s, a, b); }`;
  const check = ['-x', 'c', '-fsyntax-only', '-'];
  const { status } = spawnSync(compiler, [...flags, ...check], { input: program });
  return status === 0 ? flags : undefined;
}

/**
 * Builds the addon with the system's C compiler ($CC, else cc); returns its warnings.
 *
 * `emulate`: 16 floats a vector as two of AVX2, to test that width, and bf16, where the CPU lacks them.
 */
export function compileAddon({
  output = addonPath,
  extra = [],
  emulate = false,
  compiler = process.env.CC ?? 'cc',
} = {}) {
  const targets = widths[process.arch];
  if (!targets || process.platform === 'win32') {
    throw new Error(`no native kernels for ${process.platform}-${process.arch}`);
  }
  const headers = createRequire(import.meta.url)('node-api-headers').include_dir;
  const kernels = join(root, 'kernels');
  const objects = `${output}.objects`;
  mkdirSync(objects, { recursive: true });
  let warnings = '';
  try {
    const parts = [];
    const entries = targets.map(({ vector, flags }) => ({
      name: `${vector}`,
      flags: emulate && vector === 16 ? avx2 : flags,
      names: [`-DVL=${vector}`],
    }));
    const bf16 = bf16Flags({ compiler, emulate });
    if (bf16) entries.push({ name: 'bf16', flags: bf16, names: ['-DVL=16', '-DUNROLL_BF16'] });
    for (const { name, flags, names } of entries) {
      const object = join(objects, `kernels-${name}.o`);
      warnings += run(compiler, [
        ...common,
        ...flags,
        ...extra,
        ...names,
        `-DUNROLL_ENTRY=unroll_run_${name}`,
        '-fPIC',
        '-c',
        join(kernels, 'kernels.c'),
        '-o',
        object,
      ]);
      parts.push(object);
    }
    const x86 = process.arch === 'x64' ? ['-DUNROLL_X86'] : [];
    if (bf16) x86.push('-DUNROLL_BF16');
    if (emulate) x86.push('-DUNROLL_EMULATE_16');
    for (const name of ['pool', 'binding']) {
      const object = join(objects, `${name}.o`);
      const names = ['-DNODE_GYP_MODULE_NAME=unroll', ...x86, `-I${headers}`];
      warnings += run(compiler, [
        ...common,
        ...extra,
        ...names,
        '-fPIC',
        '-c',
        join(kernels, `${name}.c`),
        '-o',
        object,
      ]);
      parts.push(object);
    }
    const link =
      process.platform === 'darwin'
        ? ['-bundle', '-undefined', 'dynamic_lookup']
        : ['-shared', '-pthread'];
    run(compiler, [...link, ...extra, ...parts, '-o', `${output}.new`]);
    renameSync(`${output}.new`, output);
  } finally {
    rmSync(objects, { recursive: true, force: true });
  }
  return warnings;
}

/**
 * WebAssembly with SIMD128, alone and once more for threads over shared memory, by the pinned compiler of the
 * development dependencies: commands to be run in a folder with the sources.
 */
const wasmCommands = ({ threads }) => [
  [
    'clang',
    '--target=wasm32-unknown-unknown',
    ...common.filter((flag) => flag !== '-ffp-contract=fast'),
    '-msimd128',
    '-mbulk-memory',
    ...(threads ? ['-matomics'] : []),
    '-DVL=4',
    '-ffreestanding',
    '-c',
    'kernels.c',
    '-o',
    'kernels.o',
  ],
  [
    'wasm-ld',
    '--no-entry',
    '-z',
    'stack-size=1048576',
    '--strip-all',
    '--export=__heap_base',
    ...(threads
      ? [
          '--import-memory',
          '--shared-memory',
          '--max-memory=4294967296',
          '--export=__stack_pointer',
        ]
      : []),
    'kernels.o',
    '-o',
    'kernels.wasm',
  ],
];

export const wasmTargets = [
  { path: join(root, 'prebuilt', 'kernels.wasm'), commands: wasmCommands({ threads: false }) },
  {
    path: join(root, 'prebuilt', 'kernels-threads.wasm'),
    commands: wasmCommands({ threads: true }),
  },
];

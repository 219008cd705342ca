/**
 * `npm run test:sanitize`: the tests of kernels and the golden values on a native build that watches itself
 * (AddressSanitizer and UndefinedBehaviorSanitizer), at every vector width. Each block of memory ends where it
 * ends: the rest of its buffer is forbidden (kernels/binding.c). Needs GCC with libasan, on Linux.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startVitest } from 'vitest/node';
import { compileAddon, root } from './compile.mjs';
import { needsEmulation } from './emulate.mjs';

const SUITES = ['test/backend', 'test/goldens/goldens.test.ts'];
/** The last -O counts: without one the suite takes minutes, and -O3 compiles for one. */
const FLAGS = [
  '-O1',
  '-g',
  '-fno-omit-frame-pointer',
  '-fsanitize=address,undefined,float-cast-overflow',
  '-fno-sanitize-recover=all',
];

const compiler = process.env.CC ?? 'gcc';
const found = spawnSync(compiler, ['-print-file-name=libasan.so'], { encoding: 'utf8' });
const runtime = found.stdout?.trim() ?? '';
if (!existsSync(runtime)) {
  console.error(`test:sanitize needs gcc and its libasan; ${compiler} has none`);
  process.exit(1);
}

const output = join(root, 'build', 'sanitized', 'unroll.node');
compileAddon({ output, extra: FLAGS, emulate: needsEmulation(), compiler });

const reports = mkdtempSync(join(root, 'build', 'sanitized', 'reports-'));
Object.assign(process.env, {
  UNROLL_ADDON: output,
  UNROLL_ONLY: 'native',
  UNROLL_REQUIRE: 'native',
  // For the processes that run the tests; Node itself leaves memory to the end of the process.
  LD_PRELOAD: runtime,
  ASAN_OPTIONS: `detect_leaks=0:log_path=${join(reports, 'report')}`,
  UBSAN_OPTIONS: 'print_stacktrace=1',
});

/** A build that watches nothing would pass every test: a write just behind a block must end the process. */
function watches() {
  const fill = readFileSync(join(root, 'kernels', 'kernels.h'), 'utf8')
    .match(/\bOP_\w+/g)
    .indexOf('OP_FILL');
  const program = `
    const addon = require(${JSON.stringify(output)});
    const args = new Float64Array(64);
    const pool = addon.open(args.buffer, 4, 1);
    const [n, buffer] = [5, new ArrayBuffer(4 * 5 + 64)];
    args.set([n + Number(process.argv[1]), 1, Math.ceil(addon.address(buffer) / 64) * 64]);
    addon.run(pool, ${fill}, 1);`;
  const run = (excess) =>
    spawnSync(process.execPath, ['-e', program, excess], {
      env: { ...process.env, ASAN_OPTIONS: 'detect_leaks=0' },
      encoding: 'utf8',
    });
  return run('0').status === 0 && /ERROR: AddressSanitizer: use-after-poison/.test(run('1').stderr);
}
if (!watches()) {
  console.error('test:sanitize: a write behind the end of a block goes unnoticed here');
  process.exit(1);
}

const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 };
const vitest = await startVitest('test', SUITES, {
  root,
  watch: false,
  reporters: [
    {
      onTestRunEnd(modules, errors) {
        for (const module of modules) {
          for (const test of module.children.allTests()) {
            const { state, errors } = test.result();
            counts[state] += 1;
            for (const { message } of errors ?? [])
              console.log(`FAILED ${test.fullName}: ${message}`);
          }
        }
        for (const { message } of [...modules.flatMap((module) => module.errors()), ...errors]) {
          counts.failed += 1;
          console.log(`FAILED ${message}`);
        }
      },
    },
  ],
});
await vitest?.close();

const written = readdirSync(reports);
for (const name of written) console.log(readFileSync(join(reports, name), 'utf8'));
rmSync(reports, { recursive: true });
const { passed, failed, pending } = counts;
console.log(`sanitized: ${passed} passed, ${failed + pending} failed, ${written.length} reports`);
process.exit(failed + pending + written.length > 0 || passed === 0 ? 1 : 0);

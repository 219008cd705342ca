/**
 * `npm run test:goldens`: the golden values on every backend, each skip with its reason, and as the
 * last line `N passed, N failed, N skipped` (cases × backends). Fails if any case fails.
 *
 * UNROLL_GOLDENS=DIR            another folder of the same form
 * UNROLL_REQUIRE=native,wasm    backends whose absence is a failure, not a remark
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startVitest } from 'vitest/node';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = process.env.UNROLL_GOLDENS;
if (folder) {
  process.env.UNROLL_GOLDENS = resolve(folder);
  if (!existsSync(join(folder, 'index.json'))) {
    console.error(`UNROLL_GOLDENS: there is no index.json in ${resolve(folder)}`);
    console.log('0 passed, 1 failed, 0 skipped');
    process.exit(1);
  }
}

const counts = { passed: 0, failed: 0, skipped: 0 };
/** Text of a skip → backends it happened on. */
const skips = new Map();
const absent = [];
const byBackend = new Map();

function count(test) {
  const backend = test.parent.name?.replace(/^goldens on /, '') ?? 'setup';
  const { state, errors } = test.result();
  if (state === 'skipped' && / is absent: /.test(test.name)) {
    absent.push(test.name);
    return;
  }
  counts[state] += 1;
  const own = byBackend.get(backend) ?? { passed: 0, failed: 0, skipped: 0 };
  own[state] += 1;
  byBackend.set(backend, own);
  if (state === 'skipped') skips.set(test.name, [...(skips.get(test.name) ?? []), backend]);
  if (state === 'failed') {
    console.log(`FAILED ${test.name} on ${backend}`);
    for (const error of errors) {
      for (const line of problems(error)) console.log(`    ${line}`);
    }
  }
}

/** The disagreements of a case: what `expect(problems).toEqual([])` received. */
function problems(error) {
  if (Array.isArray(error.actual)) return error.actual;
  if (typeof error.actual !== 'string') return [error.message];
  const found = [...error.actual.matchAll(/^\s*"(.*)",?$/gm)].map(([, text]) => text);
  return found.length > 0 ? found : [error.message];
}

let broken = 0;
const vitest = await startVitest('test', ['test/goldens/goldens.test.ts'], {
  root,
  watch: false,
  reporters: [
    {
      onTestRunEnd(modules, errors) {
        for (const module of modules) {
          for (const test of module.children.allTests()) count(test);
          for (const error of module.errors()) {
            broken += 1;
            console.log(`FAILED ${module.relativeModuleId}: ${error.message}`);
          }
        }
        for (const error of errors) {
          broken += 1;
          console.log(`FAILED ${error.message}`);
        }
      },
    },
  ],
});
await vitest?.close();

for (const [name, backends] of skips) {
  console.log(
    `skipped ${name} (on ${backends.length === byBackend.size ? 'every backend' : backends.join(', ')})`,
  );
}
for (const line of absent) console.log(`NOT RUN: ${line}`);
for (const [backend, own] of byBackend) {
  console.log(`${backend}: ${own.passed} passed, ${own.failed} failed, ${own.skipped} skipped`);
}
counts.failed += broken;
const nothing = counts.passed + counts.failed === 0;
if (nothing) console.log('no case was run');
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exit(counts.failed > 0 || nothing ? 1 : 0);

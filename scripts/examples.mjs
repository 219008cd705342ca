// Runs every program of examples/ as a user would, one after another; fails when one does not show what its page
// says it shows (exit code 1). `npm run examples -- hello dates` runs some of them.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './compile.mjs';

const folder = join(root, 'examples');
const all = readdirSync(folder)
  .filter((name) => name.endsWith('.mjs'))
  .map((name) => name.slice(0, -'.mjs'.length))
  .sort();
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`no example is called ${unknown.join(', ')}; there are ${all.join(', ')}`);
  process.exit(2);
}

let failed = 0;
const chosen = wanted.length > 0 ? wanted : all;
for (const name of chosen) {
  console.log(`\n=== ${name} ===`);
  const before = performance.now();
  const { status } = spawnSync(process.execPath, [join(folder, `${name}.mjs`)], {
    stdio: 'inherit',
  });
  const seconds = ((performance.now() - before) / 1000).toFixed(1);
  if (status !== 0) failed++;
  console.log(`${status === 0 ? 'passed' : 'FAILED'}: ${name}, ${seconds} s`);
}
console.log(`\n${chosen.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

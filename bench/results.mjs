// Measurements as JSON lines in bench/results: kept from call to call, so that a long comparison can be made in pieces.
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describeMachine } from './machine.mjs';
import { results, root } from './paths.mjs';

const file = join(results, 'results.jsonl');

/** What was measured: a hash of the compiled sources and kernels. Records of another build do not count as done. */
export const build = fingerprint();
const machine = describeMachine();

function fingerprint() {
  const files = ['dist', 'prebuilt', 'build'].flatMap((folder) => filesIn(join(root, folder)));
  const computing = files.filter((path) => /\.(js|wasm|node)$/.test(path)).sort();
  const hash = createHash('sha256');
  for (const path of computing) {
    const name = relative(root, path);
    // These measure nothing.
    if (!/^dist.(cli|inspect)/.test(name)) hash.update(name).update(readFileSync(path));
  }
  return hash.digest('hex').slice(0, 12);
}

function filesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true }).map((name) => join(folder, name));
}

/** Appends a record of `kind` with the build, the machine and the time. */
export function keep(record) {
  mkdirSync(results, { recursive: true });
  const date = new Date().toISOString();
  appendFileSync(file, `${JSON.stringify({ ...record, build, machine, date })}\n`);
}

/** Records of this machine whose fields are those of `wanted`, in order. */
export function kept(wanted) {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').trim().split('\n').filter(Boolean);
  return lines
    .map((line) => JSON.parse(line))
    .filter(
      (record) =>
        record.machine === machine &&
        Object.entries(wanted).every(([key, value]) => record[key] === value),
    );
}

/**
 * Says whether work of so many seconds still fits in the time given; once it does not, nothing does, so that the
 * order of work stays.
 */
export function timeFor(limitSeconds) {
  const began = performance.now();
  let over = false;
  return (seconds) => {
    over ||= (performance.now() - began) / 1000 + seconds > limitSeconds;
    return !over;
  };
}

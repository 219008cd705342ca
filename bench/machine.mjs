// The machine: what it is, and its measured limits (machine.c), kept in bench/results/machine.json.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';
import { join } from 'node:path';
import { results, root } from './paths.mjs';

const file = join(results, 'machine.json');
const compiler = process.env.CC ?? 'cc';

/** For people, and to tell machines apart. */
export function describeMachine() {
  const [{ model }] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${availableParallelism()} cores of ${model.trim()}, ${memory} GiB, ${platform()} ${arch()}`;
}

/** The first line of `cc --version`; undefined where there is no compiler. */
export function compilerVersion() {
  const { status, stdout } = spawnSync(compiler, ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.split('\n')[0] : undefined;
}

/** The kept limits of this machine. */
export function keptLimits() {
  const kept = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  return kept?.machine === describeMachine() ? kept : undefined;
}

/**
 * Measures, and keeps the better of each figure and what is kept: shared machines have slow spells. Undefined where
 * there is no compiler.
 */
export function measureLimits() {
  mkdirSync(results, { recursive: true });
  const program = join(results, 'machine');
  const flags = ['-O3', '-ffp-contract=fast', '-pthread'];
  const source = join(root, 'bench', 'machine.c');
  const compiled = spawnSync(compiler, [...flags, source, '-o', program], { encoding: 'utf8' });
  if (compiled.status !== 0) return undefined;
  const threads = [...new Set([1, 2, availableParallelism()])].map(String);
  const run = spawnSync(program, threads, { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`${program} failed: ${run.stderr}`);
  const measured = JSON.parse(run.stdout);
  const before = keptLimits();
  const limits = {
    machine: describeMachine(),
    date: new Date().toISOString(),
    gflops: better(measured.gflops, before?.gflops),
    read_gbs: better(measured.read_gbs, before?.read_gbs),
  };
  writeFileSync(file, `${JSON.stringify(limits, null, 1)}\n`);
  return limits;
}

/** The larger of each figure: {vector width or KiB: {threads: figure}}. */
function better(now, before) {
  const entries = Object.entries(now).map(([key, row]) => [
    key,
    Object.fromEntries(
      Object.entries(row).map(([t, x]) => [t, Math.max(x, before?.[key]?.[t] ?? 0)]),
    ),
  ]);
  return Object.fromEntries(entries);
}

/** Floats a vector of what computes. */
const WIDTHS = { SSE2: 4, SIMD128: 4, NEON: 4, AVX2: 8, 'AVX-512': 16 };

/** Operations a second; undefined where it was not measured for such vectors. */
export function peak({ gflops }, { vector, threads }) {
  const row = gflops[WIDTHS[vector]];
  return row && 1e9 * ofThreads(row, threads);
}

/** Bytes a second for a working set of so many bytes: between measured sizes by the logarithm of the size. */
export function bandwidth({ read_gbs: rows }, bytes, threads) {
  const points = Object.entries(rows)
    .map(([kib, row]) => ({ size: kib * 1024, rate: 1e9 * ofThreads(row, threads) }))
    .sort((a, b) => a.size - b.size);
  const above = points.findIndex(({ size }) => bytes <= size);
  if (above === 0) return points[0].rate;
  if (above < 0) return points.at(-1).rate;
  const [a, b] = [points[above - 1], points[above]];
  return a.rate + ((b.rate - a.rate) * Math.log(bytes / a.size)) / Math.log(b.size / a.size);
}

/** The figure for the largest measured number of threads that is not above. */
function ofThreads(row, threads) {
  const counts = Object.keys(row).map(Number);
  return row[Math.max(...counts.filter((n) => n <= threads))];
}

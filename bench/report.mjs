// Writes what is kept in bench/results into docs/benchmarks.md, between markers, and docs/growth.svg.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { peerNames } from './compare.mjs';
import { limit } from './floors.mjs';
import { growthFigure, growthTables } from './growth-report.mjs';
import { compilerVersion, describeMachine, keptLimits } from './machine.mjs';
import { root } from './paths.mjs';
import { build, kept } from './results.mjs';
import { number, summarise, times } from './summary.mjs';
import { comparable, workload, workloadNames } from './workloads.mjs';

/** Each part of the page by its marker: of pairs those of the newest build that has any, of single figures the last of each. */
const parts = {
  machine: machinePart,
  alone: alonePart,
  compared: comparedPart,
  starts: startsPart,
  threads: threadsPart,
  growth: growthTables,
};

export function writeReport(say) {
  const page = join(root, 'docs', 'benchmarks.md');
  let text = readFileSync(page, 'utf8');
  for (const [name, write] of Object.entries(parts)) {
    const made = write();
    if (!made) {
      say(`nothing is kept for the part "${name}": it stays as it is`);
      continue;
    }
    const marked = new RegExp(`(<!-- ${name}[^>]*-->)[^]*?(<!-- end ${name} -->)`);
    if (!marked.test(text)) throw new Error(`docs/benchmarks.md has no marker "${name}"`);
    text = text.replace(marked, (_, begin, end) => `${begin}\n\n${made}\n\n${end}`);
  }
  writeFileSync(page, text);
  const figure = growthFigure();
  if (figure) writeFileSync(join(root, 'docs', 'growth.svg'), figure);
  return 0;
}

/** The records of this build; where it has none, of the build measured last. */
function newest(wanted) {
  const records = kept(wanted);
  const of = records.some((record) => record.build === build) ? build : records.at(-1)?.build;
  return records.filter((record) => record.build === of);
}

const day = ({ date }) => date.slice(0, 10);
const row = (cells) => `| ${cells.join(' | ')} |`;
const table = (head, rows) => [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

function machinePart() {
  const limits = keptLimits();
  const software = [`Node ${process.versions.node}`, compilerVersion()].filter(Boolean);
  const line = `${describeMachine()}; ${software.join(', ')}.`;
  if (!limits) return line;
  const counts = Object.keys(Object.values(limits.gflops)[0]);
  const cells = (figures) => counts.map((n) => number(figures[n]));
  const rows = [
    ...Object.entries(limits.gflops).map(([width, figures]) => [
      `multiply-adds, ${width} floats a vector, GFLOP/s`,
      ...cells(figures),
    ]),
    ...Object.entries(limits.read_gbs).map(([kib, figures]) => [
      `reading ${size(kib)}, GB/s`,
      ...cells(figures),
    ]),
  ];
  const head = ['', ...counts.map((n) => (n === '1' ? '1 thread' : `${n} threads`))];
  return `${line}\nThe best of what was measured up to ${day(limits)}:\n\n${table(head, rows)}`;
}

function size(kib) {
  return kib >= 1024 ? `${kib / 1024} MiB` : `${kib} KiB`;
}

/** The last of each workload and setting, so that one can be measured again by itself. */
function alonePart() {
  const records = kept({ kind: 'alone' });
  if (records.length === 0) return undefined;
  const settings = [...new Set(records.map(({ backend, threads }) => `${backend}, ${threads}`))];
  const cell = (name, setting) => {
    const found = records.findLast(
      ({ workload, backend, threads }) => workload === name && `${backend}, ${threads}` === setting,
    );
    if (!found) return '';
    const { tokens_per_s: speed, min, max, peak_rss_mib: memory } = found.figures;
    // Of the limits as they are known now: those of the day may have been measured in a slow spell.
    const most = limit(workload(name), keptLimits(), found.figures);
    const part = most ? `, ${Math.round((100 * speed) / most.limit_tokens_per_s)} %` : '';
    return `${number(speed)} (${number(min)}–${number(max)})${part}, ${Math.round(memory)} MiB`;
  };
  const names = workloadNames.filter((name) => settings.some((setting) => cell(name, setting)));
  const head = ['', ...settings.map((s) => (s.endsWith(' 1') ? `${s} thread` : `${s} threads`))];
  const rows = names.map((name) => [
    `${name} ${workload(name).title}`,
    ...settings.map((setting) => cell(name, setting)),
  ]);
  return `${table(head, rows)}\n\nMeasured on ${day(records.at(-1))}.`;
}

/** Groups of pairs, one per workload, peer and setting of ours. */
function groups(kind, choose) {
  const list = [];
  for (const name of comparable) {
    for (const peer of peerNames.filter(choose)) {
      for (const backend of ['native', 'wasm', 'js', 'auto']) {
        const all = newest({ kind, workload: name, peer, backend });
        const last = all.at(-1);
        const pairs = all.filter((record) =>
          ['variant', 'threads', 'chunks'].every((field) => record[field] === last[field]),
        );
        if (pairs.length > 0) list.push({ name, peer, backend, pairs });
      }
    }
  }
  return list;
}

const isPeer = (peer) => peer !== 'one-thread';

function comparedPart() {
  const found = groups('pair', isPeer);
  if (found.length === 0) return undefined;
  const versions = new Set();
  const rows = found.map(({ name, peer, backend, pairs }) => {
    const s = summarise(pairs);
    versions.add(s.last.b.version);
    return [
      name,
      `${peer}, ${s.last.b.variant}`,
      `${backend}, ${s.last.a.threads}T`,
      number(s.ours),
      s.last.a.share ? `${Math.round((100 * s.ours) / s.last.a.limit_tokens_per_s)} %` : '',
      number(s.theirs),
      `**${times(s.ratio)}** (${times(s.low)}–${times(s.high)})`,
      `${Math.round(s.ourMemory)} / ${Math.round(s.theirMemory)}`,
      `${s.count}×${s.last.chunks}, ${day(s.last)}`,
    ];
  });
  const head = [
    '',
    'peer and its variant',
    'Unroll',
    'tokens/s',
    'of the limit',
    'peer tokens/s',
    'times faster (least–most)',
    'peak MiB, ours / theirs',
    'pairs×chunks, day',
  ];
  const failed = failures();
  return `${table(head, rows)}\n\nVersions: ${[...versions].join(', ')}.${failed}`;
}

/** Peers that could not run a workload. */
function failures() {
  const lines = kept({ kind: 'trial', speed: 0 }).map(
    ({ workload, peer, variant, failed }) =>
      `${peer} ${workload} ${variant}: ${failed.split(': ').at(-1)}`,
  );
  return lines.length === 0 ? '' : `\nFailed: ${[...new Set(lines)].join('; ')}.`;
}

function startsPart() {
  const found = groups('first', isPeer);
  if (found.length === 0) return undefined;
  const middle = (values) => values.sort((a, b) => a - b)[values.length >> 1].toFixed(2);
  const rows = found.map(({ name, peer, backend, pairs }) => [
    name,
    backend,
    middle(pairs.map(({ a }) => a)),
    peer,
    middle(pairs.map(({ b }) => b)),
  ]);
  return table(['', 'Unroll', 'seconds', 'peer', 'seconds'], rows);
}

function threadsPart() {
  const found = groups('pair', (peer) => !isPeer(peer));
  if (found.length === 0) return undefined;
  const rows = found.map(({ name, backend, pairs }) => {
    const s = summarise(pairs);
    const speeds = [number(s.theirs), number(s.ours)];
    return [name, backend, ...speeds, `**${times(s.ratio)}** (${times(s.low)}–${times(s.high)})`];
  });
  return table(['', '', '1 thread, tokens/s', '2 threads, tokens/s', 'times faster'], rows);
}

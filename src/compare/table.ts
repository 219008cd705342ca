/** Comparisons for people. */
import { table } from '../util/text-table.ts';
import type { ComparedRow, Comparison } from './comparison.ts';

/** A heading, the table and its remarks, as lines. */
export function comparisonLines({ task, measuredOn, rows, remarks }: Comparison): string[] {
  const metrics = [...new Set(rows.flatMap((row) => Object.keys(row.metrics)))];
  const head = ['', 'model', ...metrics, 'loss', 'time', 'parameters', 'size'];
  const body = rows.map((row) => [
    row.beats !== undefined && row.beats.length > 0 ? '*' : '',
    row.name,
    ...metrics.map((name) => shown(row.metrics[name])),
    shown(row.loss),
    time(row),
    String(row.parameters),
    size(row.bytes),
  ]);
  const align = head.map((_, j) => (j < 2 ? ('left' as const) : ('right' as const)));
  const marked = rows.some(({ beats = [] }) => beats.length > 0);
  return [
    `${task}, measured on ${measuredOn}`,
    '',
    ...table([head, ...body], align).split('\n'),
    '',
    ...remarks,
    ...(marked ? ['* a baseline that beats a run'] : []),
  ];
}

function shown(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '';
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
  return Math.abs(value) >= 1e4 || (value !== 0 && Math.abs(value) < 1e-3)
    ? value.toPrecision(4)
    : value.toFixed(Math.abs(value) >= 100 ? 1 : 4);
}

function time({ seconds }: ComparedRow): string {
  if (seconds === null) return '';
  if (seconds < 0.1) return '<0.1 s';
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${(seconds / 60).toFixed(1)} min`;
}

function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const kib = bytes / 1024;
  return kib < 1024 ? `${kib.toFixed(1)} KiB` : `${(kib / 1024).toFixed(1)} MiB`;
}

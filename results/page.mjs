// The generated part of docs/results.md: one table of all rows, then a section for each with its command and what stands beside it.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { grouped, summary, variantOf } from './figures.mjs';
import { kept } from './one-run.mjs';
import { page } from './paths.mjs';

const line = (cells) => `| ${cells.join(' | ')} |`;
const table = (head, rows) =>
  [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');

/** Whether there was anything to write. */
export function writePage(rows) {
  const made = rows
    .map((row) => ({ row, records: recordsOf(row) }))
    .filter(({ row, records }) => records.length > 0 && isWhole(row, records));
  if (made.length === 0) return false;
  const parts = [overview(made), ...made.map(section)];
  for (const { row, records } of made) drawFigures(row, records);
  const text = readFileSync(page, 'utf8');
  const marked = /(<!-- results[^>]*-->)[\s\S]*?(<!-- end results -->)/;
  if (!marked.test(text)) throw new Error('docs/results.md has no marker "results"');
  writeFileSync(
    page,
    text.replace(marked, (_, begin, end) => `${begin}\n\n${parts.join('\n\n')}\n\n${end}`),
  );
  return true;
}

/** Variants say something beside each other only. */
function isWhole(row, records) {
  const there = new Set(records.map(variantOf(row)));
  return row.runs.every((run) => there.has(variantOf(row)(run)));
}

/** Pictures that a section shows, beside the page. */
function drawFigures(row, records) {
  const figures = row.figures?.(grouped(records, variantOf(row))) ?? {};
  for (const [name, svg] of Object.entries(figures)) {
    writeFileSync(join(dirname(page), name), svg);
  }
}

/** What is there, in the order of the runs. */
function recordsOf(row) {
  return row.runs.flatMap((run) => {
    const record = kept(row, run);
    return record === undefined ? [] : [{ ...record, key: run.key, variant: run.variant }];
  });
}

function overview(made) {
  const head = [
    '',
    'metric',
    'Unroll',
    'wanted (aim)',
    'best baseline',
    'published or measured elsewhere',
    'minutes',
  ];
  return table(
    head,
    made.map(({ row, records }) => [
      `[${row.title}](#${row.name})`,
      row.metric.label,
      `**${figureOf(row, records)}**${beaten(row, records) ? ' (a baseline wins)' : ''}`,
      wantedOf(row),
      bestBaseline(row, records)?.text ?? '',
      (row.anchors ?? []).map(({ what, figure }) => `${what} ${figure}`).join('; '),
      minutesOf(records),
    ]),
  );
}

/** What a row must reach, and what it is meant to. */
function wantedOf({ metric, must, aim }) {
  return must === undefined ? '' : `${metric.show(must)} (${metric.show(aim)})`;
}

/** So many stand in the overview; of more the best and the worst. */
const MOST_VARIANTS = 6;

/** The mean of the runs, and where they are several the deviation; of each variant. */
function figureOf(row, records) {
  const variants = grouped(records, variantOf(row));
  if (variants.length > MOST_VARIANTS) {
    const sorted = variants.sort((a, b) => a.mean - b.mean);
    const ends = row.metric.higher ? [sorted.at(-1), sorted[0]] : [sorted[0], sorted.at(-1)];
    return ends.map((group) => `${meanOf(row, group)} (${group.key})`).join(' to ');
  }
  return variants
    .map((group) => (row.variants ? `${group.key} ${meanOf(row, group)}` : meanOf(row, group)))
    .join('; ');
}

function meanOf({ metric }, { mean, deviation }) {
  if (deviation === undefined) return metric.show(mean);
  return `${metric.show(mean)} ± ${metric.show(deviation)}`;
}

function baselinesOf({ metric }, records) {
  const all = new Map();
  for (const { baselines } of records) {
    for (const { name, ...row } of baselines) {
      const figure = metric.of([row]);
      if (figure !== undefined) all.set(name, [...(all.get(name) ?? []), { figure, ...row }]);
    }
  }
  const sign = metric.higher ? -1 : 1;
  return [...all]
    .map(([name, rows]) => ({
      name,
      mean: summary(rows.map(({ figure }) => figure)).mean,
      // A forecast's baselines are made by its evaluation, which does not time them.
      seconds: rows[0].seconds && summary(rows.map(({ seconds }) => seconds)).mean,
    }))
    .sort((a, b) => sign * (a.mean - b.mean));
}

function bestBaseline(row, records) {
  const [best] = baselinesOf(row, records);
  return best && { ...best, text: `${best.name} ${row.metric.show(best.mean)}` };
}

function beaten(row, records) {
  const best = bestBaseline(row, records);
  if (best === undefined) return false;
  const { mean } = summary(records.map(({ figure }) => figure));
  return row.metric.higher ? best.mean > mean : best.mean < mean;
}

const meanMinutes = (records) => summary(records.map(({ cpuMinutes }) => cpuMinutes)).mean;

const minutesOf = (records) => {
  const mean = meanMinutes(records);
  return mean < 10 ? mean.toFixed(1) : mean.toFixed(0);
};

function section({ row, records }) {
  const { metric } = row;
  const lines = grouped(records, row.variants ? variantOf(row) : ({ key }) => key).map((group) => [
    group.key.replace('-', ' '),
    meanOf(row, group),
    String(Math.round(summary(group.runs.map(({ steps }) => steps)).mean)),
    meanMinutes(group.runs).toFixed(1),
  ]);
  const beside = baselinesOf(row, records).map(({ name, mean, seconds }) => [
    name,
    metric.show(mean),
    '',
    seconds === undefined ? '' : (seconds / 60).toFixed(1),
  ]);
  const details = row.details?.(grouped(records, variantOf(row)));
  return [
    `<a id="${row.name}"></a>\n### ${row.title}`,
    row.data,
    `\`\`\`sh\n${wrapped(records[0].command)}\n\`\`\``,
    table(['', metric.label, 'steps', 'processor minutes'], [...lines, ...beside]),
    ...(details ? [details] : []),
    ...(row.anchors ?? []).map(({ what, figure, source }) => `${what}: ${figure} (${source}).`),
    row.note,
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** A command over lines of at most 110 signs. */
function wrapped(command) {
  const lines = [''];
  for (const word of command.split(' ')) {
    const last = lines.length - 1;
    if (lines[last].length + word.length > 110) lines.push(`  ${word}`);
    else lines[last] += lines[last] === '' ? word : ` ${word}`;
  }
  return lines.join(' \\\n');
}

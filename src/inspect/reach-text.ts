/** Gradient reach as lines of text: tables, the curves by lag, a map of steps and lags for each curve. */
import { table } from '../util/text-table.ts';
import { number } from './explain-words.ts';
import type { GradientReach } from './gradient-reach.ts';
import {
  decadeRange,
  decades,
  drawnSeries,
  type ReachSeries,
  relativeDecades,
  seriesOf,
} from './reach-series.ts';

/** Of the chart's lines, about. */
const CHART_ROWS = 12;
const MAP_ROWS = 16;
const AXIS = 9;
/** One for each curve, in order. */
const MARKS = '●○▲△■□◆◇★☆';

export interface ReachTextOptions {
  /** Of the terminal. Default 80. */
  columns?: number;
}

export function gradientReachText(
  reaches: readonly GradientReach[],
  { columns = 80 }: ReachTextOptions = {},
): string {
  const drawn = drawnSeries(reaches);
  const room = Math.max(16, columns - AXIS - 2);
  return [
    `‖∂L_t/∂h_(t-k)‖ by lag k: median over ${stepsInWords(reaches)}`,
    ...reaches.flatMap(({ meaning = '' }) => meaning),
    lagTable(seriesOf(reaches)),
    chart(drawn, room),
    'Each loss by lag k, against the median at the first lag:\n  █ as strong, ▓ 1/10, ▒ 1/100, ░ 1/1000, · less; ▲ more than 3 times as strong',
    ...drawn.map((series) => map(series, room)),
    recurrentTable(reaches),
    clippingTable(reaches),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function stepsInWords(reaches: readonly GradientReach[]): string {
  const [{ steps, rows }] = reaches;
  if (rows !== undefined && rows.length > 1) {
    return `${rows.length} losses, ${rows[0]} … ${rows[rows.length - 1]}`;
  }
  return steps.length === 1
    ? `step t = ${steps[0]}`
    : `${steps.length} steps t = ${steps[0]} … ${steps[steps.length - 1]}`;
}

/** 0, 1, 2, 5, 10, 20, 50, … and the last. */
function shownLags(lags: number): number[] {
  const shown = [0];
  for (let ten = 1; ten <= lags; ten *= 10) shown.push(ten, 2 * ten, 5 * ten);
  return [...new Set([...shown.filter((k) => k < lags), lags])];
}

function lagTable(all: readonly ReachSeries[]): string {
  const lags = shownLags(all[0].median.length - 1);
  const rows = all.map(({ label, median, perStep, reach }) => [
    label,
    ...lags.map((k) => (Number.isNaN(median[k]) ? '' : number(median[k]))),
    perStep === undefined ? '' : `×${perStep.toFixed(3)}`,
    reach === median.length - 1 ? `≥ ${reach}` : `${reach}`,
  ]);
  const head = ['', ...lags.map((k) => `k = ${k}`), 'per step', 'lags above 1 %'];
  return table([head, ...rows], ['left', ...head.slice(1).map(() => 'right' as const)]);
}

function chart(drawn: readonly ReachSeries[], room: number): string {
  const lags = drawn[0].median.length;
  const { low, high } = decadeRange(drawn.flatMap(({ median }) => median));
  const width = Math.min(room, lags < room / 2 ? 2 * lags : lags);
  const perDecade = Math.max(1, Math.floor(CHART_ROWS / (high - low)));
  const cells = Array.from({ length: perDecade * (high - low) + 1 }, () =>
    new Array<string>(width).fill(' '),
  );
  drawn.forEach(({ median }, s) => {
    median.forEach((value, k) => {
      const power = decades(value);
      if (power === undefined || power < low) return;
      const row = Math.round((high - power) * perDecade);
      cells[row][columnOf(k, lags, width)] = MARKS[s % MARKS.length];
    });
  });
  const every = Math.ceil((high - low) / 5) * perDecade;
  const lines = cells.map((line, row) => {
    const label = row % every === 0 ? `1e${high - row / perDecade}` : '';
    return `${label.padStart(AXIS)} ┤${line.join('')}`.trimEnd();
  });
  const legend = drawn.map(({ label }, s) => `${MARKS[s % MARKS.length]} ${label}`).join('   ');
  return [legend, ...lines, lagAxis(lags, width)].join('\n');
}

function columnOf(k: number, lags: number, width: number): number {
  return lags === 1 ? 0 : Math.round((k / (lags - 1)) * (width - 1));
}

function lagAxis(lags: number, width: number, axis = AXIS): string {
  const last = `${lags - 1}`;
  const space = ' '.repeat(Math.max(1, width - 'k = 0'.length - last.length));
  return `${' '.repeat(axis + 2)}k = 0${space}${last}`;
}

/** Rows and columns that there is no room for are left out, evenly. */
function map(series: ReachSeries, room: number): string {
  const { label, norms, rows, median } = series;
  const lags = median.length;
  const axis = Math.max(AXIS, ...rows.map(({ length }) => length));
  const width = Math.min(room + AXIS - axis, lags);
  const count = Math.min(MAP_ROWS, norms.length);
  const lines = Array.from({ length: count }, (_, i) => {
    const row = count === 1 ? 0 : Math.round((i / (count - 1)) * (norms.length - 1));
    const cells = Array.from({ length: width }, (_, column) => {
      const k = width === 1 ? 0 : Math.round((column / (width - 1)) * (lags - 1));
      const value = norms[row][k];
      return value === undefined || Number.isNaN(value)
        ? ' '
        : shade(relativeDecades(series, value));
    });
    return `${rows[row].padStart(axis)} │${cells.join('')}`.trimEnd();
  });
  return [label, ...lines, lagAxis(lags, width, axis)].join('\n');
}

function shade(power: number | undefined): string {
  if (power === undefined || power < -3.5) return '·';
  return power > 0.5 ? '▲' : '█▓▒░'[Math.min(3, Math.max(0, Math.round(-power)))];
}

function recurrentTable(reaches: readonly GradientReach[]): string {
  const rows = reaches.flatMap(({ name, layers }) =>
    layers.flatMap(({ layer, name: own = `${layer + 1}`, recurrent }) =>
      recurrent.map(({ gate, spectralRadius, spectralNorm }) => [
        name,
        own,
        gate,
        number(spectralRadius),
        number(spectralNorm),
      ]),
    ),
  );
  if (rows.length === 0) return '';
  const head = ['recurrent weights U', 'layer', 'gate', 'spectral radius', '‖U‖'];
  return table([head, ...rows], ['left', 'right', 'left', 'right', 'right']);
}

function clippingTable(reaches: readonly GradientReach[]): string {
  const [{ meaning, clipping }] = reaches;
  const { clip, clipBy } = clipping;
  const rows = reaches.map(({ name, clipping: { before, after } }) => [
    name,
    number(middle(before)),
    number(Math.max(...before)),
    number(middle(after)),
    number(Math.max(...after)),
    `${before.filter((norm, w) => after[w] < norm).length} of ${before.length}`,
  ]);
  const head = [
    `weights' gradient, clipped by ${clipBy} at ${clip}`,
    ...[
      'median',
      'largest',
      'clipped: median',
      'largest',
      `${meaning === undefined ? 'windows' : 'examples'} clipped`,
    ],
  ];
  return table([head, ...rows], ['left', ...head.slice(1).map(() => 'right' as const)]);
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

/**
 * Gradient reach as one SVG file that stands by itself: the curves by lag on a logarithmic axis, under
 * them a map of steps and lags for each curve.
 */
import { number } from './explain-words.ts';
import type { GradientReach } from './gradient-reach.ts';
import { escapeHtml } from './html.ts';
import {
  decadeRange,
  decades,
  drawnSeries,
  type ReachSeries,
  relativeDecades,
} from './reach-series.ts';

const LEFT = 84;
const PLOT = 526;
/** Of a character of a label, about. */
const CHARACTER = 6.6;
const CHART = 300;
const MAP = 150;
/** Distinct for colour-blind readers too (Okabe and Ito 2008). */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#333333'];

export function gradientReachSvg(reaches: readonly GradientReach[]): string {
  const drawn = drawnSeries(reaches);
  const height = CHART + drawn.length * MAP + 44;
  const longest = Math.max(...drawn.map((series) => curveLabel(series).length));
  const width = Math.ceil(LEFT + PLOT + 24 + Math.max(18, longest) * CHARACTER);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="12" role="img" aria-label="gradient of the loss of step t by the state k steps earlier, by lag k">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    chart(drawn),
    ...drawn.map((series, n) => map(series, CHART + n * MAP)),
    scale(CHART + drawn.length * MAP + 8),
    '</svg>\n',
  ].join('\n');
}

function chart(drawn: readonly ReachSeries[]): string {
  const { low, high } = decadeRange(drawn.flatMap(({ median }) => median));
  const top = 34;
  const bottom = CHART - 46;
  const y = (power: number) =>
    round(top + ((high - Math.max(power, low)) / (high - low)) * (bottom - top));
  const parts = [
    `<text x="${LEFT}" y="20" font-weight="600">‖∂L(t)/∂state(t−k)‖: median over t by lag k</text>`,
  ];
  const every = Math.ceil((high - low) / 8);
  for (let power = low; power <= high; power += every) {
    parts.push(
      `<line x1="${LEFT}" x2="${LEFT + PLOT}" y1="${y(power)}" y2="${y(power)}" stroke="#e3e3e3"/>`,
      `<text x="${LEFT - 8}" y="${y(power)}" dy="0.32em" text-anchor="end" fill="#555">1e${power}</text>`,
    );
  }
  parts.push(lagTicks(drawn[0].median.length, bottom + 18));
  drawn.forEach((series, s) => {
    const { median } = series;
    const colour = COLOURS[s % COLOURS.length];
    const points = median.flatMap((value, k) => {
      const power = decades(value);
      return power === undefined ? [] : [`${lagX(k, median.length)},${y(power)}`];
    });
    parts.push(
      `<polyline points="${points.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`,
      `<text x="${LEFT + PLOT + 12}" y="${top + 8 + s * 17}" fill="${colour}">${escapeHtml(curveLabel(series))}</text>`,
    );
  });
  return parts.join('\n');
}

function curveLabel({ label, perStep }: ReachSeries): string {
  return perStep === undefined ? `● ${label}` : `● ${label} ×${perStep.toFixed(3)} a step`;
}

/** The middle of the column of lag k. */
function lagX(k: number, lags: number): number {
  return round(LEFT + ((k + 0.5) / lags) * PLOT);
}

function lagTicks(lags: number, y: number): string {
  const every = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((step) => lags / step <= 11) ?? 1000;
  const parts: string[] = [];
  for (let k = 0; k < lags; k += every) {
    parts.push(
      `<text x="${lagX(k, lags)}" y="${y}" text-anchor="middle" fill="#555">${k === 0 ? 'k = 0' : k}</text>`,
    );
  }
  return parts.join('');
}

/** A column for each lag, a row for each step. Cells of one shade are one path. */
function map(series: ReachSeries, top: number): string {
  const { label, norms, rows: names, first, median } = series;
  const lags = median.length;
  const rows = norms.length;
  const height = MAP - 44;
  const paths = new Map<number, string[]>();
  norms.forEach((row, r) => {
    for (let k = 0; k < row.length; ) {
      const shade = shadeOf(relativeDecades(series, row[k]));
      let end = k + 1;
      while (end < row.length && shadeOf(relativeDecades(series, row[end])) === shade) end++;
      const path = paths.get(shade) ?? [];
      paths.set(shade, path);
      path.push(`M${k} ${r}h${end - k}v1h${k - end}z`);
      k = end;
    }
  });
  const cells = [...paths].map(
    ([shade, path]) => `<path fill="${colourOf(shade)}" d="${path.join('')}"/>`,
  );
  return [
    `<g transform="translate(${LEFT} ${top}) scale(${round(PLOT / lags)} ${round(height / rows)})" shape-rendering="crispEdges"><rect width="${lags}" height="${rows}" fill="#fff"/>${cells.join('')}</g>`,
    `<text x="${LEFT - 8}" y="${top + 10}" text-anchor="end" fill="#555">${names[0]}</text>`,
    rows > 1
      ? `<text x="${LEFT - 8}" y="${top + height}" text-anchor="end" fill="#555">${names[rows - 1].replace(/^t = /, '')}</text>`
      : '',
    `<text x="${LEFT + PLOT + 12}" y="${top + 12}">${escapeHtml(label)}</text>`,
    `<text x="${LEFT + PLOT + 12}" y="${top + 30}" fill="#555">k = ${first}: ${number(median[first])}</text>`,
    lagTicks(lags, top + height + 16),
  ].join('\n');
}

const SHADES_PER_DECADE = 4;
const FAINTEST = -6;
const STRONGEST = 6;

/** Quarters of decades from 1e−6 to 1e6 of the median at lag 0. */
function shadeOf(power: number | undefined): number {
  const kept = Math.max(FAINTEST, Math.min(STRONGEST, power ?? FAINTEST));
  return Math.round(kept * SHADES_PER_DECADE);
}

/** White where nothing arrives, deep blue as strong as at lag 0, on to red where it is stronger. */
const RAMP: readonly (readonly [power: number, rgb: readonly [number, number, number]])[] = [
  [FAINTEST, [255, 255, 255]],
  [-3, [189, 215, 236]],
  [-1, [66, 133, 196]],
  [0, [12, 64, 128]],
  [1, [106, 27, 110]],
  [3, [200, 30, 60]],
  [STRONGEST, [255, 120, 60]],
];

function colourOf(shade: number): string {
  const power = shade / SHADES_PER_DECADE;
  const above = Math.max(
    1,
    RAMP.findIndex(([at]) => at >= power),
  );
  const [low, from] = RAMP[above - 1];
  const [high, to] = RAMP[above];
  const share = (power - low) / (high - low);
  const mixed = from.map((value, c) => Math.round(value + share * (to[c] - value)));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** The legend of the maps' colours. */
function scale(top: number): string {
  const parts = [`<text x="${LEFT - 8}" y="${top + 11}" text-anchor="end" fill="#555">maps</text>`];
  const count = STRONGEST - FAINTEST + 1;
  const wide = PLOT / count;
  for (let power = FAINTEST; power <= STRONGEST; power++) {
    const x = round(LEFT + (power - FAINTEST) * wide);
    const word = power === 0 ? 'as at k = 0' : `1e${power}`;
    parts.push(
      `<rect x="${x}" y="${top}" width="${round(wide)}" height="12" fill="${colourOf(power * SHADES_PER_DECADE)}" stroke="#ddd" stroke-width="0.5"/>`,
      power % 2 === 0
        ? `<text x="${round(x + wide / 2)}" y="${top + 26}" text-anchor="middle" fill="#555">${word}</text>`
        : '',
    );
  }
  return parts.join('');
}

function round(position: number): number {
  return Number(position.toFixed(3));
}

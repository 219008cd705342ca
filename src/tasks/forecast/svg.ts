/** A forecast as one SVG file, a panel for each target. */
import type { Prediction } from '../task.ts';
import { readAnswer } from './answers.ts';
import { type Curve, curvesOf } from './curves.ts';

const WIDTH = 760;
const PANEL = 260;
const LEFT = 76;
const RIGHT = 16;
const TOP = 34;
const BOTTOM = 34;
const TICKS = 5;

export function forecastSvg(prediction: Prediction): string {
  const curves = curvesOf(readAnswer(prediction));
  const height = PANEL * curves.length;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="system-ui, sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    ...curves.map((curve, n) => `<g transform="translate(0 ${n * PANEL})">${panel(curve)}</g>`),
    '</svg>\n',
  ].join('\n');
}

function panel({ title, times, known, mean, band, least, greatest }: Curve): string {
  const count = known.length + mean.length;
  const x = (t: number) => at(LEFT + (count < 2 ? 0 : (t / (count - 1)) * (WIDTH - LEFT - RIGHT)));
  const y = (value: number) =>
    at(TOP + ((greatest - value) / (greatest - least)) * (PANEL - TOP - BOTTOM));
  const path = (values: readonly number[], first: number) =>
    values.map((value, t) => `${x(first + t)},${y(value)}`).join(' ');
  const parts = [`<text x="${LEFT}" y="20" font-weight="600">${escaped(title)}</text>`];
  for (let k = 0; k < TICKS; k++) {
    const value = least + (k / (TICKS - 1)) * (greatest - least);
    parts.push(
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(value)}" y2="${y(value)}" stroke="#e3e3e3"/>`,
      `<text x="${LEFT - 8}" y="${y(value)}" dy="0.32em" text-anchor="end" fill="#555">${Number(value.toPrecision(4))}</text>`,
    );
  }
  if (band !== undefined) {
    const lower = mean.map((_, h) => `${x(known.length + h)},${y(band.low[h])}`).reverse();
    parts.push(
      `<polygon points="${path(band.high, known.length)} ${lower.join(' ')}" fill="#c2410c" fill-opacity="0.18"><title>from quantile ${band.lowest} to ${band.highest}</title></polygon>`,
    );
  }
  const joined = known.length === 0 ? mean : [known[known.length - 1], ...mean];
  parts.push(
    `<polyline points="${path(known, 0)}" fill="none" stroke="#1f2937" stroke-width="1.5"/>`,
    `<polyline points="${path(joined, Math.max(0, known.length - 1))}" fill="none" stroke="#c2410c" stroke-width="2"/>`,
    label(times[0], x(0), 'start'),
    label(times[times.length - 1], x(count - 1), 'end'),
  );
  if (known.length > 0 && mean.length > 0) {
    parts.push(
      `<line x1="${x(known.length - 1)}" x2="${x(known.length - 1)}" y1="${TOP}" y2="${PANEL - BOTTOM}" stroke="#999" stroke-dasharray="3 3"/>`,
    );
  }
  return parts.join('\n');
}

function label(text: string, x: number, anchor: 'start' | 'end'): string {
  return `<text x="${x}" y="${PANEL - 12}" text-anchor="${anchor}" fill="#555">${escaped(text)}</text>`;
}

function at(position: number): number {
  return Number(position.toFixed(2));
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

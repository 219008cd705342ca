/** Curves over time on a logarithmic axis, as inline SVG. */
import { log } from '../util/maths.ts';
import { number } from './explain-words.ts';
import { escapeHtml } from './html.ts';

export interface Curve {
  name: string;
  className: 'blue' | 'red';
  /** One value per step; zeros and numbers that are not finite are left out. */
  values: readonly number[];
}

const width = 720;
const height = 240;
const margin = { left: 64, right: 24, top: 30, bottom: 34 };

/** Empty where there is nothing to draw. */
export function chartSvg(title: string, curves: readonly Curve[]): string {
  const logs = (values: readonly number[]) =>
    values.map((value) =>
      value > 0 && Number.isFinite(value) ? log(value) / Math.LN10 : undefined,
    );
  const all = curves.flatMap(({ values }) => logs(values)).filter((y) => y !== undefined);
  const T = Math.max(...curves.map(({ values }) => values.length));
  if (all.length < 2 || T < 2) return '';
  let low = Math.floor(Math.min(...all));
  let high = Math.ceil(Math.max(...all));
  if (high - low < 1) high = low + 1;
  if (high - low > 12) low = high - 12;
  const x = (index: number) =>
    margin.left + (index / (T - 1)) * (width - margin.left - margin.right);
  const y = (value: number) =>
    margin.top + ((high - value) / (high - low)) * (height - margin.top - margin.bottom);
  const parts: string[] = [];
  const every = Math.ceil((high - low) / 6);
  for (let power = low; power <= high; power += every) {
    parts.push(
      `<line class="axis" x1="${margin.left}" x2="${width - margin.right}" y1="${y(power)}" y2="${y(power)}"/>`,
      `<text x="${margin.left - 8}" y="${y(power) + 4}" text-anchor="end">${tick(power)}</text>`,
    );
  }
  const stride = Math.ceil(T / 16);
  for (let index = 0; index < T; index += stride) {
    parts.push(
      `<text x="${x(index)}" y="${height - 12}" text-anchor="middle">t = ${index + 1}</text>`,
    );
  }
  curves.forEach(({ name, className, values }, k) => {
    const points = logs(values).flatMap((value, index) =>
      value === undefined ? [] : [{ at: x(index), height: y(Math.max(value, low)), index }],
    );
    parts.push(
      `<polyline class="${className}" points="${points.map((p) => `${p.at.toFixed(1)},${p.height.toFixed(1)}`).join(' ')}"/>`,
      ...points.map(
        (p) =>
          `<circle class="${className}" cx="${p.at.toFixed(1)}" cy="${p.height.toFixed(1)}" r="3.5"><title>t = ${p.index + 1}: ${number(values[p.index])}</title></circle>`,
      ),
      `<text class="${className}" x="${margin.left + k * 240}" y="16">● ${escapeHtml(name)}</text>`,
    );
  });
  return `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeHtml(title)}">${parts.join('')}</svg>`;
}

function tick(power: number): string {
  if (power >= -3 && power <= 3)
    return power < 0 ? (0.1 ** -power).toFixed(-power) : `${10 ** power}`;
  return `1e${power}`;
}

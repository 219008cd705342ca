/**
 * Where a decoder looked while it wrote: a row for each symbol of the target, a column for each of the
 * source, darker where it looked more. As SVG that stands by itself, and as lines of text.
 */
import { expected } from '../util/errors.ts';
import { escapeHtml } from './html.ts';

/** As `predict` of `translate` tells them with `attention`. */
export interface AttentionPicture {
  source: readonly string[];
  target: readonly string[];
  /** For each symbol of the target, a weight for each of the source, from 0 to 1. */
  weights: readonly (readonly number[])[];
}

/** Of a prediction of `translate` that was made with `attention`. */
export function attentionOf(prediction: Readonly<Record<string, unknown>>): AttentionPicture {
  const { source_symbols, symbols, attention } = prediction as unknown as {
    source_symbols: string[];
    symbols: string[];
    attention: number[][];
  };
  return { source: source_symbols, target: symbols, weights: attention };
}

const CELL = 22;
/** Width of a character of the monospace font. */
const CHARACTER = 7.5;
const MARGIN = 12;

/** Throws 'usage' where the weights are not as many as the symbols. */
export function attentionSvg(picture: AttentionPicture): string {
  check(picture);
  const { source, target, weights } = picture;
  const columns = source.map(visible);
  const rows = target.map(visible);
  const left = MARGIN + longest(rows) * CHARACTER + 8;
  // Symbols of one or two characters stand upright, longer ones are turned.
  const turned = longest(columns) > 2;
  const top = MARGIN + (turned ? longest(columns) * CHARACTER : 14) + 8;
  const width = Math.ceil(left + columns.length * CELL + MARGIN);
  const height = Math.ceil(top + rows.length * CELL + MARGIN);
  const parts = [`<rect width="${width}" height="${height}" fill="#fff"/>`];
  columns.forEach((symbol, s) => {
    const x = left + (s + 0.5) * CELL;
    const place = turned
      ? `x="0" y="0" transform="translate(${x + 4} ${top - 6}) rotate(-90)"`
      : `x="${x}" y="${top - 6}" text-anchor="middle"`;
    parts.push(`<text ${place}>${escapeHtml(symbol)}</text>`);
  });
  rows.forEach((symbol, t) => {
    const y = top + t * CELL;
    parts.push(
      `<text x="${left - 6}" y="${y + CELL / 2 + 4}" text-anchor="end">${escapeHtml(symbol)}</text>`,
    );
    columns.forEach((looked, s) => {
      const weight = weights[t][s];
      parts.push(
        `<rect x="${left + s * CELL}" y="${y}" width="${CELL - 1}" height="${CELL - 1}" fill="#1d4e89" fill-opacity="${Math.max(0.03, weight).toFixed(3)}"><title>${escapeHtml(`${symbol} ← ${looked}: ${weight.toFixed(3)}`)}</title></rect>`,
      );
    });
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="monospace" font-size="12" role="img" aria-label="attention: which symbols of the source each symbol of the target looked at">${parts.join('')}</svg>\n`;
}

const SHADES = ' ·░▒▓█';

/** The same with a character for each weight: ` ·░▒▓█` from none to all. Long symbols are cut to one character. */
export function attentionText(picture: AttentionPicture): string {
  check(picture);
  const { source, target, weights } = picture;
  const rows = target.map(visible);
  const width = longest(rows);
  const lines = rows.map((symbol, t) => {
    const cells = weights[t].map((weight) => SHADES[Math.round(weight * (SHADES.length - 1))]);
    return `${symbol.padStart(width)} ${cells.join('')}`.trimEnd();
  });
  const head = source.map((symbol) => [...visible(symbol)][0] ?? ' ').join('');
  return [`${' '.repeat(width)} ${head}`, ...lines].join('\n');
}

function visible(symbol: string): string {
  return symbol.replaceAll(' ', '␣').replaceAll('\n', '⏎');
}

function longest(symbols: readonly string[]): number {
  return symbols.reduce((most, symbol) => Math.max(most, [...symbol].length), 1);
}

function check({ source, target, weights }: AttentionPicture): void {
  if (weights.length !== target.length) {
    throw expected('weights', `${target.length} rows, one for each symbol`, weights.length);
  }
  const wrong = weights.find((row) => row.length !== source.length);
  if (wrong !== undefined) {
    throw expected('each row of weights', `${source.length} long, as the source`, wrong.length);
  }
}

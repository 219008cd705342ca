/** A text coloured by one unit, as an SVG that stands by itself. */
import { visibleSymbol } from '../util/symbols.ts';
import { escapeHtml } from './html.ts';
import { goesToNextLine } from './line-breaks.ts';
import { colourOf, hexOf, levelOf, type Palette } from './palette.ts';
import { STEPS, type UnitRecord } from './unit-record.ts';

export interface UnitSvgOptions {
  palette: Palette;
  /** Characters of a line at most; longer lines go on in the next. Default 80. */
  columns?: number;
}

const CHARACTER = 8;
const LINE = 20;
const MARGIN = 14;
const HEAD = 30;
/** Width of the colours and their two numbers. */
const LEGEND = 190;

interface Run {
  text: string;
  level: number;
  /** In characters. */
  x: number;
  line: number;
}

/** Of the record's first series. */
export function unitSvg(record: UnitRecord, { palette, columns = 80 }: UnitSvgOptions): string {
  const { layer, unit, texts, series, model } = record;
  const [{ shown, levels }] = series;
  const { runs, lines } = laidOut(
    texts,
    Array.from(levels, (level) => level / STEPS),
    columns,
  );
  const title = `${shown} of unit ${unit} of layer ${layer} in ${model}`;
  const width = Math.max(columns * CHARACTER, title.length * CHARACTER + LEGEND) + 2 * MARGIN;
  const height = HEAD + lines * LINE + 2 * MARGIN;
  const parts = [
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="${MARGIN}" y="${MARGIN + 12}" fill="#5d6570">${escapeHtml(title)}</text>`,
    legend(palette, width),
  ];
  for (const { text, level, x, line } of runs) {
    const left = MARGIN + x * CHARACTER;
    const top = HEAD + MARGIN + line * LINE;
    const long = [...text].length * CHARACTER;
    if (level !== 0) {
      const fill = hexOf(colourOf(palette, level));
      parts.push(
        `<rect x="${left}" y="${top}" width="${long}" height="${LINE - 2}" fill="${fill}"/>`,
      );
    }
    if (text.trim() === '') continue;
    parts.push(
      `<text x="${left}" y="${top + 14}" textLength="${long}" xml:space="preserve">${escapeHtml(text)}</text>`,
    );
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="13" fill="#1d2127" role="img" aria-label="${escapeHtml(title)}">${parts.join('\n')}</svg>\n`;
}

/** Runs of one colour, none over the end of a line. */
function laidOut(
  texts: readonly string[],
  values: readonly number[],
  columns: number,
): { runs: Run[]; lines: number } {
  const runs: Run[] = [];
  let line = 0;
  let x = 0;
  let level = 0;
  let held = '';
  let start = 0;
  const flush = () => {
    if (held !== '') runs.push({ text: held, level, x: start, line });
    held = '';
    start = x;
  };
  const breakLine = () => {
    flush();
    line++;
    x = 0;
    start = 0;
  };
  texts.forEach((text, k) => {
    const next = levelOf(values[k]);
    if (next !== level) flush();
    level = next;
    if (goesToNextLine(text, x, columns)) breakLine();
    for (const character of text) {
      if (x >= columns) breakLine();
      if (character === '\n') {
        // A line break is shown where the unit says something about it.
        if (level !== 0) {
          held += '⏎';
          x++;
        }
        breakLine();
        continue;
      }
      const shown = character === ' ' ? ' ' : visibleSymbol(character);
      held += shown;
      x += [...shown].length;
    }
  });
  flush();
  return { runs, lines: x > 0 ? line + 1 : Math.max(1, line) };
}

/** −1 … 1 from left to right, at the upper right. */
function legend(palette: Palette, width: number): string {
  const levels = [-8, -6, -4, -2, 0, 2, 4, 6, 8];
  const left = width - MARGIN - levels.length * 14 - 22;
  const boxes = levels.map((level, k) => {
    const fill = hexOf(colourOf(palette, level));
    return `<rect x="${left + 14 * k}" y="${MARGIN}" width="14" height="14" fill="${fill}"/>`;
  });
  const text = (x: number, label: string, anchor: string) =>
    `<text x="${x}" y="${MARGIN + 12}" text-anchor="${anchor}" fill="#5d6570">${label}</text>`;
  const right = left + 14 * levels.length;
  return [text(left - 6, '−1', 'end'), ...boxes, text(right + 6, '1', 'start')].join('');
}

/**
 * Saliency as one SVG file that stands by itself: symbols and columns of tables as boxes, once for each
 * measure; of vectors a strip by step for each measure and one for each of their numbers.
 */
import { attentionSvg } from './attention-picture.ts';
import { number } from './explain-words.ts';
import { escapeHtml } from './html.ts';
import { colourOf, hexOf, levelOf, type Palette, palettes } from './palette.ts';
import type { InputSaliency, Saliency } from './saliency.ts';
import { relative, shownSymbol } from './saliency-text.ts';

export interface SaliencySvgOptions {
  palette?: Palette;
}

const WIDTH = 760;
const MARGIN = 14;
const CHARACTER = 7.9;
const LINE = 24;
const STRIP = 22;
/** Room for the names of strips. */
const LABEL = 130;

interface Drawn {
  height: number;
  parts: string[];
}

export function saliencySvg(
  { asks, score, inputs, attention }: Saliency,
  { palette = palettes['red-blue'] }: SaliencySvgOptions = {},
): string {
  const parts: string[] = [];
  let top = 44;
  for (const input of inputs) {
    const drawn =
      input.columns === undefined ? boxes(input, top, palette) : strips(input, top, palette);
    parts.push(...drawn.parts);
    top += drawn.height + 16;
  }
  if (attention !== undefined) {
    const picture = attentionSvg(attention);
    const height = Number(/ height="(\d+)"/.exec(picture)?.[1]);
    parts.push(heading('attention', top), `<g transform="translate(0 ${top + 22})">${picture}</g>`);
    top += 22 + height;
  }
  const title = `${asks} = ${number(score)}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top}" width="${WIDTH}" height="${top}" font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="13" fill="#1d2127" role="img" aria-label="${escapeHtml(`what ${title} depends on`)}">`,
    `<rect width="${WIDTH}" height="${top}" fill="#fff"/>`,
    `<text x="${MARGIN}" y="24" font-weight="600">${escapeHtml(title)}</text>`,
    ...parts,
    '</svg>\n',
  ].join('\n');
}

function heading(text: string, top: number): string {
  return `<text x="${MARGIN}" y="${top + 12}" fill="#5d6570">${escapeHtml(text)}</text>`;
}

function fillOf(share: number, palette: Palette): string {
  return hexOf(colourOf(palette, levelOf(share)));
}

function tip(position: string, value: number): string {
  return `<title>${escapeHtml(position)}: ${number(value)}</title>`;
}

function measuresOf({ gradientTimesInput, occlusion, replacedBy }: InputSaliency) {
  const by = replacedBy === 'unk' ? '<unk>' : replacedBy;
  return [
    ['gradient × input', gradientTimesInput],
    [`occlusion by ${by}`, occlusion],
  ] as const;
}

/** In lines that break at the right edge. */
function boxes(input: InputSaliency, top: number, palette: Palette): Drawn {
  const parts: string[] = [];
  const gap = input.positions.some((position) => [...position].length > 1) ? 4 : 0;
  let y = top;
  for (const [measure, values] of measuresOf(input)) {
    parts.push(heading(`${input.name}, ${measure}`, y));
    y += 20;
    let x = MARGIN;
    relative(values).forEach((share, n) => {
      const shown = shownSymbol(input.positions[n]);
      const wide = [...shown].length * CHARACTER + (gap > 0 ? 6 : 0);
      if (x + wide > WIDTH - MARGIN && x > MARGIN) {
        x = MARGIN;
        y += LINE;
      }
      parts.push(
        `<rect x="${at(x)}" y="${y}" width="${at(wide)}" height="${LINE - 4}" fill="${fillOf(share, palette)}">${tip(shown, values[n])}</rect>`,
        `<text x="${at(x + wide / 2)}" y="${y + 15}" text-anchor="middle" pointer-events="none">${escapeHtml(shown)}</text>`,
      );
      x += wide + gap;
    });
    y += LINE + 8;
  }
  return { height: y - top, parts };
}

/** A column for each step. */
function strips(input: InputSaliency, top: number, palette: Palette): Drawn {
  const { name, positions, columns = [], byColumn = [] } = input;
  const wide = (WIDTH - LABEL - MARGIN) / positions.length;
  const parts: string[] = [heading(name, top)];
  let y = top + 20;
  const strip = (label: string, values: readonly number[], shares: readonly number[]) => {
    parts.push(
      `<text x="${LABEL - 8}" y="${y + 14}" text-anchor="end" font-size="11">${escapeHtml(label)}</text>`,
    );
    shares.forEach((share, n) => {
      parts.push(
        `<rect x="${at(LABEL + n * wide)}" y="${y}" width="${at(wide)}" height="${STRIP - 2}" fill="${fillOf(share, palette)}">${tip(positions[n], values[n])}</rect>`,
      );
    });
    y += STRIP;
  };
  for (const [measure, values] of measuresOf(input)) strip(measure, values, relative(values));
  if (columns.length > 1) {
    const shares = relative(byColumn.flat());
    columns.forEach((column, f) => {
      const values = byColumn.map((row) => row[f]);
      strip(
        column,
        values,
        values.map((_, n) => shares[n * columns.length + f]),
      );
    });
  }
  const ends = [positions[0], positions[positions.length - 1]];
  parts.push(
    `<text x="${LABEL}" y="${y + 14}" font-size="11" fill="#5d6570">${escapeHtml(ends[0])}</text>`,
    `<text x="${WIDTH - MARGIN}" y="${y + 14}" font-size="11" fill="#5d6570" text-anchor="end">${escapeHtml(ends[1])}</text>`,
  );
  return { height: y + 20 - top, parts };
}

function at(position: number): number {
  return Number(position.toFixed(2));
}

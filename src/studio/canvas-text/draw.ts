/** Draws the visible lines of a long text: grounds by colour, then letters, then caret and selection. */
import { inText } from '../parts/symbols.ts';
import type { TextLayout } from './layout.ts';

/** A row of colour under each line of text, such as one gate. */
export interface Band {
  name: string;
  /** Which colour of the scale; −1: none. */
  level: (index: number) => number;
}

export interface TextMetrics {
  /** Pixels of a cell, of a line, of the letters' part of it, of one band. */
  cell: number;
  line: number;
  letters: number;
  band: number;
}

export interface Inks {
  font: string;
  ink: string;
  /** Of line ends and other marks that are not in the text as such. */
  soft: string;
  accent: string;
  selection: string;
}

export interface TextPicture {
  symbols: readonly string[];
  layout: TextLayout;
  metrics: TextMetrics;
  scale: readonly string[];
  level: (index: number) => number;
  bands: readonly Band[];
  caret: number | null;
  selection: readonly [from: number, to: number] | null;
  inks: Inks;
}

export const BAND_GAP = 1;

/** `top` and `height`: the part that is seen, in pixels of the text. */
export function drawText(
  context: CanvasRenderingContext2D,
  picture: TextPicture,
  top: number,
  height: number,
): void {
  const { layout, metrics } = picture;
  const first = Math.max(0, Math.floor(top / metrics.line));
  const end = Math.min(layout.lines, Math.ceil((top + height) / metrics.line));
  drawGrounds(context, picture, top, first, end);
  drawLetters(context, picture, top, first, end);
  drawMarks(context, picture, top, first, end);
}

/** All rectangles of a colour in one fill: switching colours is what costs. */
function drawGrounds(
  context: CanvasRenderingContext2D,
  { layout, metrics, scale, level, bands }: TextPicture,
  top: number,
  first: number,
  end: number,
): void {
  const paths = new Map<number, Path2D>();
  const add = (colour: number, x: number, y: number, w: number, h: number) => {
    let path = paths.get(colour);
    if (path === undefined) {
      path = new Path2D();
      paths.set(colour, path);
    }
    path.rect(x, y, w, h);
  };
  /** Neighbours of one colour are one rectangle. */
  const row = (line: number, of: (index: number) => number, y: number, h: number) => {
    const to = layout.starts[line + 1];
    let from = layout.starts[line];
    let colour = from < to ? of(from) : -1;
    for (let i = from + 1; i <= to; i++) {
      const next = i < to ? of(i) : -2;
      if (next === colour) continue;
      if (colour >= 0) {
        const x = layout.column[from] * metrics.cell;
        const right = (layout.column[i - 1] + layout.width[i - 1]) * metrics.cell;
        add(colour, x, y, right - x, h);
      }
      from = i;
      colour = next;
    }
  };
  for (let line = first; line < end; line++) {
    const y = line * metrics.line - top;
    row(line, level, y, metrics.letters);
    bands.forEach((band, k) => {
      const below = y + metrics.letters + k * (metrics.band + BAND_GAP) + BAND_GAP;
      row(line, band.level, below, metrics.band);
    });
  }
  for (const [colour, path] of paths) {
    context.fillStyle = scale[colour];
    context.fill(path);
  }
}

/** One word of letters of the grid's own width at once; anything else symbol by symbol. */
const narrow = /^[\x20-\x7e\xa0-\u024f\u0370-\u03ff\u0400-\u04ff]*$/;

function drawLetters(
  context: CanvasRenderingContext2D,
  { symbols, layout, metrics, inks }: TextPicture,
  top: number,
  first: number,
  end: number,
): void {
  context.font = inks.font;
  context.textBaseline = 'middle';
  const middle = metrics.letters / 2 + 1;
  const marks: [text: string, x: number, y: number][] = [];
  context.fillStyle = inks.ink;
  for (let line = first; line < end; line++) {
    const y = line * metrics.line - top + middle;
    let run = '';
    let start = 0;
    const flush = () => {
      if (run.trim() !== '') context.fillText(run, start * metrics.cell, y);
      run = '';
    };
    for (let i = layout.starts[line]; i < layout.starts[line + 1]; i++) {
      const symbol = symbols[i];
      if (narrow.test(symbol)) {
        if (run === '') start = layout.column[i];
        run += symbol;
        continue;
      }
      flush();
      const x = layout.column[i] * metrics.cell;
      const shown = inText(symbol);
      if (shown === symbol) context.fillText(symbol, x, y);
      else marks.push([shown, x, y]);
    }
    flush();
  }
  context.fillStyle = inks.soft;
  for (const [text, x, y] of marks) context.fillText(text, x, y);
}

function drawMarks(
  context: CanvasRenderingContext2D,
  { layout, metrics, caret, selection, inks }: TextPicture,
  top: number,
  first: number,
  end: number,
): void {
  for (let line = first; line < end; line++) {
    const from = layout.starts[line];
    const to = layout.starts[line + 1];
    const y = line * metrics.line - top;
    if (selection !== null && selection[0] < to && selection[1] > from) {
      const a = Math.max(from, selection[0]);
      const b = Math.min(to, selection[1]) - 1;
      const x = layout.column[a] * metrics.cell;
      const right = (layout.column[b] + layout.width[b]) * metrics.cell;
      context.fillStyle = inks.selection;
      context.fillRect(x, y, right - x, metrics.letters);
      context.fillStyle = inks.accent;
      context.fillRect(x, y + metrics.letters - 2, right - x, 2);
    }
    if (caret !== null && caret >= from && caret < to) {
      context.strokeStyle = inks.accent;
      context.lineWidth = 2;
      context.strokeRect(
        layout.column[caret] * metrics.cell,
        y + 1,
        layout.width[caret] * metrics.cell,
        metrics.letters - 2,
      );
    }
  }
}

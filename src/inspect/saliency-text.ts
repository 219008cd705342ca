/** Saliency as lines of text: coloured symbols, and a table of positions with both measures. */
import { visibleSymbol } from '../util/symbols.ts';
import { table } from '../util/text-table.ts';
import { attentionText } from './attention-picture.ts';
import { number } from './explain-words.ts';
import type { Palette } from './palette.ts';
import { palettes } from './palette.ts';
import { JOINER, positionTexts } from './position-texts.ts';
import type { InputSaliency, Saliency } from './saliency.ts';
import { type ColourDepth, signLegend, unitPainter } from './unit-terminal.ts';

export interface SaliencyTextOptions {
  /** Default none: signs under the text. */
  depth?: ColourDepth;
  palette?: Palette;
  /** Of the terminal. Default 80. */
  columns?: number;
  /** Positions that the table lists at most; of more, those with the largest effects. Default 40. */
  most?: number;
}

export function saliencyText(
  { asks, score, inputs, attention }: Saliency,
  {
    depth = 'none',
    palette = palettes['red-blue'],
    columns = 80,
    most = 40,
  }: SaliencyTextOptions = {},
): string {
  const painted = { depth, palette, columns };
  const parts = inputs.map((input) => [
    ...(input.columns === undefined ? [coloured(input, painted)] : []),
    effects(input, most),
  ]);
  return [
    `${asks} = ${number(score)}`,
    ...(depth === 'none' && inputs.some((input) => input.columns === undefined)
      ? [`signs: ${signLegend}, of the largest`]
      : []),
    ...parts.flat(),
    ...(attention ? ['attention', attentionText(attention)] : []),
  ].join('\n\n');
}

/** The symbols once for each measure, against its largest value. */
function coloured(
  { name, positions, gradientTimesInput, occlusion }: InputSaliency,
  options: { depth: ColourDepth; palette: Palette; columns: number },
): string {
  const texts = positionTexts(positions);
  const measures = { 'gradient × input': gradientTimesInput, occlusion };
  return Object.entries(measures)
    .map(([measure, values]) => {
      const painter = unitPainter(options);
      const text = painter.push(texts, relative(values)) + painter.end();
      return `${name}, ${measure}:\n${text.trimEnd()}`;
    })
    .join('\n\n');
}

/** As narrow as it can be; empty ones can be seen. */
export function shownSymbol(symbol: string): string {
  const plain = symbol.replaceAll(JOINER, '');
  return Array.from(plain === '' ? [''] : plain, visibleSymbol).join('');
}

/** From −1 to 1; of zeros alone zeros. */
export function relative(values: readonly number[]): number[] {
  const most = values.reduce((size, value) => Math.max(size, Math.abs(value)), 0);
  return values.map((value) => (most > 0 ? value / most : 0));
}

function effects(
  { name, positions, gradientTimesInput, occlusion, replacedBy }: InputSaliency,
  most: number,
): string {
  const order = positions.map((_, n) => n);
  const size = (n: number) => Math.abs(occlusion[n]);
  const shown =
    order.length <= most
      ? order
      : order
          .sort((a, b) => size(b) - size(a) || a - b)
          .slice(0, most)
          .sort((a, b) => a - b);
  const bars = relative(occlusion);
  const rows = shown.map((n) => [
    `${n + 1}`,
    shownSymbol(positions[n]),
    number(gradientTimesInput[n]),
    number(occlusion[n]),
    bar(bars[n]),
  ]);
  const head = [
    '',
    shown.length < positions.length ? `${name} (${shown.length} of ${positions.length})` : name,
    'gradient × input',
    `occlusion by ${replacedBy === 'unk' ? '<unk>' : replacedBy}`,
    '',
  ];
  return table([head, ...rows], ['right', 'left', 'right', 'right', 'left']);
}

const WIDTH = 10;

/** Left of the middle below zero, right of it above. */
function bar(share: number): string {
  const length = Math.round(Math.abs(share) * WIDTH);
  return share < 0
    ? `${' '.repeat(WIDTH - length)}${'▒'.repeat(length)}│`
    : `${' '.repeat(WIDTH)}│${'█'.repeat(length)}`;
}

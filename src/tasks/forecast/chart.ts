/** A forecast as a chart of characters: what was read, then what comes, with its spread. */
import type { Prediction } from '../task.ts';
import { readAnswer } from './answers.ts';
import { type Curve, curvesOf } from './curves.ts';

const ROWS = 14;
const LABEL = 11;
/** Columns of one step at most. */
const WIDEST = 3;

/** One chart a target. */
export function forecastChart(prediction: Prediction, columns: number): string {
  return curvesOf(readAnswer(prediction))
    .map((curve) => chart(curve, Math.max(20, columns - LABEL - 2)))
    .join('\n\n');
}

function chart(curve: Curve, most: number): string {
  const { title, known, mean, band, least, greatest } = curve;
  // What comes is shown whole; of what was read, as much as fits, the last.
  const ahead = mean.slice(0, most);
  const before = known.slice(
    known.length - Math.max(0, Math.min(known.length, most - ahead.length)),
  );
  const row = (value: number) =>
    ROWS - 1 - Math.round(((value - least) / (greatest - least)) * (ROWS - 1));
  // A step takes as many columns as there is room for, so that short forecasts are wide enough to read.
  const wide = Math.max(1, Math.min(WIDEST, Math.floor(most / (before.length + ahead.length))));
  const width = wide * (before.length + ahead.length);
  const cells = Array.from({ length: ROWS }, () => new Array<string>(width).fill(' '));
  const put = (sign: string, step: number, y: number) => {
    cells[y].fill(sign, step * wide, (step + 1) * wide);
  };
  ahead.forEach((value, h) => {
    const step = before.length + h;
    if (band !== undefined) {
      for (let y = row(band.high[h]); y <= row(band.low[h]); y++) put('░', step, y);
    }
    put('●', step, row(value));
  });
  before.forEach((value, t) => {
    put('·', t, row(value));
  });
  const lines = cells.map((line, y) => {
    const value = greatest - (y / (ROWS - 1)) * (greatest - least);
    const label = y % 3 === 0 || y === ROWS - 1 ? value.toPrecision(5) : '';
    return `${label.padStart(LABEL)} ┤${line.join('')}`.trimEnd();
  });
  const first = curve.times.at(known.length - before.length) ?? '';
  const last = curve.times.at(known.length + ahead.length - 1) ?? '';
  const space = ' '.repeat(Math.max(1, width - first.length - last.length));
  const spread = band === undefined ? '' : `, ░ from quantile ${band.lowest} to ${band.highest}`;
  return [
    `${title}   · read, ● forecast${spread}`,
    ...lines,
    `${' '.repeat(LABEL + 2)}${first}${space}${last}`,
  ].join('\n');
}

/** One unit over a text: on the terminal, as JSON, a page or a picture. */
import { writeAtomic } from '../files/atomic-write.ts';
import type { EvaluationSource, TextModel } from '../index.ts';
import { type PaletteName, palettes } from '../inspect/palette.ts';
import { unitHtml } from '../inspect/unit-html.ts';
import { unitRecord } from '../inspect/unit-record.ts';
import { scaleOf, unitNames, unitSeries } from '../inspect/unit-series.ts';
import { unitSvg } from '../inspect/unit-svg.ts';
import { type ColourDepth, signLegend, unitPainter } from '../inspect/unit-terminal.ts';
import { type Io, writeJson, writeLine } from './io.ts';
import type { Encoding } from './model.ts';

export interface ShownUnit {
  layer: number;
  unit: number;
  /** The state or gate that colours the text. */
  what: string;
  /** Nothing but that is told as JSON. */
  only: boolean;
}

export interface UnitOutputOptions {
  /** What the model is called. */
  name: string;
  depth: ColourDepth;
  /** Default red-blue. */
  palette?: PaletteName;
  json?: true;
  html?: string;
  svg?: string;
  columns?: number;
  reading: { encoding?: Encoding; signal: AbortSignal };
}

export async function showUnit(
  io: Io,
  model: TextModel,
  source: EvaluationSource,
  { layer, unit, what, only }: ShownUnit,
  options: UnitOutputOptions,
): Promise<void> {
  const { depth, json, html, svg, columns, reading, name } = options;
  const { network } = model;
  const palette = palettes[options.palette ?? 'red-blue'];
  const others = unitNames(network).filter((other) => other !== what);
  const scales = [what, ...others].map((key) => scaleOf(network, key));
  const [scale] = scales;
  if (html !== undefined || svg !== undefined) {
    const wanted = html === undefined ? [scale] : scales;
    const chunks = unitSeries(model, source, { layer, unit }, { ...reading, names: keys(wanted) });
    const record = await unitRecord(chunks, wanted, { layer, unit, model: name });
    if (html !== undefined) writeText(io, html, unitHtml(record, palette));
    else if (svg !== undefined) writeText(io, svg, [unitSvg(record, { palette, columns })]);
    return;
  }
  if (json) {
    const names = only ? [what] : undefined;
    const told = unitSeries(model, source, { layer, unit }, { ...reading, names });
    for await (const chunk of told) {
      const { from, symbols, values } = chunk;
      const lists = Object.entries(values).map(([key, numbers]) => [key, [...numbers]]);
      writeJson(io.stdout, { layer, unit, from, symbols, values: Object.fromEntries(lists) });
    }
    return;
  }
  const painter = unitPainter({ depth, palette, columns: io.columns?.() || 80 });
  if (depth === 'none') writeLine(io.stdout, `${scale.name}: ${signLegend}`);
  const wanted = { ...reading, names: [what] };
  for await (const { texts, values } of unitSeries(model, source, { layer, unit }, wanted)) {
    io.stdout.write(painter.push(texts, values[what].map(scale.shown)));
  }
  io.stdout.write(painter.end());
}

function keys(scales: readonly { key: string }[]): string[] {
  return scales.map(({ key }) => key);
}

function writeText(io: Io, path: string, pieces: Iterable<string>): void {
  writeAtomic(path, encoded(pieces));
  writeLine(io.stderr, `wrote ${path}`);
}

function* encoded(pieces: Iterable<string>): Generator<Uint8Array, void, void> {
  const encoder = new TextEncoder();
  for (const piece of pieces) yield encoder.encode(piece);
}

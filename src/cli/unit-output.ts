/** One unit over a text: on the terminal, as JSON, a page or a picture. */
import { writeAtomic } from '../files/atomic-write.ts';
import type { Scale, UnitChunk } from '../index.ts';
import { type PaletteName, palettes } from '../inspect/palette.ts';
import { unitHtml } from '../inspect/unit-html.ts';
import { type ShownPlace, unitRecord } from '../inspect/unit-record.ts';
import { unitSvg } from '../inspect/unit-svg.ts';
import { type ColourDepth, signLegend, unitPainter } from '../inspect/unit-terminal.ts';
import { figures } from './format.ts';
import { type Io, writeJson, writeLine } from './io.ts';

export interface ShownUnit extends ShownPlace {
  /** The state or gate that colours the text. */
  what: string;
  /** Nothing but that is told as JSON. */
  only: boolean;
}

/** Where its numbers come from. */
export interface UnitSource {
  /** Its states and gates. */
  names: readonly string[];
  scaleOf(name: string): Scale;
  /** Those of these names; absent: all. */
  series(names?: readonly string[]): AsyncIterable<UnitChunk> | Iterable<UnitChunk>;
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
}

export async function showUnit(
  io: Io,
  source: UnitSource,
  { layer, unit, what, only }: ShownUnit,
  options: UnitOutputOptions,
): Promise<void> {
  const { depth, json, html, svg, columns, name } = options;
  const palette = palettes[options.palette ?? 'red-blue'];
  const others = source.names.filter((other) => other !== what);
  const scales = [what, ...others].map((key) => source.scaleOf(key));
  const [scale] = scales;
  if (html !== undefined || svg !== undefined) {
    const wanted = html === undefined ? [scale] : scales;
    const chunks = source.series(wanted.map(({ key }) => key));
    const record = await unitRecord(chunks, wanted, { layer, unit, model: name });
    if (html !== undefined) writeText(io, html, unitHtml(record, palette));
    else if (svg !== undefined) writeText(io, svg, [unitSvg(record, { palette, columns })]);
    return;
  }
  if (json) {
    for await (const { from, symbols, values } of source.series(only ? [what] : undefined)) {
      const lists = Object.entries(values).map(([key, numbers]) => [key, [...numbers]]);
      writeJson(io.stdout, { layer, unit, from, symbols, values: Object.fromEntries(lists) });
    }
    return;
  }
  const painter = unitPainter({ depth, palette, columns: io.columns?.() || 80 });
  if (depth === 'none') writeLine(io.stdout, `${scale.name}: ${signLegend}`);
  for await (const { texts, values } of source.series([what])) {
    io.stdout.write(painter.push(texts, values[what].map(scale.shown)));
  }
  io.stdout.write(painter.end());
}

/** Which unit is the strongest and steadiest, and which come after it. */
export function sayChosen(
  io: Io,
  scale: Scale,
  [best, ...others]: readonly { layer: number | string; unit: number; steadiness: number }[],
): void {
  const next = others
    .slice(0, 5)
    .map((one) => `${one.layer}.${one.unit} (${figures(one.steadiness)})`);
  const after = next.length === 0 ? '' : `; after it come ${next.join(', ')}`;
  writeLine(
    io.stderr,
    `layer ${best.layer}, unit ${best.unit}: its ${scale.name} is strong and steady, covariance ${figures(best.steadiness)} from one symbol to the next${after}`,
  );
}

function writeText(io: Io, path: string, pieces: Iterable<string>): void {
  writeAtomic(path, encoded(pieces));
  writeLine(io.stderr, `wrote ${path}`);
}

function* encoded(pieces: Iterable<string>): Generator<Uint8Array, void, void> {
  const encoder = new TextEncoder();
  for (const piece of pieces) yield encoder.encode(piece);
}

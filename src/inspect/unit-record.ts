/** What is drawn of one unit over a text that is held in memory: the text, and each number in one byte. */
import type { Scale, UnitChunk } from './unit-series.ts';

/** Numbers from −1 to 1 are kept as whole numbers from −127 to 127. */
export const STEPS = 127;

/** Which unit; a layer by its number, or by its name where a network has several stacks or directions. */
export interface ShownPlace {
  layer: number | string;
  unit: number;
}

export interface UnitRecord extends ShownPlace {
  /** Of the model: what people call it. */
  model: string;
  /** What each symbol is in the text. */
  texts: string[];
  series: UnitSeries[];
}

export interface UnitSeries {
  /** Of the gate or state: `c`. */
  name: string;
  /** What is shown of it: `tanh(c)`. */
  shown: string;
  /** By symbol. */
  levels: Int8Array;
}

/** Reads all of a text. `scales` says which gates and states, and how they are shown. */
export async function unitRecord(
  chunks: AsyncIterable<UnitChunk> | Iterable<UnitChunk>,
  scales: readonly Scale[],
  place: ShownPlace & { model: string },
): Promise<UnitRecord> {
  const texts: string[] = [];
  const parts: Int8Array[][] = scales.map(() => []);
  for await (const chunk of chunks) {
    for (const text of chunk.texts) texts.push(text);
    scales.forEach(({ key, shown }, s) => {
      parts[s].push(Int8Array.from(chunk.values[key], (x) => Math.round(STEPS * shown(x))));
    });
  }
  const series = scales.map(({ key, name }, s) => {
    const levels = new Int8Array(texts.length);
    let at = 0;
    for (const part of parts[s].splice(0)) {
      levels.set(part, at);
      at += part.length;
    }
    return { name: key, shown: name, levels };
  });
  return { ...place, texts, series };
}

/** The colours of a box's first units at a step. */
import type { StepVector } from '../../../protocol/network.ts';
import { divergingLevel } from '../../parts/colour-scales.ts';

/** Of its last vector, which is what it hands on. */
export function unitColours(
  boxes: readonly { id: string; vectors: StepVector[] }[],
  id: string,
  scale: readonly string[],
): string[] {
  const vector = boxes.find((one) => one.id === id)?.vectors.at(-1);
  if (vector === undefined) return [];
  const largest = Math.max(Math.abs(vector.min), Math.abs(vector.max));
  return vector.values.map((value) => scale[divergingLevel(value, largest)]);
}

/** Units whose numbers are asked for of each vector. */
export const UNITS = 8;
/** Columns that are drawn of one part, and in how little room fewer are. */
export const COLUMNS = 4;
export const NARROW = 800;

/** Carried states of parallel streams as values: parts, unions, and named arrays for a checkpoint. */
import type { Floats } from '../backend/backend.ts';
import type { LayerState } from '../nn/recurrent/stack.ts';

/** The streams [first, first + B) of states of shape (all, H). */
export function sliceStates(
  states: LayerState[],
  first: number,
  B: number,
  H: number,
): LayerState[] {
  const part = (values: Floats) => values.slice(first * H, (first + B) * H);
  return states.map(({ h, c }) => (c === undefined ? { h: part(h) } : { h: part(h), c: part(c) }));
}

/** States of consecutive streams as one. */
export function joinStates(parts: LayerState[][]): LayerState[] {
  return parts[0].map(({ c }, layer) => {
    const h = concatenate(parts.map((states) => states[layer].h));
    if (c === undefined) return { h };
    return { h, c: concatenate(parts.map((states) => states[layer].c ?? states[layer].h)) };
  });
}

function concatenate(arrays: Floats[]): Floats {
  const length = arrays.reduce((sum, array) => sum + array.length, 0);
  const joined =
    arrays[0] instanceof Float64Array ? new Float64Array(length) : new Float32Array(length);
  let at = 0;
  for (const array of arrays) {
    joined.set(array, at);
    at += array.length;
  }
  return joined;
}

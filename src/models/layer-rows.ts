/** States of other rows: left out, repeated, in another order. */
import type { Floats } from '../backend/backend.ts';
import type { LayerState } from '../nn/recurrent/stack.ts';

/** Each layer's arrays (B, H) → (rows, H); new row r is old row `rows[r]` of `from`. */
export function chooseRows(
  layers: readonly LayerState[],
  rows: ArrayLike<number>,
  from: number,
): LayerState[] {
  return layers.map((layer) => {
    const chosen: LayerState = { h: chosenRows(layer.h, rows, from) };
    for (const [name, values] of Object.entries(layer)) {
      if (values !== undefined) chosen[name] ??= chosenRows(values, rows, from);
    }
    return chosen;
  });
}

function chosenRows(values: Floats, rows: ArrayLike<number>, from: number): Floats {
  const H = values.length / from;
  const length = rows.length * H;
  const chosen =
    values instanceof Float64Array ? new Float64Array(length) : new Float32Array(length);
  for (let r = 0; r < rows.length; r++) {
    chosen.set(values.subarray(rows[r] * H, (rows[r] + 1) * H), r * H);
  }
  return chosen;
}

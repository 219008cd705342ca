/** Inverted dropout whose mask is a function of key, time, stream and unit alone. */

import { dropoutUniform } from '../../util/rng.ts';
import type { DropoutArgs } from '../backend.ts';

/** y = x/(1 − p) where kept, else 0. `keptScale` is 1/(1 − p) in the backend's precision. */
export function dropout(args: DropoutArgs, keptScale: number): void {
  const { rows, columns, streams, firstStream, p, key, accumulate = false } = args;
  const x = args.x.array();
  const y = args.y.array();
  for (let r = 0; r < rows; r++) {
    const time = Math.floor(r / streams);
    const stream = firstStream + (r % streams);
    for (let j = 0; j < columns; j++) {
      const i = r * columns + j;
      const kept = dropoutUniform(key, time, stream, j, columns) >= p;
      y[i] = (kept ? x[i] * keptScale : 0) + (accumulate ? y[i] : 0);
    }
  }
}

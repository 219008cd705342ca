/** The ids of the largest logits of a row. */
import type { Floats } from '../backend/backend.ts';

export interface BestIdsOptions {
  /** Where the row begins. */
  offset: number;
  /** How long it is. */
  V: number;
  /** How many are wanted at most. */
  count: number;
  /** (V) 1 for ids that are left out. */
  isBanned: Uint8Array;
}

/** The largest first, of equals the lower id; a logit that is NaN or −∞ never counts. */
export function bestIds(logits: Floats, { offset, V, count, isBanned }: BestIdsOptions): number[] {
  const best: number[] = [];
  let least = Number.NEGATIVE_INFINITY;
  for (let id = 0; id < V; id++) {
    const logit = logits[offset + id];
    if (!(logit > least) || isBanned[id] === 1) continue;
    let place = best.length;
    while (place > 0 && logits[offset + best[place - 1]] < logit) place--;
    best.splice(place, 0, id);
    if (best.length > count) best.pop();
    if (best.length === count) least = logits[offset + best[count - 1]];
  }
  return best;
}

/** What stands side by side: networks on one text, or the layers of one network. */
import type { GradientReach, LayerReach, StateReach } from '../../../protocol/network.ts';

/** Losses that are followed back. */
export const WINDOWS = 48;

export interface Shown {
  name: string;
  state: StateReach;
  recurrent: LayerReach['recurrent'];
  /** What the rows of the norms are called. */
  rows: readonly string[];
  clipping: GradientReach['clipping'];
  /** Stands out among the others. */
  strong: boolean;
}

export function colourOf(k: number): string {
  return `var(--series-${(k % 8) + 1})`;
}

/** One unit of a run, and what is shown of it. */
import type { CellsAnswer, ProbeAnswer } from '../../../protocol/cells.ts';
import type { RunLayer } from '../../../protocol/runs.ts';
import type { View } from '../../view/views.ts';

export interface Unit {
  /** From 1. */
  layer: number;
  /** From 0. */
  unit: number;
  /** `h`, `c` (as tanh(c)), or a gate. */
  what: string;
}

/** The unit of the link; where it names none, the best one that was found, or the first. */
export function unitOf(
  { layer, unit, what }: View<'cells'>,
  layers: readonly RunLayer[],
  found: ProbeAnswer | undefined,
): Unit {
  const best = found?.units[0];
  const chosen = unit === null ? (best ?? { layer: 1, unit: 0, what: 'h' }) : { layer, unit, what };
  const level = Math.min(chosen.layer, layers.length);
  const { units, what: names } = layers[level - 1];
  return {
    layer: level,
    unit: Math.min(chosen.unit, units - 1),
    what: names.includes(chosen.what) ? chosen.what : 'h',
  };
}

/** The probe of the link, or the one that some unit follows best. */
export function probeOf(answer: CellsAnswer | undefined, name: string): ProbeAnswer | undefined {
  const probes = answer?.probes ?? [];
  const byScore = [...probes].sort((a, b) => (b.units[0]?.auc ?? 0) - (a.units[0]?.auc ?? 0));
  return probes.find(({ probe }) => probe === name) ?? byScore[0];
}

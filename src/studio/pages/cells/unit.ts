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

/** What is on less often says little about units. */
const OFTEN = 0.01;

/** The probe of the link, or the first that is on often enough; they come with the most telling ones first. */
export function probeOf(answer: CellsAnswer | undefined, name: string): ProbeAnswer | undefined {
  if (answer === undefined) return undefined;
  const { probes, heldOut, symbols } = answer;
  const chosen = probes.find(({ probe }) => probe === name);
  if (chosen !== undefined) return chosen;
  const least = OFTEN * (heldOut || symbols);
  return probes.find(({ units, positives }) => units.length > 0 && positives >= least) ?? probes[0];
}

/** One unit of a network of any task over the steps of one input. */
import type { Floats } from '../backend/backend.ts';
import { UnrollError } from '../util/errors.ts';
import { positionTexts } from './position-texts.ts';
import { Steadiness } from './steadiness.ts';
import type { TellingUnit } from './telling-units.ts';
import type { TaskWalk } from './trace-task.ts';
import { scaleOf, type UnitChunk } from './unit-series.ts';

/** A unit by the name of its layer. */
export interface TellingTaskUnit extends Omit<TellingUnit, 'layer'> {
  /** `l0`, `l0_reverse`, `decoder.l0`. */
  layer: string;
}

/**
 * The walk of a layer by its name, or by its number from 0: the one forwards, of a translator the decoder's.
 * Absent: the highest of these. Throws 'usage' for one that there is not.
 */
export function walkOf(walks: readonly TaskWalk[], layer?: number | string): TaskWalk {
  const found =
    typeof layer === 'string'
      ? walks.find(({ name }) => name === layer)
      : walks.findLast((one) => !one.reverse && (layer === undefined || one.layer === layer));
  if (found !== undefined) return found;
  throw new UnrollError(
    'usage',
    `there is no layer ${layer}: this network has ${walks.map(({ name }) => name).join(', ')}`,
  );
}

/** As `unitSeries` has it, in one piece. Names are those of gates and states; absent: all. */
export function taskUnitSeries(
  walk: TaskWalk,
  unit: number,
  names: readonly string[] = Object.keys(walk.values),
): UnitChunk {
  const { name: layer, symbols, units } = walk;
  const column = units.indexOf(unit);
  if (column < 0) {
    throw new UnrollError(
      'usage',
      `there is no unit ${unit} in layer ${layer}: it has units ${units[0]} to ${units.at(-1)}`,
    );
  }
  const { length: H } = units;
  const lists = names.map((name) => [
    name,
    numbersOf(walk, name).filter((_, k) => k % H === column),
  ]);
  return {
    from: 0,
    symbols: [...symbols],
    texts: positionTexts(symbols),
    values: Object.fromEntries(lists),
  };
}

/** Units by how strong and steady `name` is, over the walks given, most telling first (see `tellingUnits`). */
export function tellingTaskUnits(walks: readonly TaskWalk[], name: string): TellingTaskUnit[] {
  return walks
    .flatMap((walk) => {
      const { name: layer, units } = walk;
      const { shown } = scaleOf({ stack: walk }, name);
      const steadiness = new Steadiness(units.length);
      steadiness.add(numbersOf(walk, name).map(shown));
      const found = steadiness.covariances();
      return Array.from(units, (unit, k) => ({ layer, unit, steadiness: found[k] }));
    })
    .sort((a, b) => b.steadiness - a.steadiness);
}

/** (steps, units). Error 'usage' for a name that a user's own cell does not have. */
function numbersOf({ values, cell }: TaskWalk, name: string): Floats {
  if (Object.hasOwn(values, name)) return values[name];
  const there = Object.keys(values).join(', ');
  throw new UnrollError('usage', `cell ${cell.name} has no ${name}: choose from ${there}`);
}

/** A vector that was computed at a step, under the name that it has in the equations. */
import { norm } from './plain.ts';

/** One computed vector: the first of its numbers, and what all of them are like. */
export interface LiveVector {
  /** As in the equations: `f[t]`. */
  name: string;
  /** How it was made; empty where the name says it. */
  formula: string;
  size: number;
  /** The first units. */
  values: number[];
  min: number;
  mean: number;
  max: number;
  /** Euclidean. */
  norm: number;
}

/** The same with all its numbers. */
export interface NamedVector {
  name: string;
  formula: string;
  values: readonly number[];
}

/** Names of plain cells have `[1]` and `[0]` for the step and the one that it goes on from; people read `[t]`, `[t-1]`. */
export function inGeneral(formula: string, reverse = false): string {
  return formula.replaceAll('[1]', '[t]').replaceAll('[0]', reverse ? '[t+1]' : '[t-1]');
}

export function summary({ name, formula, values }: NamedVector, units: number): LiveVector {
  const size = values.length;
  let [min, max, sum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (const value of values) {
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
  }
  const length = norm([...values]);
  return {
    name,
    formula,
    size,
    values: values.slice(0, units),
    min,
    mean: sum / size,
    max,
    norm: length,
  };
}

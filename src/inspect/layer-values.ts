/** Columns of what a layer did, copied out of the engine's memory: the units and numbers that somebody asked for. */
import type { Floats } from '../backend/backend.ts';
import type { LayerPlace, LayerView } from '../nn/recurrent/watch.ts';
import { UnrollError } from '../util/errors.ts';
import { PARTS } from './network-parts.ts';

/** One layer and direction over some steps of one sequence. */
export interface LayerValues {
  /** Prefix of the layer's parameters: `rnn.`; `encoder.` and `decoder.` of a translator. */
  stack: string;
  /** From 0. */
  layer: number;
  reverse: boolean;
  /** Numbers of the units, ascending. */
  units: Int32Array;
  /** Names of the gates and of the states, all of which are keys of `values` unless fewer were asked for. */
  gates: readonly string[];
  states: readonly string[];
  /** (steps, units) each; gates are activated, states are those after each step. */
  values: Readonly<Record<string, Floats>>;
}

export interface Wanted {
  /** From 0 or by name, `l0_reverse`; a number is the layer of every stack and direction. Absent: all. */
  layers?: readonly (number | string)[];
  /** Units from 0, the same of every layer; absent: all. */
  units?: readonly number[];
  /** Names of gates and states (`h`, `c`, `f`); absent: all. A layer has those of them that its cell has. */
  names?: readonly string[];
}

/** `l0`, `l1_reverse`, `encoder.l0`: as the layer's parameters end. */
export function layerName({
  stack,
  layer,
  reverse,
}: Pick<LayerValues, 'stack' | 'layer' | 'reverse'>): string {
  const prefix = stack === PARTS.network.stack ? '' : stack;
  return `${prefix}l${layer}${reverse ? '_reverse' : ''}`;
}

export function isWanted(
  place: Pick<LayerValues, 'stack' | 'layer' | 'reverse'>,
  { layers }: Wanted,
): boolean {
  return layers === undefined || layers.includes(place.layer) || layers.includes(layerName(place));
}

/** The units and names wanted of sequence `b`, its first `steps` steps. */
export function pickValues(
  place: LayerPlace,
  { gateNames, gates, states }: LayerView,
  { units, names }: Wanted,
  { b = 0, steps = place.T } = {},
): LayerValues {
  const { stack, layer, reverse, B, H } = place;
  const columns = units === undefined ? allUnits(H) : Int32Array.from(new Set(units)).sort();
  const copy = (from: Floats, width: number, first: number): Floats => {
    const to = like(from, steps * columns.length);
    for (let t = 0, k = 0; t < steps; t++) {
      const row = (t * B + b) * width + first;
      if (units === undefined) {
        to.set(from.subarray(row, row + H), k);
        k += H;
      } else {
        for (let u = 0; u < columns.length; u++) to[k++] = from[row + columns[u]];
      }
    }
    return to;
  };
  const wanted = (name: string) => names === undefined || names.includes(name);
  const values: Record<string, Floats> = {};
  gateNames.forEach((name, g) => {
    if (wanted(name)) values[name] = copy(gates, gateNames.length * H, g * H);
  });
  // The one gate of `rnn` is its state h, and has the same numbers.
  for (const [name, from] of Object.entries(states)) {
    if (wanted(name)) values[name] = copy(from, H, 0);
  }
  const stateNames = Object.keys(states);
  return { stack, layer, reverse, units: columns, gates: gateNames, states: stateNames, values };
}

/** Of one stack in one direction. Throws 'usage' for a layer or unit that there is not. */
export function checkWanted(
  { layers: wantedLayers = [], units = [] }: Wanted,
  { layers, hidden }: { layers: number; hidden: number },
): void {
  const check = (what: string, wanted: readonly (number | string)[], size: number) => {
    for (const n of wanted) {
      const number = typeof n === 'number' ? n : Number(/^l(\d+)$/.exec(n)?.[1]);
      if (Number.isInteger(number) && number >= 0 && number < size) continue;
      throw new UnrollError(
        'usage',
        `there is no ${what} ${n}: this network has ${what}s 0 to ${size - 1}`,
      );
    }
  };
  check('layer', wantedLayers, layers);
  check('unit', units, hidden);
}

function allUnits(H: number): Int32Array {
  return Int32Array.from({ length: H }, (_, unit) => unit);
}

function like(from: Floats, length: number): Floats {
  return from instanceof Float64Array ? new Float64Array(length) : new Float32Array(length);
}

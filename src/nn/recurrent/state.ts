/** The state of a layer as a value: plain numbers that can be copied, saved, edited and put back. */
import type { Floats } from '../../backend/backend.ts';
import type { Tape } from '../../tensor/tape.ts';
import { valuesOf } from '../../tensor/tensor.ts';
import { UnrollError } from '../../util/errors.ts';
import type { CellState } from '../cells/cell.ts';

/** The state of one layer and direction, (B, H) row-major. */
export interface LayerState {
  h: Floats;
  c?: Floats;
  /** Further states of users' own cells. */
  [name: string]: Floats | undefined;
}

interface StateSizes {
  /** The cell's state names. */
  names: readonly string[];
  /** Layers times directions. */
  layers: number;
  B: number;
  H: number;
}

/** Onto the tape, without gradient. Error 'shape' when layers, names or sizes do not fit. */
export function stateTensors(
  tape: Tape,
  state: readonly LayerState[],
  { names, layers, B, H }: StateSizes,
): CellState[] {
  if (state.length !== layers) {
    throw new UnrollError(
      'shape',
      `expected a state of ${layers} layers and directions but received ${state.length}`,
    );
  }
  return state.map((values, k) => {
    const tensors: Record<string, CellState[string]> = {};
    for (const name of names) {
      const numbers = values[name];
      if (numbers?.length !== B * H) {
        throw new UnrollError(
          'shape',
          `expected state ${name} of layer ${k} with shape (${B}, ${H}), ${B * H} numbers, but received ${numbers?.length ?? 'none'}`,
        );
      }
      tensors[name] = tape.constant(numbers, [B, H]);
    }
    return tensors;
  });
}

/** Copies of the numbers. */
export function stateValues(state: CellState): LayerState {
  const values: LayerState = { h: valuesOf(state.h) };
  for (const name of Object.keys(state)) values[name] ??= valuesOf(state[name]);
  return values;
}

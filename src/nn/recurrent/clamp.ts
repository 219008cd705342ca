/**
 * Units held at a value, or their gates, whatever the network makes of its input: the causal question to a
 * unit. A layer with a clamp is walked in plain operations by the one unroll; the others keep their kernels.
 */
import { add, multiply } from '../../tensor/ops/arithmetic.ts';
import type { Tape } from '../../tensor/tape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { expected, UnrollError } from '../../util/errors.ts';
import type { Cell, StepEdit } from '../cells/cell.ts';
import type { Stack } from './stack.ts';
import type { Watcher } from './watch.ts';

export interface Clamp {
  /** From 0. */
  layer: number;
  /** From 0, or every unit of the layer. */
  unit: number | 'all';
  /**
   * A state (`h`, `c`), held after every step, so that this step's output and the next step see it; or a gate:
   * f = 0, the old cell has no say; i = 0, only the old cell counts.
   */
  name: string;
  /** Of the number itself: c has no bounds. */
  value: number;
}

/** Throws 'usage' for a layer, unit or name that the network does not have, or a value that is no number. */
export function checkClamps(clamps: readonly Clamp[], { config, cell }: Stack): void {
  const names = [...new Set([...cell.states, ...(cell.fused?.gates ?? [])])];
  const whole = (value: number, size: number) =>
    Number.isInteger(value) && value >= 0 && value < size;
  for (const { layer, unit, name, value } of clamps) {
    if (!whole(layer, config.layers)) {
      throw expected('the layer of a clamp', `from 0 to ${config.layers - 1}`, layer);
    }
    if (unit !== 'all' && !whole(unit, config.hidden)) {
      throw expected('the unit of a clamp', `from 0 to ${config.hidden - 1}, or all`, unit);
    }
    if (!names.includes(name)) {
      throw new UnrollError(
        'usage',
        `cell ${cell.name} has no ${name} that could be held: choose from ${names.join(', ')}`,
      );
    }
    if (!Number.isFinite(value)) throw expected('the value of a clamp', 'a number', value);
  }
}

/** For a `WatchedTape`, on which the layers of the stack with this prefix are held. */
export function clampWatcher(clamps: readonly Clamp[], stack = 'rnn.'): Watcher {
  return {
    cell(place, own) {
      const here = clamps.filter(({ layer }) => layer === place.layer);
      return here.length === 0 || place.stack !== stack ? own : clampedCell(own, here);
    },
  };
}

/** Error 'unsupported' where a cell does not show what is to be held. */
function clampedCell(own: Cell, clamps: readonly Clamp[]): Cell {
  return {
    ...own,
    fused: undefined,
    step(tape, parameters, x, state) {
      const missing = new Set(clamps.map(({ name }) => name));
      const edit: StepEdit = (name, value) => {
        missing.delete(name);
        const here = clamps.filter((clamp) => clamp.name === name);
        return here.length === 0 ? value : held(tape, value, here);
      };
      const next = own.step(tape, parameters, x, state, edit);
      for (const name of missing) {
        throw new UnrollError('unsupported', `cell ${own.name} does not let its ${name} be held`);
      }
      return next;
    },
  };
}

/** x ⊙ keep + set; of two clamps of one unit the later one counts. */
function held(tape: Tape, x: Tensor, clamps: readonly Clamp[]): Tensor {
  const [B, H] = x.shape;
  const keep = new Float64Array(B * H).fill(1);
  const set = new Float64Array(B * H);
  for (const { unit, value } of clamps) {
    for (let k = 0; k < B * H; k++) {
      if (unit !== 'all' && k % H !== unit) continue;
      keep[k] = 0;
      set[k] = value;
    }
  }
  return add(tape, multiply(tape, tape.constant(keep, [B, H]), x), tape.constant(set, [B, H]));
}

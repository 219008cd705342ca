/** What a layer did at every step, as plain numbers, for people who look inside. */
import type { Block, Floats } from '../../backend/backend.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { assert } from '../../util/errors.ts';
import type { Cell, CellStep } from '../cells/cell.ts';
import type { LayerBuffers, LayerResult } from './layer.ts';

export interface LayerTrace {
  layer: number;
  reverse: boolean;
  /** Names of the gates, in the order of their blocks; empty for a user's cell that returns none. */
  gateNames: readonly string[];
  /** (T, B, G·H) activated gates; zero where a sequence has ended. */
  gates: Floats;
  /** By state name, (T, B, H) after each step. */
  states: Readonly<Record<string, Floats>>;
}

interface Place {
  T: number;
  B: number;
  H: number;
  layer: number;
  reverse: boolean;
}

/** Copies; take it before `backward`, which overwrites the kernel's gates. */
export function traceOf(cell: Cell, { buffers, steps }: LayerResult, place: Place): LayerTrace {
  const { layer, reverse } = place;
  if (buffers !== undefined) {
    return { layer, reverse, gateNames: cell.fused?.gates ?? [], ...fromBuffers(buffers(), place) };
  }
  assert(steps !== undefined, 'a trace needs the kernel’s memory or every step');
  const gateNames = Object.keys(steps[0]?.gates ?? {});
  return { layer, reverse, gateNames, ...fromSteps(cell, steps, gateNames, place) };
}

function fromBuffers({ gates, h, c }: LayerBuffers, { T, B, H, reverse }: Place) {
  const after = (block: Block) =>
    block
      .slice((reverse ? 0 : 1) * B * H, T * B * H)
      .array()
      .slice();
  const states: Record<string, Floats> = { h: after(h) };
  if (c !== undefined) states.c = after(c);
  return { gates: gates.array().slice(), states };
}

function fromSteps(cell: Cell, steps: CellStep[], gateNames: string[], { T, B, H }: Place) {
  const G = gateNames.length;
  const gates = new Float64Array(T * B * G * H);
  const states = Object.fromEntries(cell.states.map((name) => [name, new Float64Array(T * B * H)]));
  const copy = (to: Float64Array, x: Tensor, t: number, { column = 0, columns = H } = {}) => {
    const from = x.data.array();
    for (let b = 0; b < B; b++) {
      to.set(from.subarray(b * H, (b + 1) * H), (t * B + b) * columns + column);
    }
  };
  steps.forEach((step, t) => {
    for (const name of cell.states) copy(states[name], step.state[name], t);
    gateNames.forEach((name, g) => {
      const gate = step.gates?.[name];
      if (gate) copy(gates, gate, t, { column: g * H, columns: G * H });
    });
  });
  return { gates, states };
}

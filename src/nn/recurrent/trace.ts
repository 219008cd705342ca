/** What a layer did at every step, as plain numbers, for people who look inside. */
import type { Block, Floats } from '../../backend/backend.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { assert } from '../../util/errors.ts';
import type { Cell, CellStep } from '../cells/cell.ts';
import type { LayerBuffers, LayerResult } from './layer.ts';
import type { LayerPlace, LayerView } from './watch.ts';

export interface LayerTrace extends LayerView {
  layer: number;
  reverse: boolean;
}

type Place = Omit<LayerPlace, 'stack'>;

/** Copies; take it before `backward`, which overwrites the kernel's gates. */
export function traceOf(cell: Cell, result: LayerResult, place: Place): LayerTrace {
  const { layer, reverse } = place;
  const { gateNames, gates, states } = viewOf(cell, result, place);
  const copies = Object.entries(states).map(([name, values]) => [name, values.slice()]);
  return {
    layer,
    reverse,
    gateNames,
    gates: gates.slice(),
    states: Object.fromEntries(copies),
  };
}

/** The kernel's memory itself where the layer has been walked by one. */
export function viewOf(cell: Cell, { buffers, steps }: LayerResult, place: Place): LayerView {
  if (buffers !== undefined) {
    return { gateNames: cell.fused?.gates ?? [], ...fromBuffers(buffers(), place) };
  }
  assert(steps !== undefined, 'a trace needs the kernel’s memory or every step');
  const gateNames = Object.keys(steps[0]?.gates ?? {});
  return { gateNames, ...fromSteps(cell, steps, gateNames, place) };
}

function fromBuffers({ gates, h, c }: LayerBuffers, { T, B, H, reverse }: Place) {
  const after = (block: Block) => block.slice((reverse ? 0 : 1) * B * H, T * B * H).array();
  const states: Record<string, Floats> = { h: after(h) };
  if (c !== undefined) states.c = after(c);
  return { gates: gates.array(), states };
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

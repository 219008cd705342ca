/** What cells with torch's parameters share: `weight_ih` (G·H, I), `weight_hh` (G·H, H) and two biases (G·H). */
import { linear } from '../../tensor/ops/linear.ts';
import { sliceColumns } from '../../tensor/ops/slice.ts';
import type { Tape } from '../../tensor/tape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { ParameterSpec } from '../init.ts';
import type { CellParameters, CellSizes } from './cell.ts';

/** `ones` names the gate blocks whose input-side bias starts at 1 under our own initialisation. */
export function gateParameters(
  { input, hidden, bias }: CellSizes,
  gates: number,
  ones: readonly number[] = [],
): ParameterSpec[] {
  const rows = gates * hidden;
  const specs: ParameterSpec[] = [
    { name: 'weight_ih', shape: [rows, input], init: { kind: 'input-weight', gates, hidden } },
    { name: 'weight_hh', shape: [rows, hidden], init: { kind: 'recurrent-weight', gates, hidden } },
  ];
  if (bias) {
    specs.push(
      { name: 'bias_ih', shape: [rows], init: { kind: 'recurrent-bias', hidden, ones } },
      { name: 'bias_hh', shape: [rows], init: { kind: 'recurrent-bias', hidden } },
    );
  }
  return specs;
}

/** W·x + b_i of all gates: (B, G·H). */
export function fromInput(tape: Tape, parameters: CellParameters, x: Tensor): Tensor {
  return linear(tape, x, parameters.weight_ih, parameters.bias_ih);
}

/** U·h + b_h of all gates: (B, G·H). */
export function fromState(tape: Tape, parameters: CellParameters, h: Tensor): Tensor {
  return linear(tape, h, parameters.weight_hh, parameters.bias_hh);
}

/** The block of gate number `index`: (B, H) of (B, G·H). */
export function block(tape: Tape, gates: Tensor, index: number, hidden: number): Tensor {
  return sliceColumns(tape, gates, index * hidden, hidden);
}

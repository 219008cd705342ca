/**
 * A user's own cell in plain tape operations. It trains, samples and inspects like a built-in one;
 * it is walked step by step, so it is slower than a cell with a kernel.
 *
 * ```ts
 * const leaky = defineCell({
 *   name: 'leaky',
 *   parameters: ({ input, hidden }) => [
 *     { name: 'weight_ih', shape: [hidden, input] },
 *     { name: 'weight_hh', shape: [hidden, hidden] },
 *   ],
 *   step(tape, { weight_ih, weight_hh }, x, { h }) {
 *     const sum = add(tape, linear(tape, x, weight_ih), linear(tape, h, weight_hh));
 *     const next = add(tape, scale(tape, h, 0.9), scale(tape, tanh(tape, sum), 0.1));
 *     return { output: next, state: { h: next } };
 *   },
 * });
 * ```
 */
import { expectShape } from '../../tensor/shape.ts';
import type { Tape } from '../../tensor/tape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { UnrollError } from '../../util/errors.ts';
import type { Init } from '../init.ts';
import type { Cell, CellParameters, CellSizes, CellState, CellStep, StepEdit } from './cell.ts';
import { cellNames } from './table.ts';

export interface CellParameterDefinition {
  /** A short name of letters, digits and _; the layer is added to it (`weight_ih_l0`). */
  name: string;
  shape: readonly number[];
  /** What it is for. Default: matrices like input weights, the rest zero (1/√H both under 'torch'). */
  init?: Init;
}

export interface CellDefinition {
  /** Not the name of a built-in cell. */
  name: string;
  /** Names of the state, all (B, H), `h` among them. Default: `h` alone. */
  states?: readonly string[];
  parameters(sizes: CellSizes): CellParameterDefinition[];
  /** One time step: x (B, I) and the state to an output (B, H) and the next state. */
  step(tape: Tape, parameters: CellParameters, x: Tensor, state: CellState): CellStep;
}

/** Error 'usage' for names that cannot be; 'shape' when a step returns something of another shape. */
export function defineCell({ name, states = ['h'], parameters, step }: CellDefinition): Cell {
  if (!/^[a-z][a-z0-9-]*$/i.test(name)) {
    throw new UnrollError(
      'usage',
      `expected a cell's name of letters, digits and - but received ${JSON.stringify(name)}`,
    );
  }
  if ((cellNames as readonly string[]).includes(name)) {
    throw new UnrollError('usage', `"${name}" is a built-in cell: give yours another name`);
  }
  if (!states.includes('h') || new Set(states).size !== states.length) {
    throw new UnrollError(
      'usage',
      `expected the states of cell "${name}" to differ and to include h but received ${states.join(', ') || 'none'}`,
    );
  }
  return {
    name,
    states,
    parameters: (sizes) => parameters(sizes).map((parameter) => complete(name, parameter, sizes)),
    step(tape, given, x, state, edit) {
      const next = edited(step(tape, given, x, state), edit);
      const shape = state.h.shape;
      expectShape(`output of cell "${name}"`, next.output.shape, shape);
      for (const wanted of states) {
        if (next.state[wanted] === undefined) {
          throw new UnrollError(
            'usage',
            `cell "${name}" returned no state ${wanted}: return { output, state: { ${states.join(', ')} } }`,
          );
        }
        expectShape(`state ${wanted} of cell "${name}"`, next.state[wanted].shape, shape);
      }
      return next;
    },
  };
}

/** Of a cell whose insides are its own: its states, and the output where that is the state h. */
function edited(next: CellStep, edit?: StepEdit): CellStep {
  if (edit === undefined) return next;
  const state = Object.fromEntries(
    Object.entries(next.state).map(([name, value]) => [name, edit(name, value)]),
  );
  return { ...next, state, output: next.output === next.state.h ? state.h : next.output };
}

function complete(
  cell: string,
  { name, shape, init }: CellParameterDefinition,
  { hidden }: CellSizes,
) {
  if (!/^[a-z][a-z0-9_]*$/i.test(name)) {
    throw new UnrollError(
      'usage',
      `expected parameter names of letters, digits and _ in cell "${cell}" but received ${JSON.stringify(name)}`,
    );
  }
  const matrix: Init = { kind: 'input-weight', gates: 1, hidden };
  const vector: Init = { kind: 'recurrent-bias', hidden };
  return { name, shape, init: init ?? (shape.length > 1 ? matrix : vector) };
}

/** A small random layer that the tests of `src/nn` run in different ways. */
import type { Backend, Floats } from '../../src/backend/backend.ts';
import type { Cell } from '../../src/nn/cells/cell.ts';
import { resolveCell } from '../../src/nn/cells/table.ts';
import type { LayerArgs, LayerResult } from '../../src/nn/recurrent/layer.ts';
import { type LayerTrace, traceOf } from '../../src/nn/recurrent/trace.ts';
import { unroll } from '../../src/nn/recurrent/unroll.ts';
import { add, multiply } from '../../src/tensor/ops/arithmetic.ts';
import { sum } from '../../src/tensor/ops/reduce.ts';
import { Tape } from '../../src/tensor/tape.ts';
import { gradientOf, type Tensor, valuesOf } from '../../src/tensor/tensor.ts';
import { source } from '../support/numbers.ts';

/** Every recurrence that has a kernel of its own. */
export const variants: readonly { name: string; cell: Cell }[] = [
  { name: 'rnn tanh', cell: resolveCell('rnn') },
  { name: 'rnn relu', cell: resolveCell('rnn', { nonlinearity: 'relu' }) },
  { name: 'gru-simple', cell: resolveCell('gru-simple') },
  { name: 'gru', cell: resolveCell('gru') },
  { name: 'gru-torch', cell: resolveCell('gru-torch') },
  { name: 'lstm', cell: resolveCell('lstm') },
  { name: 'lstm-peephole current', cell: resolveCell('lstm-peephole') },
  {
    name: 'lstm-peephole previous',
    cell: resolveCell('lstm-peephole', { peepholeOutput: 'previous' }),
  },
];

export interface Named {
  name: string;
  shape: readonly number[];
  values: number[];
}

export interface Walk {
  reverse: boolean;
  lengths?: number[];
  /** Whether there is an initial state; else it is missing. */
  initial: boolean;
}

/** Both directions, with and without lengths, with and without an initial state. */
export function walks(lengths: number[]): { name: string; walk: Walk }[] {
  return [false, true].flatMap((reverse) =>
    [undefined, lengths].flatMap((given) =>
      [false, true].map((initial) => ({
        name: `${reverse ? 'reverse' : 'forward'}${given ? ', lengths' : ''}${initial ? ', initial state' : ''}`,
        walk: { reverse, lengths: given, initial },
      })),
    ),
  );
}

export interface Problem {
  cell: Cell;
  T: number;
  B: number;
  H: number;
  x: Named;
  parameters: Named[];
  states: Named[];
}

export function problem(
  cell: Cell,
  { T = 4, B = 3, I = 3, H = 4, seed = 1 }: Partial<Record<'T' | 'B' | 'I' | 'H' | 'seed', number>>,
): Problem {
  const random = source(seed);
  const named = (name: string, shape: readonly number[]): Named => ({
    name,
    shape,
    values: random.values(shape.reduce((a, b) => a * b, 1)),
  });
  return {
    cell,
    T,
    B,
    H,
    x: named('x', [T, B, I]),
    parameters: cell
      .parameters({ input: I, hidden: H, bias: true })
      .map(({ name, shape }) => named(name, shape)),
    states: cell.states.map((name) => named(name, [B, H])),
  };
}

/** The problem's tensors in a fixed order: x, parameters, states. */
export function inputsOf({ x, parameters, states }: Problem, { initial }: Walk): Named[] {
  return [x, ...parameters, ...(initial ? states : [])];
}

/** Runs the layer over tensors in the order of `inputsOf`. */
export function runOn(
  tape: Tape,
  { cell, T, B, H, parameters, states }: Problem,
  [x, ...rest]: Tensor[],
  { reverse, lengths, initial, ...how }: Walk & { fused: boolean; keepSteps?: boolean },
): LayerResult {
  const byName = (list: Named[], from: number) =>
    Object.fromEntries(list.map(({ name }, k) => [name, rest[from + k]]));
  const args: LayerArgs = {
    cell,
    T,
    B,
    H,
    input: x,
    parameters: byName(parameters, 0),
    state: initial ? byName(states, parameters.length) : undefined,
    lengths: lengths && tape.ints(lengths),
    reverse,
  };
  return unroll(tape, { ...args, ...how });
}

/** Output and final states in one number, weighted unequally so that no error hides in symmetry. */
export function lossOf(tape: Tape, { output, state }: LayerResult): Tensor {
  const terms = [output, ...Object.values(state)].map((tensor, k) => {
    const weights = source(100 + k).values(tensor.data.length);
    return sum(tape, multiply(tape, tensor, tape.constant(weights, tensor.shape)));
  });
  return terms.reduce((total, term) => add(tape, total, term));
}

export interface Run {
  output: Floats;
  state: Record<string, Floats>;
  trace: LayerTrace;
  /** By name: x, the parameters, the states. */
  gradients: Record<string, Floats>;
}

export function run(backend: Backend, of: Problem, walk: Walk, fused: boolean): Run {
  const tape = new Tape(backend);
  const named = inputsOf(of, walk);
  const tensors = named.map(({ values, shape }) => tape.variable(values, shape));
  const result = runOn(tape, of, tensors, { ...walk, fused, keepSteps: !fused });
  const { T, B, H, cell } = of;
  const trace = traceOf(cell, result, { T, B, H, layer: 0, reverse: walk.reverse });
  const output = valuesOf(result.output);
  const entries = Object.entries(result.state).map(([name, tensor]) => [name, valuesOf(tensor)]);
  tape.backward(lossOf(tape, result));
  const gradients = named.map(({ name }, k) => [name, gradientOf(tensors[k])]);
  tape.close();
  return {
    output,
    state: Object.fromEntries(entries),
    trace,
    gradients: Object.fromEntries(gradients),
  };
}

/**
 * Recurrent layers: whole stacks, single cells and the cells that torch does not have. Each case
 * runs through the fused kernels and once more in plain operations.
 */
import type { Backend } from '../../../src/backend/backend.ts';
import type { CellState } from '../../../src/nn/cells/cell.ts';
import { Stack, type StackConfig } from '../../../src/nn/recurrent/stack.ts';
import {
  add,
  gradientOf,
  item,
  multiply,
  Parameters,
  scale,
  sum,
  Tape,
  type Tensor,
  valuesOf,
} from '../../../src/tensor/index.ts';
import { type Subject, swapFirstAxes } from '../subject.ts';

type CellConfig = Pick<StackConfig, 'cell' | 'nonlinearity' | 'peepholeOutput'>;

const cells: Readonly<Record<string, CellConfig>> = {
  rnn_tanh: { cell: 'rnn', nonlinearity: 'tanh' },
  rnn_relu: { cell: 'rnn', nonlinearity: 'relu' },
  gru: { cell: 'gru-torch' },
  lstm: { cell: 'lstm' },
  lstm_peephole: { cell: 'lstm-peephole', peepholeOutput: 'current' },
  gru_reset_before: { cell: 'gru' },
  rnncell_tanh: { cell: 'rnn', nonlinearity: 'tanh' },
  rnncell_relu: { cell: 'rnn', nonlinearity: 'relu' },
  grucell: { cell: 'gru-torch' },
  lstmcell: { cell: 'lstm' },
};

/** How a case names what every recurrent case has. */
interface Names {
  input: string;
  output?: string;
  h: string;
  c: string;
}

const layerNames: Names = { input: 'input', output: 'output', h: 'h_n', c: 'c_n' };
const cellNames: Names = { input: 'input', h: 'h1', c: 'c1' };

export function checkLayers(subject: Subject, backend: Backend): void {
  const T = subject.number('T');
  const B = subject.number('B');
  subject.describes('initial_state', 'lengths');
  run(subject, backend, { names: layerNames, T, B, lossScale: 1 / (B * T) });
}

/** One step; the loss is not divided by anything. */
export function checkCell(subject: Subject, backend: Backend): void {
  subject.describes('bias');
  run(subject, backend, { names: cellNames, T: 1, B: subject.number('B'), lossScale: 1 });
}

interface Sizes {
  names: Names;
  T: number;
  B: number;
  lossScale: number;
}

function run(subject: Subject, backend: Backend, sizes: Sizes): void {
  const config = configOf(subject);
  const weights = weightsOf(subject, config);
  for (const fused of [true, false]) {
    const before = subject.problems.length;
    runOnce(subject, backend, { ...sizes, config, weights, fused });
    for (let k = before; k < subject.problems.length; k++) {
      subject.problems[k] = `${fused ? 'kernels' : 'plain operations'}: ${subject.problems[k]}`;
    }
  }
}

interface Run extends Sizes {
  config: StackConfig;
  /** Our name → the case's name. */
  weights: Map<string, string>;
  fused: boolean;
}

function runOnce(
  subject: Subject,
  backend: Backend,
  { names, T, B, lossScale, config, weights, fused }: Run,
): void {
  const { hidden: H } = config;
  const D = config.bidirectional ? 2 : 1;
  const batchFirst = subject.flag('batch_first');
  const turned = (name: string): Float64Array => {
    const { values, shape } = subject.tensor(name);
    return batchFirst ? swapFirstAxes(values, shape) : values;
  };
  const parameters = new Parameters(backend, Stack.specs(config));
  for (const [own, name] of weights) parameters.write(own, subject.values(name));
  const tape = new Tape(backend);
  const x = tape.variable(turned(names.input), [T, B, config.input]);
  const initial = initialOf(tape, subject, { count: config.layers * D, B, H });
  const result = new Stack(config, parameters).forward(tape, x, {
    T,
    B,
    initial,
    fused,
    lengths: subject.has('lengths') ? tape.ints(subject.ints('lengths')) : undefined,
  });

  const terms: Tensor[] = [];
  const weighted = (tensor: Tensor, cotangent: ArrayLike<number>) =>
    terms.push(sum(tape, multiply(tape, tensor, tape.constant(cotangent, tensor.shape))));
  if (names.output !== undefined) {
    const output = names.output;
    subject.compare(output, valuesOf(result.output), turned(output));
    if (subject.has(`cot.${output}`)) weighted(result.output, turned(`cot.${output}`));
  }
  const states = [
    [names.h, result.hidden],
    [names.c, result.cell],
  ] as const;
  for (const [name, tensors] of states) {
    if (!subject.has(name)) continue;
    subject.check(
      name,
      tensors.flatMap((tensor) => [...valuesOf(tensor)]),
    );
    if (!subject.has(`cot.${name}`)) continue;
    const cotangent = subject.values(`cot.${name}`);
    tensors.forEach((tensor, k) => {
      weighted(tensor, cotangent.subarray(k * B * H, (k + 1) * B * H));
    });
  }
  const loss = scale(
    tape,
    terms.reduce((total, term) => add(tape, total, term)),
    lossScale,
  );
  subject.check('loss', item(loss));
  tape.backward(loss);

  subject.compare(`grad.${names.input}`, gradientOf(x), turned(`grad.${names.input}`));
  for (const [own, name] of weights) {
    subject.check(`grad.${name}`, gradientOf(parameters.get(own)));
  }
  for (const part of ['h', 'c']) {
    if (initial === undefined || !subject.has(`grad.${part}0`)) continue;
    subject.check(
      `grad.${part}0`,
      initial.flatMap((state) => [...gradientOf(state[part])]),
    );
  }
  tape.close();
  parameters.free();
}

function configOf(subject: Subject): StackConfig {
  return {
    ...cells[subject.op],
    input: subject.number('input_size'),
    hidden: subject.number('hidden_size'),
    layers: subject.number('num_layers', 1),
    bidirectional: subject.flag('bidirectional'),
    bias: subject.has('bias_ih_l0') || subject.has('bias_ih'),
  };
}

/** Single cells leave `_l0` out of their names. Every parameter of ours must be in the case. */
function weightsOf(subject: Subject, config: StackConfig): Map<string, string> {
  subject.describes('bias');
  const weights = new Map<string, string>();
  for (const { name } of Stack.specs(config)) {
    weights.set(name, subject.has(name) ? name : name.replace(/_l0(?=$|_reverse$)/, ''));
  }
  return weights;
}

/** (layers·directions, B, H), or (B, H) for one layer, as variables. */
function initialOf(
  tape: Tape,
  subject: Subject,
  { count, B, H }: { count: number; B: number; H: number },
): CellState[] | undefined {
  if (!subject.has('h0')) return undefined;
  return Array.from({ length: count }, (_, k) => {
    const part = (name: string) =>
      tape.variable(subject.values(name).subarray(k * B * H, (k + 1) * B * H), [B, H]);
    const state: Record<string, Tensor> = { h: part('h0') };
    if (subject.has('c0')) state.c = part('c0');
    return state;
  });
}

/**
 * One step of each built-in cell, forward and backward, in plain doubles and with every number
 * named. Written from the equations of the design, apart from the kernels and from `src/nn`.
 *
 * `[t]` in names is the step. Gate rows of W and U: rnn h; gru-simple z n; gru r z n; lstm i f g o.
 */
import { UnrollError } from '../util/errors.ts';
import { gruStep } from './explain-gru.ts';
import { lstmStep } from './explain-lstm.ts';
import type { Quantity } from './explain-record.ts';
import { rnnStep } from './explain-rnn.ts';
import type { Matrix, Vector } from './plain.ts';

export interface CellWeights {
  /** (G·H, I) and (G·H, H). */
  W: Matrix;
  U: Matrix;
  /** (G·H); absent in stacks without biases. */
  bi?: Vector;
  bh?: Vector;
  peepholes?: { i: Vector; f: Vector; o: Vector };
}

export interface CellState {
  h: Vector;
  c?: Vector;
}

export interface CellOptions {
  nonlinearity: 'tanh' | 'relu';
  peepholeOutput: 'current' | 'previous';
}

export interface StepForward extends CellState {
  quantities: Quantity[];
  /** Given ∂L/∂h[t] and ∂L/∂c[t]; may be called many times. */
  backward(dh: Vector, dc: Vector | undefined): StepBackward;
}

export interface StepBackward {
  quantities: Quantity[];
  /** ∂L/∂(W x + b_i), (G·H), and ∂L/∂(U h + b_h), which differs for gru-torch. */
  dInputSide: Vector;
  dRecurrentSide: Vector;
  /** What each row of U was multiplied with: h[t−1], but r ⊙ h[t−1] for the candidate of `gru`. */
  recurrentInput: (row: number) => Vector;
  dx: Vector;
  /** ∂L/∂h[t−1] and ∂L/∂c[t−1] through this step. */
  dh: Vector;
  dc?: Vector;
  dPeepholes?: { i: Vector; f: Vector; o: Vector };
}

export interface StepInput {
  t: number;
  weights: CellWeights;
  x: Vector;
  state: CellState;
  options: CellOptions;
}

export interface PlainCell {
  gates: readonly string[];
  hasCellState: boolean;
  step(input: StepInput): StepForward;
  /** The cell's equations, and the factor ∂state[t]/∂state[t−1], in words of symbols. */
  equations(options: CellOptions): string[];
  factor(options: CellOptions): string;
  /** How ∂L/∂h[t] receives from the step with this number. */
  throughTime(later: number): string;
}

const gruEquations = (candidate: string) => [
  'r[t] = σ(W_r x[t] + b_ir + U_r h[t-1] + b_hr)',
  'z[t] = σ(W_z x[t] + b_iz + U_z h[t-1] + b_hz)',
  `n[t] = tanh(W_n x[t] + b_in + ${candidate})`,
  'h[t] = (1 - z[t]) ⊙ n[t] + z[t] ⊙ h[t-1]',
];

const lstmEquations = (i: string, f: string, o: string) => [
  `i[t] = σ(W_i x[t] + b_ii + U_i h[t-1] + b_hi${i})`,
  `f[t] = σ(W_f x[t] + b_if + U_f h[t-1] + b_hf${f})`,
  'g[t] = tanh(W_g x[t] + b_ig + U_g h[t-1] + b_hg)',
  'c[t] = f[t] ⊙ c[t-1] + i[t] ⊙ g[t]',
  `o[t] = σ(W_o x[t] + b_io + U_o h[t-1] + b_ho${o})`,
  'h[t] = o[t] ⊙ tanh(c[t])',
];

const gruFactor =
  'J[t] = ∂h[t]/∂h[t-1] = diag(z[t]) + (the paths through the gates); an update gate z near 1 keeps it near the identity';
const gruThroughTime = (later: number) =>
  `z[${later}] ⊙ ∂L/∂h[${later}] + what comes through the gates`;
const lstmFactor =
  'J[t] = ∂(h,c)[t]/∂(h,c)[t-1]; its block ∂c[t]/∂c[t-1] is diag(f[t]) along the cell: a forget gate f near 1 keeps it near 1';

export const plainCells: Readonly<Record<string, PlainCell>> = {
  rnn: {
    gates: ['h'],
    hasCellState: false,
    step: rnnStep,
    equations: ({ nonlinearity }) => [`h[t] = ${nonlinearity}(W x[t] + b_i + U h[t-1] + b_h)`],
    factor: ({ nonlinearity }) =>
      nonlinearity === 'tanh'
        ? 'J[t] = ∂h[t]/∂h[t-1] = diag(1 - h[t]²) U'
        : 'J[t] = ∂h[t]/∂h[t-1] = diag(1 where h[t] > 0, else 0) U',
    throughTime: (later) => `Uᵀ ∂L/∂a[${later}]`,
  },
  'gru-simple': {
    gates: ['z', 'n'],
    hasCellState: false,
    step: (input) => gruStep(input, 'simple'),
    equations: () => gruEquations('U_n h[t-1] + b_hn').slice(1),
    factor: () => gruFactor,
    throughTime: gruThroughTime,
  },
  gru: {
    gates: ['r', 'z', 'n'],
    hasCellState: false,
    step: (input) => gruStep(input, 'before'),
    equations: () => gruEquations('U_n (r[t] ⊙ h[t-1]) + b_hn'),
    factor: () => gruFactor,
    throughTime: gruThroughTime,
  },
  'gru-torch': {
    gates: ['r', 'z', 'n'],
    hasCellState: false,
    step: (input) => gruStep(input, 'after'),
    equations: () => gruEquations('r[t] ⊙ (U_n h[t-1] + b_hn)'),
    factor: () => gruFactor,
    throughTime: gruThroughTime,
  },
  lstm: {
    gates: ['i', 'f', 'g', 'o'],
    hasCellState: true,
    step: lstmStep,
    equations: () => lstmEquations('', '', ''),
    factor: () => lstmFactor,
    throughTime: (later) => `Uᵀ ∂L/∂a[${later}], all gates`,
  },
  'lstm-peephole': {
    gates: ['i', 'f', 'g', 'o'],
    hasCellState: true,
    step: lstmStep,
    equations: ({ peepholeOutput }) =>
      lstmEquations(
        ' + p_i ⊙ c[t-1]',
        ' + p_f ⊙ c[t-1]',
        ` + p_o ⊙ c[${peepholeOutput === 'current' ? 't' : 't-1'}]`,
      ),
    factor: () => lstmFactor,
    throughTime: (later) => `Uᵀ ∂L/∂a[${later}], all gates`,
  },
};

export function plainCell(name: string): PlainCell {
  const cell = Object.hasOwn(plainCells, name) ? plainCells[name] : undefined;
  if (cell === undefined) {
    throw new UnrollError(
      'unsupported',
      `cannot explain the cell ${JSON.stringify(name)}: explain knows the built-in cells ${Object.keys(plainCells).join(', ')}`,
    );
  }
  return cell;
}

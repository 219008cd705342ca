import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Backend,
  checkGradients,
  createReferenceBackend,
  gradientOf,
  item,
  Tape,
} from '../../src/tensor/index.ts';
import { type Likelihood, negativeLogLikelihood } from '../../src/tensor/ops/likelihood.ts';
import { backends } from '../support/backends.ts';
import { expectClose } from '../support/numbers.ts';

const reference = createReferenceBackend();

/** Two rows of locations, raw scales, raw degrees of freedom of two numbers each, and the numbers. */
const x = [0.3, -1.2, 0.7, -0.4, 1.5, -2, 2, 0.1, -3, 2.5, 0.2, 4];
const y = [0.9, -4, 1.5, 3];

/** torch 2.13.0 in float64: −log_prob of `Normal` and `StudentT` with σ = softplus + 1e-4, ν = 2 + softplus. */
const torch = {
  gaussian: {
    losses: [1.1651070858474464, 15.140364513860744, 50.629023555672994, 2.4985541583652706],
    gradient: [
      -0.4929183627843653, 10.634771982966322, 0.42651727449081644, -22.507049335076104, 0, 0,
      210.92968410549489, -0.4360123301851845, -101.75818134622268, -0.09475653934883625, 0, 0,
    ],
  },
  'student-t': {
    losses: [1.2647118472244452, 4.599606872045688, 4.926521153911766, 2.5768939411811598],
    gradient: [
      -0.5797642439356206, 1.0423101990271073, 0.39495917263297453, -1.5004525827678377,
      -0.02143097628142265, 0.07357587019606542, 7.399946178128066, -0.4201804188548058,
      -2.6300173898522936, -0.07830447660792945, 0.6248336642115007, -0.012468027140054952,
    ],
  },
};

/** Without the columns that the likelihood has no use for. */
function columns(kind: Likelihood, values: readonly number[]): number[] {
  const count = { mse: 2, gaussian: 4, 'student-t': 6 }[kind];
  return values.filter((_, n) => n % 6 < count);
}

describe.each(await backends())('likelihoods on $name', ({ create, tolerance }) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await create();
  });
  afterAll(() => backend.close());

  it.each(['gaussian', 'student-t'] as const)('%s equals torch, value and gradient', (kind) => {
    const tape = new Tape(backend);
    const input = tape.variable(columns(kind, x), [2, columns(kind, x).length / 2]);
    const loss = negativeLogLikelihood(tape, kind, { x: input, y }, { reduction: 'sum' });
    tape.backward(loss);
    const { losses, gradient } = torch[kind];
    expectClose([item(loss)], [losses.reduce((a, b) => a + b)], tolerance);
    expectClose(gradientOf(input), columns(kind, gradient), tolerance);
    tape.close();
  });
});

describe('a likelihood', () => {
  const kinds = ['mse', 'gaussian', 'student-t'] as const;

  it.each(kinds)('of %s has the gradient of its value', (kind) => {
    const values = columns(kind, x);
    const { maxRelativeError, checked } = checkGradients(
      (tape, [input]) => negativeLogLikelihood(tape, kind, { x: input, y }),
      [{ values, shape: [2, 1, values.length / 2] }],
    );
    expect(checked).toBe(values.length);
    expect(maxRelativeError).toBeLessThan(1e-8);
  });

  it('of mse is the mean squared error', () => {
    const tape = new Tape(reference);
    const input = tape.constant([1, 2, 3, 5], [2, 2]);
    const loss = negativeLogLikelihood(tape, 'mse', { x: input, y: [1, 0, 4, 3] });
    expect(item(loss)).toBe((0 + 4 + 1 + 4) / 4);
  });

  it.each(kinds)('of %s reads only rows that count', (kind) => {
    const tape = new Tape(reference);
    const wide = columns(kind, x).length / 2;
    const one = tape.variable(columns(kind, x).slice(0, wide), [1, wide]);
    const alone = negativeLogLikelihood(tape, kind, { x: one, y: y.slice(0, 2) });
    const both = tape.variable(columns(kind, x).fill(Number.NaN, wide), [2, wide]);
    const numbers = [...y.slice(0, 2), Number.NaN, Number.NaN];
    const counts = [true, false];
    const masked = negativeLogLikelihood(tape, kind, { x: both, y: numbers }, { counts });
    expect(item(masked)).toBe(item(alone));
    tape.backward(masked);
    expect([...gradientOf(both)].slice(wide)).toEqual(new Array(wide).fill(0));
  });

  it('stays finite far from its location, and where the raw scale is far below 0', () => {
    const tape = new Tape(reference);
    const far = tape.variable([0, -800, -800], [1, 3]);
    const loss = negativeLogLikelihood(tape, 'student-t', { x: far, y: [1e9] });
    tape.backward(loss);
    for (const value of [item(loss), ...gradientOf(far)]) expect(Number.isFinite(value)).toBe(true);
  });

  it('refuses numbers that do not fit', () => {
    const tape = new Tape(reference);
    const input = tape.constant(columns('gaussian', x), [2, 4]);
    expect(() => negativeLogLikelihood(tape, 'gaussian', { x: input, y: [1] })).toThrow(/y .*4.*1/);
  });
});

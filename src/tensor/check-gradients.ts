/**
 * Checks gradients against differences of the function itself, in double precision, for every
 * element of every input. The differences are central with five points: (8(f₊₁ − f₋₁) − (f₊₂ − f₋₂)) / 12ε,
 * whose error is O(ε⁴).
 */
import type { Backend } from '../backend/backend.ts';
import { createReferenceBackend } from '../backend/js/reference.ts';
import { multiply } from './ops/arithmetic.ts';
import { sum } from './ops/reduce.ts';
import { type Shape, showShape, sizeOf } from './shape.ts';
import { Tape } from './tape.ts';
import { gradientOf, item, type Tensor } from './tensor.ts';

export interface GradientCheckInput {
  values: ArrayLike<number>;
  shape: Shape;
  /** For the report; default `input 0`, `input 1`, … */
  name?: string;
}

export interface GradientCheckOptions {
  /** Distance between the points; default 1e-4. Keep every kink (relu at 0) 2ε away. */
  epsilon?: number;
  /** Gives the gradients under test; the differences always come from the reference in double. */
  backend?: Backend;
  /** Gradients smaller than this times max(1, |f|) are compared as if they were this large; default 1e-4. */
  floor?: number;
}

export interface GradientCheck {
  /** max |analytic − numeric| / max(|analytic|, |numeric|, floor); NaN if any of them is. */
  maxRelativeError: number;
  /** The worst place, for example `input 0 (2, 3) at 4`. */
  where: string;
  analytic: number;
  numeric: number;
  /** How many elements were checked. */
  checked: number;
}

/**
 * `f` computes a tensor from the inputs on the tape that it is given; it must be a pure function
 * of them. A result of several numbers is checked through a sum with fixed unequal weights.
 */
export function checkGradients(
  f: (tape: Tape, inputs: Tensor[]) => Tensor,
  inputs: readonly GradientCheckInput[],
  { epsilon = 1e-4, backend, floor = 1e-4 }: GradientCheckOptions = {},
): GradientCheck {
  const reference = createReferenceBackend({ precision: 'double' });
  const points = inputs.map(({ values }) => Float64Array.from(values));
  const recorded = new Tape(backend ?? reference);
  const still = new Tape(reference, { recording: false });

  const variables = inputs.map(({ shape }, k) => recorded.variable(points[k], shape));
  const loss = contract(recorded, f(recorded, variables));
  recorded.backward(loss);
  const gradients = variables.map((variable) => Float64Array.from(gradientOf(variable)));
  recorded.close();

  const value = (): number => {
    still.reset();
    const constants = inputs.map(({ shape }, k) => still.constant(points[k], shape));
    return item(contract(still, f(still, constants)));
  };
  const smallest = floor * Math.max(1, Math.abs(value()));

  let worst: GradientCheck | undefined;
  let checked = 0;
  for (const [k, { shape, name = `input ${k}` }] of inputs.entries()) {
    const point = points[k];
    for (let j = 0; j < point.length; j++) {
      const numeric = difference(point, j, epsilon, value);
      const analytic = gradients[k][j];
      const size = Math.max(Math.abs(analytic), Math.abs(numeric), smallest);
      const error = Math.abs(analytic - numeric) / size;
      checked++;
      if (worst === undefined || error > worst.maxRelativeError || Number.isNaN(error)) {
        const where = `${name} ${showShape(shape)} at ${place(shape, j)}`;
        worst = { maxRelativeError: error, where, analytic, numeric, checked };
        if (Number.isNaN(error)) break;
      }
    }
    if (Number.isNaN(worst?.maxRelativeError)) break;
  }
  still.close();
  reference.close();
  const nothing = { maxRelativeError: 0, where: 'nowhere', analytic: 0, numeric: 0 };
  return { ...(worst ?? nothing), checked };
}

function difference(point: Float64Array, j: number, epsilon: number, value: () => number): number {
  const x = point[j];
  const at = (step: number): number => {
    point[j] = x + step;
    return value();
  };
  const near = at(epsilon) - at(-epsilon);
  const far = at(2 * epsilon) - at(-2 * epsilon);
  point[j] = x;
  return (8 * near - far) / (12 * epsilon);
}

/** Σ y·w with weights from 0.5 to 1.5 of changing sign that no two neighbours share. */
function contract(tape: Tape, y: Tensor): Tensor {
  if (y.data.length === 1) return sum(tape, y);
  const weights = Float64Array.from({ length: sizeOf(y.shape) }, (_, k) => {
    const fraction = (k * 0.6180339887498949) % 1;
    return (k % 2 === 0 ? 1 : -1) * (0.5 + fraction);
  });
  return sum(tape, multiply(tape, y, tape.constant(weights, y.shape)));
}

/** `2,0` for element j of a tensor. */
function place(shape: Shape, j: number): string {
  const index: number[] = [];
  let rest = j;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index.unshift(rest % shape[axis]);
    rest = Math.floor(rest / shape[axis]);
  }
  return index.join(',');
}

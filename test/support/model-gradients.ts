/** Gradients of whole models against differences of their loss, in double precision. */
import { type Parameters, Tape, type Tensor } from '../../src/tensor/index.ts';
import { item } from '../../src/tensor/tensor.ts';

/** A loss that is a pure function of the parameters. */
export type Loss = (tape: Tape) => Tensor;

export function lossValue(parameters: Parameters, loss: Loss): number {
  const tape = new Tape(parameters.backend);
  const value = item(loss(tape));
  tape.close();
  return value;
}

/** A copy of all gradients of the loss. */
export function gradientsOf(parameters: Parameters, loss: Loss): Float64Array {
  const tape = new Tape(parameters.backend);
  parameters.zeroGradients();
  tape.backward(loss(tape));
  tape.close();
  return Float64Array.from(parameters.gradients.array());
}

/** The largest relative difference between the gradients and central differences over all weights. */
export function gradientError(parameters: Parameters, loss: Loss): number {
  const analytic = gradientsOf(parameters, loss);
  const weights = parameters.weights.array();
  const epsilon = 1e-5;
  let worst = 0;
  for (let i = 0; i < weights.length; i++) {
    const kept = weights[i];
    weights[i] = kept + epsilon;
    const above = lossValue(parameters, loss);
    weights[i] = kept - epsilon;
    const below = lossValue(parameters, loss);
    weights[i] = kept;
    const numeric = (above - below) / (2 * epsilon);
    const size = Math.max(Math.abs(numeric), Math.abs(analytic[i]), 1e-3);
    const error = Math.abs(numeric - analytic[i]) / size;
    if (!(error <= worst)) worst = error;
  }
  return worst;
}

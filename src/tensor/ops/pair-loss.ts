/** Losses of predictions against numbers, element by element, as torch defines them. */
import type { PairLoss } from '../../backend/backend.ts';
import { expected } from '../../util/errors.ts';
import { sameShape, shapeError } from '../shape.ts';
import type { Tape } from '../tape.ts';
import type { Tensor } from '../tensor.ts';
import type { Reduction } from './cross-entropy.ts';

export interface PairLossOptions {
  /** 'mean' over all elements (default) and 'sum' give a scalar, 'none' the shape of x. */
  reduction?: Reduction;
}

export interface HuberOptions extends PairLossOptions {
  /** Where the square becomes a straight line; default 1. */
  delta?: number;
}

/** (x − y)². x and y of one shape; y gets no gradient in any of these losses. */
export function mse(tape: Tape, x: Tensor, y: Tensor, options?: PairLossOptions): Tensor {
  return pairLoss('mse', tape, { x, target: y }, options);
}

/** |x − y| */
export function l1(tape: Tape, x: Tensor, y: Tensor, options?: PairLossOptions): Tensor {
  return pairLoss('l1', tape, { x, target: y }, options);
}

/** (x − y)²/2 where |x − y| ≤ δ, else δ·(|x − y| − δ/2). Error 'usage' unless δ > 0. */
export function huber(tape: Tape, x: Tensor, y: Tensor, options: HuberOptions = {}): Tensor {
  const { delta = 1 } = options;
  if (!(delta > 0)) throw expected('delta', 'more than 0', delta);
  return pairLoss('huber', tape, { x, target: y, delta }, options);
}

/** −y·log σ(x) − (1 − y)·log(1 − σ(x)), stable for any x. */
export function bceWithLogits(tape: Tape, x: Tensor, y: Tensor, options?: PairLossOptions): Tensor {
  return pairLoss('bce', tape, { x, target: y }, options);
}

function pairLoss(
  kind: PairLoss,
  tape: Tape,
  { x, target, delta = 1 }: { x: Tensor; target: Tensor; delta?: number },
  { reduction = 'mean' }: PairLossOptions = {},
): Tensor {
  if (!sameShape(x.shape, target.shape)) throw shapeError('target', x.shape, target.shape);
  const { backend, arena } = tape;
  const n = x.data.length;
  const vector = reduction === 'none' ? tape.empty(x.shape, x.requiresGrad) : undefined;
  const losses = vector?.data ?? arena.floats(n);
  const gradient = arena.floats(n);
  const scale = reduction === 'mean' ? 1 / n : 1;
  const pair = { x: x.data, target: target.data };
  backend.pairLoss({ kind, n, ...pair, delta, losses, gradient, scale });
  const y = vector ?? tape.scalar(backend.sum(n, losses) * scale, x.requiresGrad);
  tape.recordOutput(y, (dy) => {
    if (vector !== undefined) backend.multiplyAdd(n, dy, gradient, tape.gradOf(x));
    else backend.axpy(n, dy.array()[0], gradient, tape.gradOf(x));
  });
  return y;
}

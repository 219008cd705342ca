/**
 * Softmax cross-entropy against class ids, as torch defines it, and its union with the output layer.
 *
 * loss_n = −w_y·log p_y, with smoothing ε: (1 − ε)·that − ε/V·Σ_v w_v·log p_v; 0 where the target is
 * `ignoreIndex`. 'mean' divides Σ loss_n by Σ w_y over the targets that count, so it is NaN when none
 * does (as in torch); 'sum' is then 0.
 */
import type { Block, IntBlock } from '../../backend/backend.ts';
import { expected, UnrollError } from '../../util/errors.ts';
import { columnsOf, expectShape, rowsOf, type Shape } from '../shape.ts';
import type { Tape } from '../tape.ts';
import type { Ids, Tensor } from '../tensor.ts';
import { linearBackward, linearForward, linearSizes } from './linear.ts';

export type Reduction = 'mean' | 'sum' | 'none';

export interface CrossEntropyOptions {
  /** Targets with this id do not count; default −100. */
  ignoreIndex?: number;
  /** ε in [0, 1]: this share of the target is spread evenly over all classes. Default 0. */
  smoothing?: number;
  /** (V) weight of each class; default 1. */
  classWeights?: ArrayLike<number>;
  /** 'mean' (default) and 'sum' give a scalar, 'none' one loss for each target. */
  reduction?: Reduction;
}

/**
 * logits (…, V) and targets (…) → the loss: () or, for reduction 'none', (…).
 * Error 'shape' when the sizes do not fit, 'data' for a target that is no class.
 */
export function crossEntropy(
  tape: Tape,
  logits: Tensor,
  targets: Ids,
  options: CrossEntropyOptions = {},
): Tensor {
  const { backend } = tape;
  const V = columnsOf(logits.shape);
  const leading = logits.shape.slice(0, -1);
  const wanted = logits.requiresGrad && tape.recording;
  const gradient = wanted ? tape.arena.floats(logits.data.length) : undefined;
  const y = lossOf(tape, { logits: logits.data, leading, V, targets, gradient }, options);
  if (gradient === undefined) return y;
  tape.recordOutput(y, (dy) => {
    const dx = tape.gradOf(logits);
    if (options.reduction !== 'none') {
      backend.axpy(logits.data.length, dy.array()[0], gradient, dx);
      return;
    }
    const factors = dy.array().slice();
    for (const [n, factor] of factors.entries()) {
      backend.axpy(V, factor, gradient.slice(n * V, V), dx.slice(n * V, V));
    }
  });
  return y;
}

export interface OutputLayer {
  /** (…, I) */
  x: Tensor;
  /** (V, I): one row per class; an embedding table (V, E) for tied weights. */
  weight: Tensor;
  /** (V) */
  bias?: Tensor;
}

/**
 * The output layer and its loss in one: logits = x·Wᵀ + b stand in memory once and are turned into
 * their gradient in place. x (…, I), targets (…) → the loss: () or, for reduction 'none', (…).
 * Errors as `linear` and `crossEntropy`.
 */
export function linearCrossEntropy(
  tape: Tape,
  { x, weight, bias }: OutputLayer,
  targets: Ids,
  options: CrossEntropyOptions = {},
): Tensor {
  const { backend } = tape;
  const { rows, outputs: V } = linearSizes(x, weight, bias);
  const leading = x.shape.slice(0, -1);
  const logits = tape.arena.floats(rows * V);
  linearForward(tape, x, weight, logits, bias);
  const wanted = [x, weight, bias].some((tensor) => tensor?.requiresGrad) && tape.recording;
  const gradient = wanted ? logits : undefined;
  const y = lossOf(tape, { logits, leading, V, targets, gradient }, options);
  tape.recordOutput(y, (dy) => {
    const factors = dy.array().slice();
    if (options.reduction !== 'none') {
      if (factors[0] !== 1) backend.scale(rows * V, factors[0], logits);
    } else {
      for (const [n, factor] of factors.entries()) {
        backend.scale(V, factor, logits.slice(n * V, V));
      }
    }
    linearBackward(tape, x, weight, logits, bias);
  });
  return y;
}

interface LossArgs {
  logits: Block;
  leading: Shape;
  V: number;
  targets: Ids;
  /** Gets ∂loss/∂logits, of each row's own loss for 'none'; its presence asks for a gradient. */
  gradient: Block | undefined;
}

function lossOf(
  tape: Tape,
  { logits, leading, V, targets, gradient }: LossArgs,
  { ignoreIndex = -100, smoothing = 0, classWeights, reduction = 'mean' }: CrossEntropyOptions,
): Tensor {
  if (!(smoothing >= 0 && smoothing <= 1)) {
    throw expected('smoothing', 'a number from 0 to 1', smoothing);
  }
  if (classWeights !== undefined) expectShape('classWeights', [classWeights.length], [V]);
  const N = rowsOf([...leading, V]);
  expectShape('targets', [targets.length], [N]);
  const { backend, arena } = tape;
  const ids = tape.ints(targets);
  const weight = weightOfTargets(ids, { V, ignoreIndex, classWeights });
  const factor = reduction === 'mean' ? 1 / weight : 1;
  const requiresGrad = gradient !== undefined;
  const vector = reduction === 'none' ? tape.empty(leading, requiresGrad) : undefined;
  const losses = vector?.data ?? arena.floats(N);
  backend.crossEntropy({
    N,
    V,
    logits,
    targets: ids,
    ignoreIndex,
    smoothing,
    classWeights: classWeights && tape.constant(classWeights, [V]).data,
    losses,
    gradient,
    scale: factor,
  });
  return vector ?? tape.scalar(backend.sum(N, losses) * factor, requiresGrad);
}

/** Σ w_y over the targets that count; error 'data' for a target that is no class. */
function weightOfTargets(
  ids: IntBlock,
  {
    V,
    ignoreIndex,
    classWeights,
  }: { V: number; ignoreIndex: number; classWeights: ArrayLike<number> | undefined },
): number {
  const array = ids.array();
  let total = 0;
  for (let n = 0; n < array.length; n++) {
    const id = array[n];
    if (id === ignoreIndex) continue;
    if (id < 0 || id >= V) {
      throw new UnrollError(
        'data',
        `expected targets from 0 to ${V - 1} (or ${ignoreIndex} to ignore) but received ${id} at position ${n}`,
      );
    }
    total += classWeights === undefined ? 1 : classWeights[id];
  }
  return total;
}

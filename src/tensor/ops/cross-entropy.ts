/**
 * Softmax cross-entropy against class ids, as torch defines it, and its union with the output layer.
 *
 * loss_n = −w_y·log p_y, with smoothing ε: (1 − ε)·that − ε/V·Σ_v w_v·log p_v; 0 where the target is
 * `ignoreIndex`. 'mean' divides Σ loss_n by Σ w_y over the targets that count, so it is NaN when none
 * does (as in torch); 'sum' is then 0.
 */
import type { Block, IntBlock } from '../../backend/backend.ts';
import { expected, UnrollError } from '../../util/errors.ts';
import { columnsOf, expectShape, type Shape, sizeOf } from '../shape.ts';
import type { Tape } from '../tape.ts';
import { type Ids, type Tensor, tensorOver } from '../tensor.ts';
import { linearBackward, linearSizes, packForward } from './linear.ts';

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
  const requiresGrad = logits.requiresGrad && tape.recording;
  const gradient = requiresGrad ? tape.arena.floats(logits.data.length) : undefined;
  const loss = prepare(tape, { leading, V, targets }, options);
  loss.rows(0, loss.N, logits.data, gradient);
  const y = loss.reduced(requiresGrad);
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

/** Logits that are kept at once where no gradient is wanted: 4 MiB in single precision. */
const LOGITS_AT_ONCE = 1 << 20;

/**
 * The output layer and its loss in one: logits = x·Wᵀ + b stand in memory once and are turned into
 * their gradient in place; without a gradient, only some rows of them stand at a time.
 * x (…, I), targets (…) → the loss: () or, for reduction 'none', (…). Errors as `linear` and
 * `crossEntropy`.
 */
export function linearCrossEntropy(
  tape: Tape,
  { x, weight, bias }: OutputLayer,
  targets: Ids,
  options: CrossEntropyOptions = {},
): Tensor {
  const { backend } = tape;
  const { rows, inputs, outputs: V } = linearSizes(x, weight, bias);
  const loss = prepare(tape, { leading: x.shape.slice(0, -1), V, targets }, options);
  const requiresGrad = tape.recording && [x, weight, bias].some((input) => input?.requiresGrad);
  const atOnce = requiresGrad ? rows : Math.min(rows, Math.max(1, Math.floor(LOGITS_AT_ONCE / V)));
  const logits = tape.arena.floats(atOnce * V);
  const b = packForward(tape, weight);
  for (let start = 0; start < rows; start += atOnce) {
    const M = Math.min(atOnce, rows - start);
    const a = x.data.slice(start * inputs, M * inputs);
    backend.product({ M, a, lda: inputs, b, c: logits, ldc: V, bias: bias?.data });
    loss.rows(start, M, logits, requiresGrad ? logits : undefined);
  }
  const y = loss.reduced(requiresGrad);
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

interface Loss {
  /** How many targets there are. */
  readonly N: number;
  /**
   * The losses of the targets start … start + count − 1 from `logits` (count, V); `gradient`, which
   * may be `logits`, gets ∂loss/∂logits: of the reduced loss, or of each row's own for 'none'.
   */
  rows(start: number, count: number, logits: Block, gradient?: Block): void;
  /** The losses reduced, after all rows. */
  reduced(requiresGrad: boolean): Tensor;
}

function prepare(
  tape: Tape,
  { leading, V, targets }: { leading: Shape; V: number; targets: Ids },
  { ignoreIndex = -100, smoothing = 0, classWeights, reduction = 'mean' }: CrossEntropyOptions,
): Loss {
  if (!(smoothing >= 0 && smoothing <= 1)) {
    throw expected('smoothing', 'a number from 0 to 1', smoothing);
  }
  if (classWeights !== undefined) expectShape('classWeights', [classWeights.length], [V]);
  const N = sizeOf(leading);
  expectShape('targets', [targets.length], [N]);
  const { backend, arena } = tape;
  const ids = tape.ints(targets);
  const weight = weightOfTargets(ids, { V, ignoreIndex, classWeights });
  const scale = reduction === 'mean' ? 1 / weight : 1;
  const weights = classWeights && tape.constant(classWeights, [V]).data;
  const losses = arena.floats(N);
  return {
    N,
    rows(start, count, logits, gradient) {
      backend.crossEntropy({
        N: count,
        V,
        logits,
        targets: ids.slice(start, count),
        ignoreIndex,
        smoothing,
        classWeights: weights,
        losses: losses.slice(start, count),
        gradient,
        scale,
      });
    },
    reduced(requiresGrad) {
      if (reduction === 'none') return tensorOver(losses, leading, requiresGrad);
      return tape.scalar(backend.sum(N, losses) * scale, requiresGrad);
    },
  };
}

interface TargetWeights {
  V: number;
  ignoreIndex: number;
  classWeights: ArrayLike<number> | undefined;
}

/** Σ w_y over the targets that count; error 'data' for a target that is no class. */
function weightOfTargets(ids: IntBlock, { V, ignoreIndex, classWeights }: TargetWeights): number {
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

/**
 * Softmax cross-entropy against class ids, as torch defines it, and its union with the output layer.
 *
 * loss_n = −w_y·log p_y, with smoothing ε: (1 − ε)·that − ε/V·Σ_v w_v·log p_v; 0 where the target is
 * `ignoreIndex`. 'mean' divides Σ loss_n by Σ w_y over the targets that count, so it is NaN when none
 * does (as in torch); 'sum' is then 0.
 */
import type { CrossEntropyArgs, IntBlock } from '../../backend/backend.ts';
import { expected, UnrollError } from '../../util/errors.ts';
import { columnsOf, expectShape, type Shape, sizeOf } from '../shape.ts';
import type { Tape } from '../tape.ts';
import { type Ids, type Tensor, tensorOver } from '../tensor.ts';
import { linear, linearSizes, packForward } from './linear.ts';

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
  const { smoothing = 0 } = options;
  const loss = prepare(tape, { leading, V, targets }, options);
  const N = sizeOf(leading);
  backend.crossEntropy({ N, V, logits: logits.data, gradient, smoothing, ...loss.of(0, N) });
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

/** Rows whose losses are made at once where no gradient is wanted. */
const ROWS_AT_ONCE = 1024;

/**
 * The output layer and its loss in one: of the logits x·Wᵀ + b at most one number each stands in
 * memory, and none without a gradient. x (…, I), targets (…) → the loss: () or, for reduction
 * 'none', (…). Errors as `linear` and `crossEntropy`.
 */
export function linearCrossEntropy(
  tape: Tape,
  { x, weight, bias }: OutputLayer,
  targets: Ids,
  options: CrossEntropyOptions = {},
): Tensor {
  // Only the sum over all logits of a row that smoothing needs is not in the kernel of both.
  if (options.smoothing) return crossEntropy(tape, linear(tape, x, weight, bias), targets, options);
  const { backend, arena } = tape;
  const { rows: N, inputs: I, outputs: V } = linearSizes(x, weight, bias);
  const loss = prepare(tape, { leading: x.shape.slice(0, -1), V, targets }, options);
  const requiresGrad = tape.recording && [x, weight, bias].some((input) => input?.requiresGrad);
  const kept = requiresGrad ? arena.floats(backend.outputKept(N, V)) : undefined;
  const layer = { weight: packForward(tape, weight), bias: bias?.data };
  const atOnce = kept === undefined ? ROWS_AT_ONCE : N;
  for (let start = 0; start < N; start += atOnce) {
    const count = Math.min(atOnce, N - start);
    const rows = x.data.slice(start * I, count * I);
    backend.outputLoss({ N: count, V, I, x: rows, ...layer, ...loss.of(start, count), kept });
  }
  const y = loss.reduced(requiresGrad);
  if (kept === undefined) return y;
  tape.recordOutput(y, (dy) => {
    const factors = options.reduction === 'none' ? dy : arena.floats(N);
    if (factors !== dy) backend.fill(N, dy.array()[0], factors);
    const shared = { N, V, I, targets: loss.targets, kept, factors };
    if (x.requiresGrad) {
      const packed = tape.pack({ K: V, N: I, source: weight.data, ld: I });
      backend.outputInputGradient({ ...shared, weight: packed, dx: tape.gradOf(x) });
    }
    const dWeight = weight.requiresGrad ? tape.gradOf(weight) : undefined;
    const dBias = bias?.requiresGrad ? tape.gradOf(bias) : undefined;
    if (dWeight === undefined && dBias === undefined) return;
    const packed = tape.pack({ K: N, N: I, source: x.data, ld: I });
    backend.outputWeightGradient({ ...shared, x: packed, dWeight, dBias });
  });
  return y;
}

type LossOfRows = Pick<
  CrossEntropyArgs,
  'targets' | 'ignoreIndex' | 'classWeights' | 'losses' | 'scale'
>;

interface Loss {
  readonly targets: IntBlock;
  /** What the kernels need to know of the targets start … start + count − 1, and where their losses go. */
  of(start: number, count: number): LossOfRows;
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
    targets: ids,
    of: (start, count) => ({
      targets: ids.slice(start, count),
      ignoreIndex,
      classWeights: weights,
      losses: losses.slice(start, count),
      scale,
    }),
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

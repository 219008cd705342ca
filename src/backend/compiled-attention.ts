/** The operations of attention as rows of numbers for the compiled kernels (kernels/attention.h, softmax.h). */
import type {
  AdditiveScoresArgs,
  AdditiveScoresBackwardArgs,
  BatchProductArgs,
  SoftmaxArgs,
  SoftmaxBackwardArgs,
  SoftmaxLengths,
} from './attention-args.ts';
import type { Block } from './backend.ts';
import { address, type Call } from './compiled-call.ts';
import { OPERATIONS } from './operations.ts';

const AXES = { M: 0, N: 1, K: 2 } as const;
/** Columns of a softmax take about as long as this many sums. */
const EXPONENTIAL = 8;
const TANH = 10;

/** `scratch` holds `each` numbers for every thread. */
export function batchProduct(
  call: Call,
  { count, M, N, K, a, b, c, accumulate = false, limit }: BatchProductArgs,
  { scratch, each }: { scratch: Block; each: number },
): void {
  call(
    OPERATIONS.batchProduct,
    count * ((M * N * K) / 8 + K * N),
    count,
    M,
    N,
    K,
    a.block.address,
    a.ld,
    a.step,
    Number(a.transposed ?? false),
    b.block.address,
    b.ld,
    b.step,
    Number(b.transposed ?? false),
    c.block.address,
    c.ld,
    c.step,
    Number(accumulate),
    address(limit?.lengths),
    AXES[limit?.axis ?? 'M'],
    scratch.address,
    each,
  );
}

export function softmax(call: Call, { rows, V, limit, scale, x, y }: SoftmaxArgs): void {
  const blocks = [x.address, y.address];
  const work = rows * V * EXPONENTIAL;
  call(OPERATIONS.softmax, work, rows, V, ...limits(limit), scale, ...blocks);
}

export function softmaxBackward(
  call: Call,
  { rows, V, limit, scale, y, dy, dx }: SoftmaxBackwardArgs,
): void {
  const blocks = [y.address, dy.address, dx.address];
  call(OPERATIONS.softmaxBackward, rows * V, rows, V, ...limits(limit), scale, ...blocks);
}

function limits(limit: SoftmaxLengths | undefined): [number, number] {
  return [address(limit?.lengths), limit?.period ?? 1];
}

export function additiveScores(
  call: Call,
  { T, S, B, A, q, k, v, lengths, scores }: AdditiveScoresArgs,
): void {
  const blocks = [q.address, k.address, v.address, address(lengths), scores.address];
  call(OPERATIONS.additiveScores, T * S * B * A * TANH, T, S, B, A, ...blocks);
}

export function additiveScoresBackward(
  call: Call,
  { T, S, B, A, q, k, v, lengths, dScores, dq, dk, dv }: AdditiveScoresBackwardArgs,
): void {
  const inputs = [q.address, k.address, v.address, address(lengths), dScores.address];
  const work = T * S * B * A * TANH;
  const outputs = [dq.address, dk.address, dv.address];
  call(OPERATIONS.additiveScoresBackward, work, T, S, B, A, ...inputs, ...outputs);
}

/**
 * What attention is made of: for each of B sequences, T steps look at S steps. Time-major: queries
 * (T, B, …), keys and values (S, B, …). `lengths` (B), from 0 to S, says how many of the S steps count
 * for each sequence; nothing that stands in the others is read, so padding may hold anything and a
 * sequence has the same bits alone and in a batch.
 */
import type { BatchMatrix, BatchProductArgs } from '../../backend/attention-args.ts';
import type { Block } from '../../backend/backend.ts';
import { expectShape } from '../shape.ts';
import type { Tape } from '../tape.ts';
import type { Ids, Tensor } from '../tensor.ts';
import { lengthsOf } from './lengths.ts';

/** Sequence b of a (steps, B, columns) block as the matrix (steps, columns). */
function sequences(block: Block, B: number, columns: number): BatchMatrix {
  return { block, ld: B * columns, step: columns };
}
function transposed(matrix: BatchMatrix): BatchMatrix {
  return { ...matrix, transposed: true };
}

/**
 * queries (T, B, D) and keys (S, B, D) → (T, B, S): Σ_d queries[t, b, d]·keys[s, b, d], 0 where s does
 * not count. Errors 'shape' and 'data' when shapes or lengths do not fit.
 */
export function dotProducts(tape: Tape, queries: Tensor, keys: Tensor, lengths?: Ids): Tensor {
  expectShape('queries', queries.shape, ['T', 'B', 'D']);
  const [T, B, D] = queries.shape;
  expectShape('keys', keys.shape, ['S', B, D]);
  const [S] = keys.shape;
  const counts = lengths && lengthsOf(tape, lengths, { B, steps: S });
  const limit = (axis: 'M' | 'N' | 'K') => counts && { axis, lengths: counts };
  const { backend } = tape;
  const y = tape.empty([T, B, S], queries.requiresGrad || keys.requiresGrad);
  if (counts) backend.fill(y.data.length, 0, y.data);
  const q = sequences(queries.data, B, D);
  const k = sequences(keys.data, B, D);
  const c = sequences(y.data, B, S);
  run(tape, { count: B, M: T, N: S, K: D, a: q, b: transposed(k), c, limit: limit('N') });
  // dQ = dY·K, dK = dYᵀ·Q
  tape.recordOutput(y, (dy) => {
    const d = sequences(dy, B, S);
    const sizes = { count: B, accumulate: true };
    if (queries.requiresGrad) {
      const dq = sequences(tape.gradOf(queries), B, D);
      run(tape, { ...sizes, M: T, N: D, K: S, a: d, b: k, c: dq, limit: limit('K') });
    }
    if (keys.requiresGrad) {
      const dk = sequences(tape.gradOf(keys), B, D);
      run(tape, { ...sizes, M: S, N: D, K: T, a: transposed(d), b: q, c: dk, limit: limit('M') });
    }
  });
  return y;
}

/**
 * weights (T, B, S) and values (S, B, E) → (T, B, E): Σ_s weights[t, b, s]·values[s, b, e] over the steps
 * that count. Errors 'shape' and 'data' when shapes or lengths do not fit.
 */
export function weightedSums(tape: Tape, weights: Tensor, values: Tensor, lengths?: Ids): Tensor {
  expectShape('weights', weights.shape, ['T', 'B', 'S']);
  const [T, B, S] = weights.shape;
  expectShape('values', values.shape, [S, B, 'E']);
  const E = values.shape[2];
  const counts = lengths && lengthsOf(tape, lengths, { B, steps: S });
  const limit = (axis: 'M' | 'N' | 'K') => counts && { axis, lengths: counts };
  const y = tape.empty([T, B, E], weights.requiresGrad || values.requiresGrad);
  const w = sequences(weights.data, B, S);
  const v = sequences(values.data, B, E);
  const c = sequences(y.data, B, E);
  run(tape, { count: B, M: T, N: E, K: S, a: w, b: v, c, limit: limit('K') });
  // dW = dY·Vᵀ, dV = Wᵀ·dY
  tape.recordOutput(y, (dy) => {
    const d = sequences(dy, B, E);
    const sizes = { count: B, accumulate: true };
    if (weights.requiresGrad) {
      const dw = sequences(tape.gradOf(weights), B, S);
      run(tape, { ...sizes, M: T, N: S, K: E, a: d, b: transposed(v), c: dw, limit: limit('N') });
    }
    if (values.requiresGrad) {
      const dv = sequences(tape.gradOf(values), B, E);
      run(tape, { ...sizes, M: S, N: E, K: T, a: transposed(w), b: d, c: dv, limit: limit('M') });
    }
  });
  return y;
}

function run({ backend }: Tape, args: BatchProductArgs): void {
  backend.batchProduct(args);
}

export interface AdditiveScoresInputs {
  /** (T, B, A) projected queries. */
  queries: Tensor;
  /** (S, B, A) projected keys. */
  keys: Tensor;
  /** (A), or (1, A) as `torch.nn.Linear(A, 1)` has it. */
  v: Tensor;
}

/**
 * → (T, B, S): Σ_a v[a]·tanh(queries[t, b, a] + keys[s, b, a]), 0 where s does not count. tanh is computed
 * again in the backward pass, so that no (T, B, S, A) numbers are kept. Errors 'shape' and 'data' when
 * shapes or lengths do not fit.
 */
export function additiveScores(
  tape: Tape,
  { queries, keys, v }: AdditiveScoresInputs,
  lengths?: Ids,
): Tensor {
  expectShape('queries', queries.shape, ['T', 'B', 'A']);
  const [T, B, A] = queries.shape;
  expectShape('keys', keys.shape, ['S', B, A]);
  expectShape('v', v.shape, v.shape.length === 2 ? [1, A] : [A]);
  const [S] = keys.shape;
  const counts = lengths && lengthsOf(tape, lengths, { B, steps: S });
  const inputs = [queries, keys, v];
  const y = tape.empty(
    [T, B, S],
    inputs.some((input) => input.requiresGrad),
  );
  const args = { T, S, B, A, q: queries.data, k: keys.data, v: v.data, lengths: counts };
  tape.backend.additiveScores({ ...args, scores: y.data });
  tape.recordOutput(y, (dy) => {
    const [dq, dk, dv] = inputs.map((input) =>
      input.requiresGrad ? tape.gradOf(input) : tape.arena.zeros(input.data.length),
    );
    tape.backend.additiveScoresBackward({ ...args, dScores: dy, dq, dk, dv });
  });
  return y;
}

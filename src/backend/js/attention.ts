/** Products over the batch, softmax over lengths and additive scores, in plain loops. */
import { exp, tanh } from '../../util/maths.ts';
import type { BatchMatrix, SoftmaxLengths } from '../attention-args.ts';
import type { Backend } from '../backend.ts';

export const batchProduct: Backend['batchProduct'] = ({ count, limit, accumulate, ...args }) => {
  const c = args.c.block.array();
  for (let i = 0; i < count; i++) {
    const length = limit?.lengths.array()[i] ?? 0;
    const size = (axis: 'M' | 'N' | 'K') =>
      limit?.axis === axis ? Math.min(length, args[axis]) : args[axis];
    const [M, N, K] = [size('M'), size('N'), size('K')];
    const a = elements(args.a, i);
    const b = elements(args.b, i);
    for (let m = 0; m < M; m++) {
      for (let n = 0; n < N; n++) {
        let sum = 0;
        for (let k = 0; k < K; k++) sum += a(m, k) * b(k, n);
        const at = i * args.c.step + m * args.c.ld + n;
        c[at] = (accumulate ? c[at] : 0) + sum;
      }
    }
  }
};

/** The element (row, column) of matrix i. */
function elements({ block, ld, step, transposed = false }: BatchMatrix, i: number) {
  const values = block.array();
  return transposed
    ? (row: number, column: number) => values[i * step + column * ld + row]
    : (row: number, column: number) => values[i * step + row * ld + column];
}

/** How many of V columns count in row r. */
function lengthOf(limit: SoftmaxLengths | undefined, r: number, V: number): number {
  return limit === undefined ? V : Math.min(V, limit.lengths.array()[r % limit.period]);
}

export const softmax: Backend['softmax'] = ({ rows, V, limit, scale, ...blocks }) => {
  const x = blocks.x.array();
  const y = blocks.y.array();
  for (let r = 0; r < rows; r++) {
    const start = r * V;
    const n = lengthOf(limit, r, V);
    let max = Number.NEGATIVE_INFINITY;
    for (let v = 0; v < n; v++) max = Math.max(max, x[start + v]);
    let total = 0;
    for (let v = 0; v < n; v++) total += exp(scale * (x[start + v] - max));
    for (let v = 0; v < V; v++) {
      y[start + v] = v < n ? exp(scale * (x[start + v] - max)) / total : 0;
    }
  }
};

export const softmaxBackward: Backend['softmaxBackward'] = ({
  rows,
  V,
  limit,
  scale,
  ...blocks
}) => {
  const y = blocks.y.array();
  const dy = blocks.dy.array();
  const dx = blocks.dx.array();
  for (let r = 0; r < rows; r++) {
    const end = r * V + lengthOf(limit, r, V);
    let total = 0;
    for (let k = r * V; k < end; k++) total += y[k] * dy[k];
    for (let k = r * V; k < end; k++) dx[k] += scale * y[k] * (dy[k] - total);
  }
};

export const additiveScores: Backend['additiveScores'] = ({ T, S, B, A, lengths, ...blocks }) => {
  const [q, k, v] = [blocks.q.array(), blocks.k.array(), blocks.v.array()];
  const scores = blocks.scores.array();
  for (let row = 0; row < T * B; row++) {
    const b = row % B;
    const n = lengths === undefined ? S : Math.min(S, lengths.array()[b]);
    for (let s = 0; s < S; s++) {
      let sum = 0;
      if (s < n) {
        for (let j = 0; j < A; j++) sum += v[j] * tanh(q[row * A + j] + k[(s * B + b) * A + j]);
      }
      scores[row * S + s] = sum;
    }
  }
};

/** With y = tanh(q + k): dv += dScore·y, and dScore·v·(1 − y²) goes to dq and dk. */
export const additiveScoresBackward: Backend['additiveScoresBackward'] = ({
  T,
  S,
  B,
  A,
  lengths,
  ...blocks
}) => {
  const [q, k, v] = [blocks.q.array(), blocks.k.array(), blocks.v.array()];
  const [dq, dk, dv] = [blocks.dq.array(), blocks.dk.array(), blocks.dv.array()];
  const dScores = blocks.dScores.array();
  for (let row = 0; row < T * B; row++) {
    const b = row % B;
    const n = lengths === undefined ? S : Math.min(S, lengths.array()[b]);
    for (let s = 0; s < n; s++) {
      const slope = dScores[row * S + s];
      for (let j = 0; j < A; j++) {
        const key = (s * B + b) * A + j;
        const y = tanh(q[row * A + j] + k[key]);
        const d = slope * v[j] * (1 - y * y);
        dv[j] += slope * y;
        dq[row * A + j] += d;
        dk[key] += d;
      }
    }
  }
};

/** Cross-entropy, log softmax and the elementwise losses. */

import { exp, log1p, logSumExp, sigmoid } from '../../util/maths.ts';
import type { Backend, CrossEntropyArgs, PairLoss } from '../backend.ts';

/**
 * As torch: loss = −Σ_v q_v w_v log p_v with q = (1 − ε)·onehot(target) + ε/V;
 * d/dx_j = p_j Σ_v q_v w_v − q_j w_j.
 */
export function crossEntropy(args: CrossEntropyArgs): void {
  const { N, V, ignoreIndex, smoothing, scale } = args;
  const logits = args.logits.array();
  const targets = args.targets.array();
  const weights = args.classWeights?.array();
  const losses = args.losses.array();
  const gradient = args.gradient?.array();
  for (let n = 0; n < N; n++) {
    const row = n * V;
    if (targets[n] === ignoreIndex) {
      losses[n] = 0;
      gradient?.fill(0, row, row + V);
      continue;
    }
    const normalizer = logSumExp(logits, row, V);
    const share = (v: number) =>
      ((v === targets[n] ? 1 - smoothing : 0) + smoothing / V) * (weights ? weights[v] : 1);
    let loss = 0;
    let total = 0;
    for (let v = 0; v < V; v++) {
      const s = share(v);
      if (s === 0) continue; // 0·(−∞) of an impossible class
      loss -= s * (logits[row + v] - normalizer);
      total += s;
    }
    losses[n] = loss;
    if (!gradient) continue;
    for (let v = 0; v < V; v++) {
      gradient[row + v] = scale * (exp(logits[row + v] - normalizer) * total - share(v));
    }
  }
}

export const logSoftmax: Backend['logSoftmax'] = ({ N, V, ...blocks }) => {
  const x = blocks.x.array();
  const y = blocks.y.array();
  for (let n = 0; n < N; n++) {
    const normalizer = logSumExp(x, n * V, V);
    for (let v = 0; v < V; v++) y[n * V + v] = x[n * V + v] - normalizer;
  }
};

export const logSoftmaxBackward: Backend['logSoftmaxBackward'] = ({ N, V, ...blocks }) => {
  const y = blocks.y.array();
  const dy = blocks.dy.array();
  const dx = blocks.dx.array();
  for (let n = 0; n < N; n++) {
    let total = 0;
    for (let v = 0; v < V; v++) total += dy[n * V + v];
    for (let v = 0; v < V; v++) dx[n * V + v] += dy[n * V + v] - exp(y[n * V + v]) * total;
  }
};

/** [loss, d loss/dx] of one pair. */
const pairs: { [K in PairLoss]: (x: number, y: number, delta: number) => [number, number] } = {
  mse: (x, y) => [(x - y) ** 2, 2 * (x - y)],
  l1: (x, y) => [Math.abs(x - y), Math.sign(x - y)],
  // d²/2 within δ, δ(|d| − δ/2) outside
  huber: (x, y, delta) => {
    const d = x - y;
    if (Math.abs(d) <= delta) return [0.5 * d * d, d];
    return [delta * (Math.abs(d) - 0.5 * delta), delta * Math.sign(d)];
  },
  // −y log σ(x) − (1 − y) log(1 − σ(x)), without overflow
  bce: (x, y) => [Math.max(x, 0) - x * y + log1p(exp(-Math.abs(x))), sigmoid(x) - y],
};

export const pairLoss: Backend['pairLoss'] = ({ kind, n, delta, scale, ...blocks }) => {
  const x = blocks.x.array();
  const target = blocks.target.array();
  const losses = blocks.losses.array();
  const gradient = blocks.gradient.array();
  for (let i = 0; i < n; i++) {
    const [loss, slope] = pairs[kind](x[i], target[i], delta);
    losses[i] = loss;
    gradient[i] = scale * slope;
  }
};

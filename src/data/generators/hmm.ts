/**
 * Hidden Markov models with discrete symbols: drawing from one, the exact probabilities of the
 * hidden states (forward–backward, scaled) and the most probable path (Viterbi). As in Rabiner, "A
 * tutorial on hidden Markov models", 1989. S states, K symbols, T steps.
 */
import { log } from '../../util/maths.ts';
import type { Rng } from '../../util/rng.ts';

export interface HiddenMarkovModel {
  /** (S): P(state at step 0). */
  readonly start: Float64Array;
  /** (S, S): P(next state | state), rows sum to 1. */
  readonly transition: Float64Array;
  /** (S, K): P(symbol | state), rows sum to 1. */
  readonly emission: Float64Array;
}

export interface HiddenSequence {
  readonly states: Int32Array;
  readonly symbols: Int32Array;
}

export interface Posterior {
  /** (T, S): P(state at t | all symbols). */
  readonly probabilities: Float64Array;
  /** log P(symbols), in nats. */
  readonly logLikelihood: number;
}

/** A sequence of `length` steps. */
export function drawHidden(rng: Rng, model: HiddenMarkovModel, length: number): HiddenSequence {
  const S = model.start.length;
  const K = model.emission.length / S;
  const states = new Int32Array(length);
  const symbols = new Int32Array(length);
  for (let t = 0; t < length; t++) {
    const from = t === 0 ? model.start : row(model.transition, states[t - 1], S);
    states[t] = draw(rng, from);
    symbols[t] = draw(rng, row(model.emission, states[t], K));
  }
  return { states, symbols };
}

/**
 * α_t(s) = P(symbols up to t, s), β_t(s) = P(symbols after t | s), each step's α scaled to the sum 1;
 * the scales multiply to the likelihood.
 */
export function forwardBackward(model: HiddenMarkovModel, symbols: ArrayLike<number>): Posterior {
  const { start, transition, emission } = model;
  const S = start.length;
  const K = emission.length / S;
  const T = symbols.length;
  const alpha = new Float64Array(T * S);
  const scales = new Float64Array(T);
  let logLikelihood = 0;
  for (let t = 0; t < T; t++) {
    for (let s = 0; s < S; s++) {
      let before = start[s];
      if (t > 0) {
        before = 0;
        for (let r = 0; r < S; r++) before += alpha[(t - 1) * S + r] * transition[r * S + s];
      }
      alpha[t * S + s] = before * emission[s * K + symbols[t]];
      scales[t] += alpha[t * S + s];
    }
    for (let s = 0; s < S; s++) alpha[t * S + s] /= scales[t];
    logLikelihood += log(scales[t]);
  }
  const probabilities = alpha;
  let beta = new Float64Array(S).fill(1);
  for (let t = T - 1; t > 0; t--) {
    const earlier = new Float64Array(S);
    for (let r = 0; r < S; r++) {
      for (let s = 0; s < S; s++) {
        earlier[r] += transition[r * S + s] * emission[s * K + symbols[t]] * beta[s];
      }
      earlier[r] /= scales[t];
    }
    beta = earlier;
    for (let s = 0; s < S; s++) probabilities[(t - 1) * S + s] *= beta[s];
  }
  return { probabilities, logLikelihood };
}

/** argmax over paths of P(path, symbols). */
export function viterbi(model: HiddenMarkovModel, symbols: ArrayLike<number>): Int32Array {
  const S = model.start.length;
  const K = model.emission.length / S;
  const T = symbols.length;
  const transition = model.transition.map(log);
  const emission = model.emission.map(log);
  const back = new Int32Array(T * S);
  let score = model.start.map((p, s) => log(p) + emission[s * K + symbols[0]]);
  for (let t = 1; t < T; t++) {
    const next = new Float64Array(S).fill(Number.NEGATIVE_INFINITY);
    for (let s = 0; s < S; s++) {
      for (let r = 0; r < S; r++) {
        const value = score[r] + transition[r * S + s];
        if (value <= next[s]) continue;
        next[s] = value;
        back[t * S + s] = r;
      }
      next[s] += emission[s * K + symbols[t]];
    }
    score = next;
  }
  const path = new Int32Array(T);
  if (T > 0) path[T - 1] = score.indexOf(Math.max(...score));
  for (let t = T - 1; t > 0; t--) path[t - 1] = back[t * S + path[t]];
  return path;
}

const row = (matrix: Float64Array, r: number, columns: number) =>
  matrix.subarray(r * columns, (r + 1) * columns);

/** An index with the given probabilities. */
function draw(rng: Rng, probabilities: Float64Array): number {
  let u = rng.uniform();
  let last = 0;
  for (const [n, p] of probabilities.entries()) {
    if (p === 0) continue;
    last = n;
    u -= p;
    if (u < 0) break;
  }
  return last;
}

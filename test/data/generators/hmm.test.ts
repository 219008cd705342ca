import { describe, expect, it } from 'vitest';
import {
  drawHidden,
  forwardBackward,
  type HiddenMarkovModel,
  viterbi,
} from '../../../src/data/generators/hmm.ts';
import { keyFor, Rng } from '../../../src/util/rng.ts';

const S = 3;
const K = 2;

/** A model with random probabilities and a few zeros. */
function randomModel(seed: number): HiddenMarkovModel {
  const rng = new Rng(keyFor(seed, 'data', 1000));
  const rows = (n: number, columns: number, zeros: boolean) => {
    const all: number[] = [];
    for (let r = 0; r < n; r++) {
      const p = Array.from({ length: columns }, () => 0.05 + rng.uniform());
      if (zeros) p[rng.below(columns)] = 0;
      const sum = p.reduce((a, b) => a + b);
      all.push(...p.map((x) => x / sum));
    }
    return Float64Array.from(all);
  };
  return { start: rows(1, S, true), transition: rows(S, S, true), emission: rows(S, K, false) };
}

/** Every path with its probability together with the symbols. */
function* paths(model: HiddenMarkovModel, symbols: number[]) {
  for (let n = 0; n < S ** symbols.length; n++) {
    const path = symbols.map((_, t) => Math.floor(n / S ** t) % S);
    let p = model.start[path[0]];
    for (let t = 0; t < path.length; t++) {
      if (t > 0) p *= model.transition[path[t - 1] * S + path[t]];
      p *= model.emission[path[t] * K + symbols[t]];
    }
    yield { path, p };
  }
}

describe('a hidden Markov model', () => {
  it('has the posterior, likelihood and best path of a sum over all paths', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const model = randomModel(seed);
      const { symbols } = drawHidden(new Rng(keyFor(seed, 'data', 1001)), model, 1 + (seed % 7));
      const T = symbols.length;
      const sums = new Float64Array(T * S);
      let total = 0;
      let best = { path: [0], p: -1 };
      for (const { path, p } of paths(model, [...symbols])) {
        total += p;
        path.forEach((s, t) => {
          sums[t * S + s] += p;
        });
        if (p > best.p) best = { path, p };
      }
      const { probabilities, logLikelihood } = forwardBackward(model, symbols);
      expect(logLikelihood).toBeCloseTo(Math.log(total), 10);
      probabilities.forEach((p, n) => {
        expect(p).toBeCloseTo(sums[n] / total, 10);
      });
      expect([...viterbi(model, symbols)]).toEqual(best.path);
    }
  });

  it('stays exact over long sequences', () => {
    const model = randomModel(3);
    const { symbols } = drawHidden(new Rng(keyFor(1, 'data', 1002)), model, 5000);
    const { probabilities, logLikelihood } = forwardBackward(model, symbols);
    expect(logLikelihood).toBeLessThan(-1000);
    for (let t = 0; t < 5000; t += 97) {
      expect(
        probabilities[t * S] + probabilities[t * S + 1] + probabilities[t * S + 2],
      ).toBeCloseTo(1, 10);
    }
  });

  it('draws states and symbols as often as it says', () => {
    const model = randomModel(5);
    const { states, symbols } = drawHidden(new Rng(keyFor(1, 'data', 1003)), model, 60_000);
    const moves = new Float64Array(S * S);
    const shown = new Float64Array(S * K);
    for (let t = 1; t < states.length; t++) {
      moves[states[t - 1] * S + states[t]]++;
      shown[states[t] * K + symbols[t]]++;
    }
    for (let s = 0; s < S; s++) {
      const n = moves.subarray(s * S, s * S + S).reduce((a, b) => a + b);
      for (let r = 0; r < S; r++) {
        expect(Math.abs(moves[s * S + r] / n - model.transition[s * S + r])).toBeLessThan(
          3 / Math.sqrt(n),
        );
      }
      for (let k = 0; k < K; k++) {
        expect(Math.abs(shown[s * K + k] / n - model.emission[s * K + k])).toBeLessThan(
          3 / Math.sqrt(n),
        );
      }
    }
  });
});

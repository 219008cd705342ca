/**
 * Labels from the frames of a CTC network: the most probable path (greedy), or the most probable labels
 * found by a beam over prefixes. Both take logits or log-probabilities (T, B, K) alike.
 */
import { columnsOf, expectShape } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { expected, UnrollError } from '../../util/errors.ts';
import { logSumExp } from '../../util/maths.ts';
import { prefixBeam } from './prefix-beam.ts';

export interface CtcDecodeOptions {
  /** The symbol that stands for no label; default 0. */
  blank?: number;
  /** (B) frames of each sequence, from 0 to T; default T. */
  inputLengths?: ArrayLike<number>;
}

export interface CtcPath {
  labels: number[];
  /** The frame at which each label first stands. */
  frames: number[];
  /** ln P of the path: one of many that give these labels. */
  logProbability: number;
}

/**
 * The most probable symbol of each frame, the smaller of two equal ones, repeats merged and blanks
 * removed, for each of B sequences. Error 'shape', 'data' or 'usage' for arguments that do not fit.
 */
export function ctcGreedy(x: Tensor, options: CtcDecodeOptions = {}): CtcPath[] {
  const { blank = 0 } = options;
  return sequencesOf(x, options).map(({ logP, T, K }) => {
    const path: CtcPath = { labels: [], frames: [], logProbability: 0 };
    let previous = blank;
    for (let t = 0; t < T; t++) {
      let best = 0;
      for (let k = 1; k < K; k++) if (logP[t * K + k] > logP[t * K + best]) best = k;
      path.logProbability += logP[t * K + best];
      if (best !== previous && best !== blank) {
        path.labels.push(best);
        path.frames.push(t);
      }
      previous = best;
    }
    return path;
  });
}

export interface CtcBeamOptions extends CtcDecodeOptions {
  /** How many prefixes are kept after each frame; default 16. */
  beamWidth?: number;
  /** How many hypotheses are returned at most; default 1. */
  n?: number;
}

export interface CtcHypothesis {
  labels: number[];
  /** ln P of the labels over the paths that stayed in the beam: at most ln P(labels | frames). */
  logProbability: number;
}

/**
 * Prefix beam search (Hannun et al. 2014, algorithm 1, without a language model) for each of B
 * sequences, best hypothesis first. Error 'shape', 'data' or 'usage' for arguments that do not fit.
 */
export function ctcBeam(x: Tensor, options: CtcBeamOptions = {}): CtcHypothesis[][] {
  const { blank = 0, beamWidth = 16, n = 1 } = options;
  for (const [name, count] of Object.entries({ beamWidth, n })) {
    if (!Number.isInteger(count) || count < 1) throw expected(name, 'a positive integer', count);
  }
  return sequencesOf(x, options).map((sequence) =>
    prefixBeam(sequence, blank, beamWidth).slice(0, n),
  );
}

/** The log-probabilities (T, K) of each sequence up to its length. */
function sequencesOf(
  x: Tensor,
  { blank = 0, inputLengths }: CtcDecodeOptions,
): { logP: Float64Array; T: number; K: number }[] {
  expectShape('x', x.shape, ['T', 'B', 'K']);
  const [steps, B] = x.shape;
  const K = columnsOf(x.shape);
  if (!Number.isInteger(blank) || blank < 0 || blank >= K) {
    throw expected('blank', `a symbol from 0 to ${K - 1}`, blank);
  }
  if (inputLengths !== undefined) expectShape('inputLengths', [inputLengths.length], [B]);
  const values = x.data.array();
  return Array.from({ length: B }, (_, b) => {
    const T = inputLengths?.[b] ?? steps;
    if (!Number.isInteger(T) || T < 0 || T > steps) {
      throw new UnrollError(
        'data',
        `expected inputLengths from 0 to ${steps} but received ${T} for sequence ${b}`,
      );
    }
    const logP = new Float64Array(T * K);
    for (let t = 0; t < T; t++) {
      const start = (t * B + b) * K;
      const normalizer = logSumExp(values, start, K);
      for (let k = 0; k < K; k++) logP[t * K + k] = values[start + k] - normalizer;
    }
    return { logP, T, K };
  });
}

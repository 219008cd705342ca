/**
 * Connectionist temporal classification (Graves, Fernández, Gomez, Schmidhuber 2006): the loss of label
 * sequences that are shorter than the input and not aligned with it. −ln P(labels | frames), where P sums
 * over all paths of one symbol a frame that give the labels once repeats are merged and then blanks
 * removed. Reductions and infinite losses as `torch.nn.functional.ctc_loss`.
 */
import type { Block } from '../../backend/backend.ts';
import type { Reduction } from '../../tensor/ops/cross-entropy.ts';
import { lengthsOf } from '../../tensor/ops/lengths.ts';
import { expectShape } from '../../tensor/shape.ts';
import type { Tape } from '../../tensor/tape.ts';
import { type Ids, type Tensor, tensorOver } from '../../tensor/tensor.ts';
import { expected, UnrollError } from '../../util/errors.ts';
import { latticeForward, latticeOccupancy, latticeSizes } from './lattice.ts';

export interface CtcLossOptions {
  /** The symbol that stands for no label; default 0. */
  blank?: number;
  /** (B) frames of each sequence, from 0 to T; default T. Later frames get no gradient. */
  inputLengths?: Ids;
  /**
   * 'mean' (default): each loss divided by its number of labels (at least 1), then the mean over
   * sequences; 'sum'; 'none': one loss for each sequence.
   */
  reduction?: Reduction;
  /** Labels that do not fit into their frames have loss ∞ and gradient NaN; true: 0 and 0. Default false. */
  zeroInfinity?: boolean;
  /** What x holds; log-probabilities are taken as they are, normalised or not. Default 'logits'. */
  input?: 'logits' | 'log-probabilities';
}

/**
 * x (T, B, K) and the labels of each of the B sequences, each from 0 to K − 1 and none the blank → the loss:
 * () or, for reduction 'none', (B). Error 'shape' when sizes do not fit, 'data' for a label or length
 * that is out of range, 'usage' for a blank that is no symbol.
 */
export function ctcLoss(
  tape: Tape,
  x: Tensor,
  labels: readonly ArrayLike<number>[],
  options: CtcLossOptions = {},
): Tensor {
  const { blank = 0, inputLengths, reduction = 'mean', input = 'logits' } = options;
  const { zeroInfinity = false } = options;
  expectShape('x', x.shape, ['T', 'B', 'K']);
  const [T, B, K] = x.shape;
  checkLabels(labels, { B, K, blank });
  const { backend, arena } = tape;
  const lengths =
    inputLengths && lengthsOf(tape, inputLengths, { B, steps: T, name: 'inputLengths' });
  const requiresGrad = x.requiresGrad && tape.recording;
  const losses = arena.floats(B);
  const gradient = requiresGrad ? arena.floats(T * B * K) : undefined;
  let logP = x.data;
  if (input === 'logits') {
    logP = arena.floats(T * B * K);
    backend.logSoftmax({ N: T * B, V: K, x: x.data, y: logP });
    if (gradient) backend.map('exp', T * B * K, logP, gradient);
  } else if (gradient) backend.fill(T * B * K, 0, gradient);

  const longest = labels.reduce((most, { length }) => Math.max(most, length), 0);
  const sizes = latticeSizes(T, longest);
  const work = [sizes.cells, sizes.cells, sizes.row, K].map((size) => arena.doubles(size));
  const [mantissas, exponents, row, symbols] = work.map((array) => array());
  const memory = { mantissas, exponents, row };

  const values = logP.array();
  const results = losses.array();
  const slopes = gradient?.array();
  const weights = labels.map(({ length }) => {
    return reduction === 'mean' ? 1 / (B * Math.max(1, length)) : 1;
  });
  let total = 0;
  for (let b = 0; b < B; b++) {
    const count = lengths?.array()[b] ?? T;
    const frames = { values, start: b * K, stride: B * K, count };
    const loss = 0 - latticeForward(frames, labels[b], blank, memory);
    const impossible = loss === Number.POSITIVE_INFINITY;
    results[b] = impossible && zeroInfinity ? 0 : loss;
    total += results[b] * weights[b];
    if (slopes === undefined) continue;
    for (let t = impossible && zeroInfinity ? 0 : count; t < T; t++) fillRow(t, b, 0);
    if (!Number.isFinite(loss)) {
      if (!(impossible && zeroInfinity)) for (let t = 0; t < count; t++) fillRow(t, b, Number.NaN);
      continue;
    }
    // d loss/d logit_k = p_k − occupancy of k; d loss/d log p_k = −occupancy of k
    latticeOccupancy(count, labels[b], memory, (t, occupancy) => {
      symbols.fill(0);
      for (let s = 0; s < occupancy.length; s++) {
        symbols[s % 2 === 0 ? blank : labels[b][(s - 1) / 2]] += occupancy[s];
      }
      const start = (t * B + b) * K;
      for (let k = 0; k < K; k++) slopes[start + k] = (slopes[start + k] - symbols[k]) * weights[b];
    });
  }
  function fillRow(t: number, b: number, value: number): void {
    slopes?.fill(value, (t * B + b) * K, (t * B + b + 1) * K);
  }

  const y =
    reduction === 'none' ? tensorOver(losses, [B], requiresGrad) : tape.scalar(total, requiresGrad);
  if (gradient === undefined) return y;
  tape.recordOutput(y, (dy) => {
    const dx = tape.gradOf(x);
    if (reduction !== 'none') backend.axpy(T * B * K, dy.array()[0], gradient, dx);
    else addRows(dx, gradient, dy, { T, B, K });
  });
  return y;
}

/** dx[t, b] += dy[b]·gradient[t, b] */
function addRows(
  dx: Block,
  gradient: Block,
  dy: Block,
  { T, B, K }: { T: number; B: number; K: number },
): void {
  const [to, from, factors] = [dx.array(), gradient.array(), dy.array()];
  for (let k = 0; k < T * B * K; k++) to[k] += factors[Math.floor(k / K) % B] * from[k];
}

function checkLabels(
  labels: readonly ArrayLike<number>[],
  { B, K, blank }: { B: number; K: number; blank: number },
): void {
  if (!Number.isInteger(blank) || blank < 0 || blank >= K) {
    throw expected('blank', `a symbol from 0 to ${K - 1}`, blank);
  }
  if (labels.length !== B) {
    throw new UnrollError(
      'shape',
      `expected the labels of ${B} sequences but received ${labels.length}`,
    );
  }
  for (let b = 0; b < B; b++) {
    for (let i = 0; i < labels[b].length; i++) {
      const label = labels[b][i];
      if (Number.isInteger(label) && label >= 0 && label < K && label !== blank) continue;
      throw new UnrollError(
        'data',
        `expected labels from 0 to ${K - 1} other than the blank, ${blank}, but received ${label} at position ${i} of sequence ${b}`,
      );
    }
  }
}

/** Losses and log-softmax. */
import type { Backend } from '../../../src/backend/backend.ts';
import {
  bceWithLogits,
  crossEntropy,
  gradientOf,
  huber,
  l1,
  logSoftmax,
  mse,
  multiply,
  type Reduction,
  sum,
  Tape,
  type Tensor,
  transposeLast,
  valuesOf,
} from '../../../src/tensor/index.ts';
import type { Subject } from '../subject.ts';

/** Σ X·cot.X of the case, or X itself where the case has no cotangent for it. */
export function withCotangent(tape: Tape, subject: Subject, name: string, x: Tensor): Tensor {
  if (!subject.has(`cot.${name}`)) return x;
  const cotangent = tape.constant(subject.values(`cot.${name}`), x.shape);
  return sum(tape, multiply(tape, x, cotangent));
}

export function reductionOf(subject: Subject): Reduction {
  const reduction = subject.setting('reduction') ?? 'mean';
  if (reduction === 'mean' || reduction === 'sum' || reduction === 'none') return reduction;
  throw new Error(`unknown reduction ${JSON.stringify(reduction)}`);
}

/** logits (N, C) or (N, C, …): the classes are axis 1, ours are the last. */
export function checkCrossEntropy(subject: Subject, backend: Backend): void {
  subject.describes('shape', 'classes', 'class_weights', 'logit_scale');
  const { shape, values } = subject.tensor('logits');
  const [N, C, ...rest] = shape;
  const T = rest.reduce((product, n) => product * n, 1);
  const ignored = subject.setting('ignore_index');
  const tape = new Tape(backend);
  const logits = tape.variable(values, rest.length === 0 ? [N, C] : [N, C, T]);
  const byRow = rest.length === 0 ? logits : transposeLast(tape, logits);
  const losses = crossEntropy(tape, byRow, subject.ints('target'), {
    ignoreIndex: typeof ignored === 'number' ? ignored : undefined,
    smoothing: subject.number('label_smoothing', 0),
    classWeights: subject.has('weight') ? subject.values('weight') : undefined,
    reduction: reductionOf(subject),
  });
  subject.check('loss', valuesOf(losses));
  tape.backward(withCotangent(tape, subject, 'loss', losses));
  subject.check('grad.logits', gradientOf(logits));
  tape.close();
}

const pairLosses = { mse, l1, huber, bce_with_logits: bceWithLogits };

export function checkPairLoss(subject: Subject, backend: Backend): void {
  subject.describes('shape');
  const { shape, values } = subject.tensor('input');
  const tape = new Tape(backend);
  const x = tape.variable(values, shape);
  const target = tape.constant(subject.values('target'), shape);
  const loss = pairLosses[subject.op as keyof typeof pairLosses];
  const delta = subject.op === 'huber' ? { delta: subject.number('delta', 1) } : {};
  const losses = loss(tape, x, target, { reduction: reductionOf(subject), ...delta });
  subject.check('loss', valuesOf(losses));
  tape.backward(withCotangent(tape, subject, 'loss', losses));
  subject.check('grad.input', gradientOf(x));
  tape.close();
}

export function checkLogSoftmax(subject: Subject, backend: Backend): void {
  subject.describes('shape', 'reduction');
  const { shape, values } = subject.tensor('input');
  const tape = new Tape(backend);
  const x = tape.variable(values, shape);
  const y = logSoftmax(tape, x);
  subject.check('output', valuesOf(y));
  const loss = withCotangent(tape, subject, 'output', y);
  subject.check('loss', valuesOf(loss));
  tape.backward(loss);
  subject.check('grad.input', gradientOf(x));
  tape.close();
}

/** The CTC loss: targets (B, L) padded, or all labels one after the other. */
import type { Backend } from '../../../src/backend/backend.ts';
import { ctcLoss } from '../../../src/nn/ctc/loss.ts';
import { gradientOf, Tape, valuesOf } from '../../../src/tensor/index.ts';
import type { Subject } from '../subject.ts';
import { reductionOf, withCotangent } from './losses.ts';

export function checkCtcLoss(subject: Subject, backend: Backend): void {
  subject.describes('T', 'B', 'C');
  const { shape, values } = subject.tensor('logits');
  const lengths = subject.ints('target_lengths');
  const targets = subject.tensor('targets');
  let next = 0;
  const labels = Array.from(lengths, (length, b) => {
    const start = targets.shape.length === 2 ? b * targets.shape[1] : next;
    next = start + length;
    return targets.values.slice(start, start + length);
  });
  const options = {
    blank: subject.number('blank', 0),
    inputLengths: subject.ints('input_lengths'),
    zeroInfinity: subject.flag('zero_infinity'),
  };
  const tape = new Tape(backend);
  const logits = tape.variable(values, shape);
  const each = ctcLoss(tape, logits, labels, { ...options, reduction: 'none' });
  subject.check('loss_per_item', valuesOf(each));
  const loss = ctcLoss(tape, logits, labels, { ...options, reduction: reductionOf(subject) });
  subject.check('loss', valuesOf(loss));
  tape.backward(withCotangent(tape, subject, 'loss', loss));
  subject.check('grad.logits', gradientOf(logits));
  tape.close();
}

/** One step of the optimizer for a network that reads whole sequences. */
import type { Trainable, WholeBatch } from '../models/trainable.ts';
import { item } from '../tensor/tensor.ts';
import type { OptimizerStep, StepOutcome } from './optimizer-step.ts';

export function networkStep<Batch extends WholeBatch>(
  step: OptimizerStep,
  network: Trainable<Batch>,
  batch: Batch,
): StepOutcome {
  return step.run(batch.B, ({ tape, from, to, dropoutKey }) => {
    const whole = from === 0 && to === batch.B;
    const part = { ...(whole ? batch : network.part(batch, from, to)), dropoutKey };
    const loss = network.loss(tape, part, { reduction: whole ? 'mean' : 'sum' });
    const scale = whole ? 1 : 1 / network.weight(batch);
    tape.backward(loss, scale);
    return item(loss) * scale;
  });
}

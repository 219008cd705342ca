/** The losses of one example, step by step where each has its own, for following their gradients back. */
import { IGNORED } from '../models/token-stack.ts';
import type { Trainable, WholeBatch } from '../models/trainable.ts';
import type { Tape } from '../tensor/tape.ts';
import type { Tensor } from '../tensor/tensor.ts';

export interface ExampleLosses<B extends WholeBatch = WholeBatch> {
  /** The example with its answer alone, as training takes it. */
  batch: B;
  /** Steps that have a loss of their own, from 1; absent: the whole sequence has one. */
  steps?: readonly number[];
  /** L_t in nats, or the loss of the whole; (). */
  loss(tape: Tape, step?: number): Tensor;
}

/** One loss for the whole sequence, that of training. */
export function wholeLoss<B extends WholeBatch>(
  network: Pick<Trainable<B>, 'loss'>,
  batch: B,
): ExampleLosses<B> {
  return { batch, loss: (tape) => network.loss(tape, batch) };
}

/** A loss for each step of one sequence whose target (T) counts: that of training, all other targets left out. */
export function stepLosses<B extends WholeBatch & { targets: ArrayLike<number> }>(
  network: Pick<Trainable<B>, 'loss'>,
  batch: B,
): ExampleLosses<B> {
  const { targets } = batch;
  return {
    batch,
    steps: Array.from(targets, (_, t) => t + 1).filter((step) => targets[step - 1] !== IGNORED),
    loss(tape, step = 1) {
      const only = Int32Array.from(targets, (target, t) => (t === step - 1 ? target : IGNORED));
      return network.loss(tape, { ...batch, targets: only });
    },
  };
}

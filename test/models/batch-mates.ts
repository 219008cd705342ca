/** The check that a sequence's result and gradient have nothing to do with padding or batch mates. */
import { expect } from 'vitest';
import type { Network } from '../../src/models/network.ts';
import type { Trainable, WholeBatch } from '../../src/models/trainable.ts';
import { Tape, type Tensor, valuesOf } from '../../src/tensor/index.ts';
import { gradientsOf } from '../support/model-gradients.ts';
import { expectClose, expectSame } from '../support/numbers.ts';

export interface Subject<Batch extends WholeBatch> {
  network: Network & Trainable<Batch>;
  batch: Batch;
  /** The same sequences with other padding, and more of it. */
  padded: Batch;
  /** What the network says of sequence b, over the steps that count. */
  answers: (tape: Tape, batch: Batch, b: number, position: number) => ArrayLike<number>;
}

/** The first `steps` rows of sequence `position` of x (T, B, columns). */
export function ofSequence(x: Tensor, position: number, steps: number): number[] {
  const [, batch, columns] = x.shape;
  const values = valuesOf(x);
  return Array.from(
    { length: steps * columns },
    (_, k) => values[(Math.floor(k / columns) * batch + position) * columns + (k % columns)],
  );
}

/** Answers are the same bits, and so are gradients with other padding; those of sequences alone sum to the batch's. */
export function expectIndependent<Batch extends WholeBatch>(
  { network, batch, padded, answers }: Subject<Batch>,
  tolerance: number,
): void {
  const { parameters } = network;
  const tape = new Tape(network.backend);
  const say = (some: Batch, b: number, position = b) => {
    tape.reset();
    return answers(tape, some, b, position);
  };
  const gradient = (some: Batch) =>
    gradientsOf(parameters, (own) => network.loss(own, some, { reduction: 'sum' }));
  const together = gradient(batch);
  expect(together.some((g) => g !== 0)).toBe(true);
  const sum = new Float64Array(together.length);
  for (let b = 0; b < batch.B; b++) {
    const alone = network.part(batch, b, b + 1);
    expectSame(say(alone, b, 0), say(batch, b), `sequence ${b} alone`);
    expectSame(say(padded, b), say(batch, b), `sequence ${b} with more padding`);
    gradient(alone).forEach((g, i) => {
      sum[i] += g;
    });
  }
  expectClose(sum, together, tolerance, 'gradients of sequences alone');
  expectSame(gradient(padded), together, 'gradients with more padding');
  tape.close();
  network.close();
}

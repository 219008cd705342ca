/** What must not compile; `npm run types` fails when one of these lines does. */
import { expect, test } from 'vitest';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import { crossEntropy, dropout, Tape, tanh } from '../../src/tensor/index.ts';

test('types keep impossible calls from compiling', () => {
  const tape = new Tape(createReferenceBackend());
  const x = tape.variable([1, 2], [1, 2]);
  const calls = [
    // @ts-expect-error the axes of a tensor cannot be changed
    () => x.shape.push(1),
    // @ts-expect-error the tape comes first
    () => tanh(x),
    // @ts-expect-error an unknown reduction
    () => crossEntropy(tape, x, [0], { reduction: 'median' }),
    // @ts-expect-error a misspelled option
    () => crossEntropy(tape, x, [0], { ignoreindex: 3 }),
    // @ts-expect-error a key is two words
    () => dropout(tape, x, { p: 0.5, key: [1] }),
    // @ts-expect-error values are numbers
    () => tape.constant(['1'], [1]),
  ];
  expect(calls).toHaveLength(6);
});

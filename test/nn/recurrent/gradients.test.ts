/** Every gradient of a layer against central differences in double precision. */
import { describe, expect, test } from 'vitest';
import { checkGradients } from '../../../src/tensor/check-gradients.ts';
import { inputsOf, lossOf, problem, runOn, variants, walks } from '../layer-problem.ts';

describe.each([
  ['kernels', true],
  ['plain operations', false],
])('%s', (_, fused) => {
  describe.each(variants)('$name', ({ cell }) => {
    test.each(walks([3, 1]))('gradients equal differences: $name', ({ walk }) => {
      const small = problem(cell, { T: 3, B: 2, I: 2, H: 3, seed: 7 });
      const { maxRelativeError, where, checked } = checkGradients(
        (tape, tensors) => lossOf(tape, runOn(tape, small, tensors, { ...walk, fused })),
        inputsOf(small, walk),
      );
      expect(checked).toBeGreaterThan(30);
      expect(maxRelativeError, where).toBeLessThanOrEqual(1e-6);
    });
  });
});

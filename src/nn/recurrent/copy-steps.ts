import { blockFrom } from '../../tensor/block.ts';
import type { Tape } from '../../tensor/tape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { LayerArgs } from './layer.ts';

/** T tensors (B, H) into one (T, B, H), or into some columns of a wider one. */
export function copySteps(
  tape: Tape,
  steps: readonly Tensor[],
  { T, B, H, into }: Pick<LayerArgs, 'T' | 'B' | 'H' | 'into'>,
): Tensor {
  const { backend } = tape;
  const requiresGrad = steps.some((step) => step.requiresGrad);
  const output = into?.output ?? tape.empty([T, B, H], requiresGrad);
  const ld = output.shape[2];
  const at = (t: number) => t * B * ld + (into?.column ?? 0);
  steps.forEach(({ data: x }, t) => {
    backend.copy({ rows: B, columns: H, x, ldx: H, y: blockFrom(output.data, at(t)), ldy: ld });
  });
  tape.recordOutput(output, (dOutput) => {
    steps.forEach((step, t) => {
      if (!step.requiresGrad) return;
      const from = { x: blockFrom(dOutput, at(t)), ldx: ld };
      const to = { y: tape.gradOf(step), ldy: H, accumulate: true };
      backend.copy({ rows: B, columns: H, ...from, ...to });
    });
  });
  return output;
}

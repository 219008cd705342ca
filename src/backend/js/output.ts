/** The output layer with its loss: logits, their cross-entropy, and two products with its gradient. */
import type { Backend } from '../backend.ts';
import { crossEntropy } from './losses.ts';
import { blockOf } from './memory.ts';
import { product } from './product.ts';

type Output = Pick<Backend, 'outputLoss' | 'outputInputGradient' | 'outputWeightGradient'>;

/** What is kept is the gradient of scale·loss_n by the logits, (N, V). */
export const outputKept: Backend['outputKept'] = (N, V) => N * V;

export function outputOperations(numbers: (length: number) => Float32Array | Float64Array): Output {
  return {
    outputLoss({ N, V, I, x, weight, bias, kept, ...loss }) {
      const logits = kept ?? blockOf(numbers(N * V));
      product({ M: N, a: x, lda: I, b: weight, c: logits, ldc: V, bias });
      crossEntropy({ N, V, logits, gradient: kept, smoothing: 0, ...loss });
    },
    outputInputGradient({ N, V, I, kept, factors, weight, dx }) {
      const a = blockOf(scaledRows(kept.array(), V, factors.array()));
      product({ M: N, a, lda: V, b: weight, c: dx, ldc: I, accumulate: true });
    },
    outputWeightGradient({ V, I, kept, factors, x, dWeight, dBias }) {
      const rows = scaledRows(kept.array(), V, factors.array());
      if (dWeight !== undefined) {
        const a = { a: blockOf(rows), lda: V, aTransposed: true };
        product({ M: V, ...a, b: x, c: dWeight, ldc: I, accumulate: true });
      }
      const sums = dBias?.array();
      if (sums !== undefined) for (const [i, g] of rows.entries()) sums[i % V] += g;
    },
  };
}

function scaledRows<A extends Float32Array | Float64Array>(
  values: A,
  columns: number,
  factors: ArrayLike<number>,
): A {
  return values.map((value, i) => value * factors[Math.floor(i / columns)]) as A;
}

/** Exchange of axes. */
import type { Block } from '../../backend/backend.ts';
import { blockFrom } from '../block.ts';
import { expectShape, sizeOf } from '../shape.ts';
import type { Tape } from '../tape.ts';
import type { Tensor } from '../tensor.ts';

/** x (…, M, N) → (…, N, M). */
export function transposeLast(tape: Tape, x: Tensor): Tensor {
  expectShape('x', x.shape, ['…', 'M', 'N']);
  const [M, N] = x.shape.slice(-2);
  const leading = x.shape.slice(0, -2);
  const y = tape.empty([...leading, N, M], x.requiresGrad);
  transposeInto(tape, { count: sizeOf(leading), M, N }, x.data, y.data);
  tape.recordOutput(y, (dy) =>
    transposeInto(tape, { count: sizeOf(leading), M: N, N: M }, dy, tape.gradOf(x), true),
  );
  return y;
}

/** y (count, N, M) = or += x (count, M, N) transposed. */
function transposeInto(
  { backend }: Tape,
  { count, M, N }: { count: number; M: number; N: number },
  x: Block,
  y: Block,
  accumulate = false,
): void {
  for (let k = 0; k < count; k++) {
    for (let m = 0; m < M; m++) {
      const row = x.slice((k * M + m) * N, N);
      const column = blockFrom(y, k * M * N + m);
      backend.copy({ rows: N, columns: 1, x: row, ldx: 1, y: column, ldy: M, accumulate });
    }
  }
}

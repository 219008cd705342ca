/** Tensors put together. */
import { UnrollError } from '../../util/errors.ts';
import { blockFrom } from '../block.ts';
import { columnsOf, rowsOf, sameShape, shapeError, sizeOf } from '../shape.ts';
import type { Tape } from '../tape.ts';
import type { Tensor } from '../tensor.ts';

/** xs (…, N₁), (…, N₂), … → (…, N₁ + N₂ + …). Error 'shape' when the leading axes differ. */
export function concatColumns(tape: Tape, ...xs: Tensor[]): Tensor {
  expectSome(xs);
  const leading = xs[0].shape.slice(0, -1);
  for (const [k, x] of xs.entries()) {
    if (x.shape.length === 0 || !sameShape(x.shape.slice(0, -1), leading)) {
      throw shapeError(`tensor ${k + 1}`, [...leading, 'N'], x.shape);
    }
  }
  const { backend } = tape;
  const rows = rowsOf(xs[0].shape);
  const total = xs.reduce((sum, x) => sum + columnsOf(x.shape), 0);
  const requiresGrad = xs.some((x) => x.requiresGrad);
  const y = tape.empty([...leading, total], requiresGrad);
  const parts: { x: Tensor; columns: number; start: number }[] = [];
  let start = 0;
  for (const x of xs) {
    const columns = columnsOf(x.shape);
    parts.push({ x, columns, start });
    const to = blockFrom(y.data, start);
    backend.copy({ rows, columns, x: x.data, ldx: columns, y: to, ldy: total });
    start += columns;
  }
  tape.recordOutput(y, (dy) => {
    for (const { x, columns, start } of parts) {
      if (!x.requiresGrad) continue;
      const source = { x: blockFrom(dy, start), ldx: total };
      const dx = { y: tape.gradOf(x), ldy: columns, accumulate: true };
      backend.copy({ rows, columns, ...source, ...dx });
    }
  });
  return y;
}

/** xs, n tensors of one shape (…) → (n, …): states over time, for example. */
export function stack(tape: Tape, xs: readonly Tensor[]): Tensor {
  expectSome(xs);
  const [{ shape }] = xs;
  for (const [k, x] of xs.entries()) {
    if (!sameShape(x.shape, shape)) throw shapeError(`tensor ${k + 1}`, shape, x.shape);
  }
  const { backend } = tape;
  const size = sizeOf(shape);
  const requiresGrad = xs.some((x) => x.requiresGrad);
  const y = tape.empty([xs.length, ...shape], requiresGrad);
  for (const [k, x] of xs.entries()) {
    const to = y.data.slice(k * size, size);
    backend.copy({ rows: 1, columns: size, x: x.data, ldx: size, y: to, ldy: size });
  }
  tape.recordOutput(y, (dy) => {
    for (const [k, x] of xs.entries()) {
      if (x.requiresGrad) backend.axpy(size, 1, dy.slice(k * size, size), tape.gradOf(x));
    }
  });
  return y;
}

function expectSome(xs: readonly Tensor[]): void {
  if (xs.length === 0) throw new UnrollError('shape', 'expected at least one tensor');
}

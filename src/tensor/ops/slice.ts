/** Parts of tensors. */
import { UnrollError } from '../../util/errors.ts';
import { blockFrom } from '../block.ts';
import { columnsOf, rowsOf, sizeOf } from '../shape.ts';
import type { Tape } from '../tape.ts';
import type { Tensor } from '../tensor.ts';

/** x (…, N) → its columns start … start + count − 1. Error 'shape' when x has fewer. */
export function sliceColumns(tape: Tape, x: Tensor, start: number, count: number): Tensor {
  const total = columnsOf(x.shape);
  const rows = rowsOf(x.shape);
  expectRange('columns', start, count, total);
  const { backend } = tape;
  const y = tape.empty([...x.shape.slice(0, -1), count], x.requiresGrad);
  const columns = count;
  backend.copy({ rows, columns, x: blockFrom(x.data, start), ldx: total, y: y.data, ldy: columns });
  tape.recordOutput(y, (dy) => {
    const to = blockFrom(tape.gradOf(x), start);
    backend.copy({ rows, columns, x: dy, ldx: columns, y: to, ldy: total, accumulate: true });
  });
  return y;
}

/** x (N, …) → (count, …), the entries start … start + count − 1 of the first axis, without a copy. */
export function sliceRows(tape: Tape, x: Tensor, start: number, count: number): Tensor {
  expectRange('rows', start, count, x.shape[0] ?? 1);
  const inner = x.shape.slice(1);
  const size = sizeOf(inner);
  const offset = start * size;
  const length = count * size;
  const y: Tensor = {
    shape: [count, ...inner],
    data: x.data.slice(offset, length),
    grad: null,
    requiresGrad: x.requiresGrad && tape.recording,
  };
  tape.recordOutput(y, (dy) =>
    tape.backend.axpy(length, 1, dy, tape.gradOf(x).slice(offset, length)),
  );
  return y;
}

function expectRange(what: string, start: number, count: number, total: number): void {
  const whole = Number.isInteger(start) && Number.isInteger(count);
  if (!whole || start < 0 || count < 0 || start + count > total) {
    throw new UnrollError(
      'shape',
      `expected a range of the ${total} ${what} of x but received ${start} to ${start + count}`,
    );
  }
}

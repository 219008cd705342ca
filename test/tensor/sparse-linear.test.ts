/** Rows that are nearly all zeros, against the same product with all of them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../src/backend/backend.ts';
import { Tape, valuesOf } from '../../src/tensor/index.ts';
import { multiply } from '../../src/tensor/ops/arithmetic.ts';
import { linear } from '../../src/tensor/ops/linear.ts';
import { sum } from '../../src/tensor/ops/reduce.ts';
import { sparseLinear } from '../../src/tensor/ops/sparse-linear.ts';
import { transposeLast } from '../../src/tensor/ops/transpose.ts';
import { backends } from '../support/backends.ts';
import { expectClose, source } from '../support/numbers.ts';

const [F, K] = [7, 3];
/** The second row is empty, the third has a column twice. */
const x = {
  starts: [0, 2, 2, 5],
  indices: Int32Array.of(4, 0, 6, 1, 6),
  values: [2, -1, 0.5, 3, 0.25],
};
const random = source(11);
const w = random.values(F * K, 1);
const up = random.values(3 * K, 1);

describe.each(await backends())('a sparse linear map on $name', ({ create, tolerance }) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await create();
  });
  afterAll(() => backend.close());

  function both() {
    const whole = new Float64Array(3 * F);
    for (let n = 0; n < 3; n++) {
      for (let k = x.starts[n]; k < x.starts[n + 1]; k++)
        whole[n * F + x.indices[k]] += x.values[k];
    }
    return [
      (tape: Tape, weight: ReturnType<Tape['variable']>) => sparseLinear(tape, weight, x),
      (tape: Tape, weight: ReturnType<Tape['variable']>) =>
        linear(tape, tape.constant(whole, [3, F]), transposeLast(tape, weight)),
    ].map((map) => {
      const tape = new Tape(backend);
      const weight = tape.variable(w, [F, K]);
      const y = map(tape, weight);
      const values = Array.from(valuesOf(y));
      tape.backward(sum(tape, multiply(tape, y, tape.constant(up, [3, K]))));
      const gradient = Array.from(weight.grad?.array() ?? []);
      tape.close();
      return { values, gradient };
    });
  }

  it('is the product with all zeros written out, and so is its gradient', () => {
    const [sparse, dense] = both();
    expectClose(sparse.values, dense.values, tolerance);
    expectClose(sparse.gradient, dense.gradient, tolerance);
    expect(sparse.values.slice(K, 2 * K)).toEqual([0, 0, 0]);
  });

  it('refuses columns that the weight lacks, and entries that do not fit', () => {
    const tape = new Tape(backend);
    const weight = tape.variable(w, [F, K]);
    const wrong = { ...x, indices: Int32Array.of(4, 0, 7, 1, 6) };
    expect(() => sparseLinear(tape, weight, wrong)).toThrow(
      'from 0 to 6 but received 7 at entry 2',
    );
    expect(() => sparseLinear(tape, weight, { ...x, values: [1] })).toThrow(
      '5 columns and 1 values',
    );
    tape.close();
  });
});

/** Tokens on the input side: every way to project them gives the bits of dense vectors. */
import { describe, expect, test } from 'vitest';
import { createReferenceBackend } from '../../../src/backend/js/reference.ts';
import { resolveCell } from '../../../src/nn/cells/table.ts';
import type { LayerInput } from '../../../src/nn/recurrent/layer.ts';
import { unroll } from '../../../src/nn/recurrent/unroll.ts';
import { Tape } from '../../../src/tensor/tape.ts';
import { gradientOf, type Tensor, valuesOf } from '../../../src/tensor/tensor.ts';
import { backends } from '../../support/backends.ts';
import { expectClose, expectSame, source } from '../../support/numbers.ts';
import { lossOf } from '../layer-problem.ts';

const [T, B, E, H] = [4, 3, 5, 6];
const cell = resolveCell('lstm');

/** Fewer symbols than tokens, and more: the projection of the whole table, and of each token. */
const vocabularies = [
  { V: 7, ids: [0, 6, 3, -1, 2, 2, 5, 1, -1, 6, 4, 0] },
  { V: 40, ids: [0, 39, 3, -1, 2, 2, 25, 1, -1, 6, 4, 0] },
];

function walk(tape: Tape, I: number, input: (variables: Tensor[]) => LayerInput, table?: number[]) {
  const random = source(5);
  const specs = cell.parameters({ input: I, hidden: H, bias: true });
  const variables = specs.map(({ shape }) =>
    tape.variable(random.values(shape.reduce((a, b) => a * b, 1)), shape),
  );
  const tables = table ? [tape.variable(table, [table.length / E, E])] : [];
  const parameters = Object.fromEntries(specs.map(({ name }, k) => [name, variables[k]]));
  const result = unroll(tape, { cell, T, B, H, parameters, input: input(tables) });
  const output = valuesOf(result.output);
  tape.backward(lossOf(tape, result));
  return { output, gradients: [...variables, ...tables].map((tensor) => gradientOf(tensor)) };
}

describe.each(await backends())('on $name', ({ create, tolerance }) => {
  describe.each(vocabularies)('with $V symbols', ({ V, ids }) => {
    test('one-hot tokens equal dense one-hot vectors', async () => {
      const backend = await create();
      const dense = new Float64Array(T * B * V);
      ids.forEach((id, r) => {
        if (id >= 0) dense[r * V + id] = 1;
      });
      const tape = new Tape(backend);
      const wanted = walk(tape, V, () => tape.constant(dense, [T, B, V]));
      tape.reset();
      const actual = walk(tape, V, () => ({ ids: tape.ints(ids) }));
      expectSame(actual.output, wanted.output, 'output');
      actual.gradients.forEach((gradient, k) => {
        expectClose(gradient, wanted.gradients[k], tolerance, `gradient ${k}`);
      });
      backend.close();
    });

    test('embedded tokens equal dense rows of the table', async () => {
      const backend = await create();
      const table = source(9).values(V * E);
      const rows = ids.map((id) =>
        id < 0 ? new Array<number>(E).fill(0) : table.slice(id * E, (id + 1) * E),
      );
      const tape = new Tape(backend);
      const dense = tape.variable(rows.flat(), [T, B, E]);
      const wanted = walk(tape, E, () => dense);
      const dTable = new Float64Array(V * E);
      const dRows = gradientOf(dense);
      ids.forEach((id, r) => {
        for (let e = 0; e < E; e++) if (id >= 0) dTable[id * E + e] += dRows[r * E + e];
      });
      tape.reset();
      const actual = walk(tape, E, ([weight]) => ({ ids: tape.ints(ids), table: weight }), table);
      expectSame(actual.output, wanted.output, 'output');
      [...wanted.gradients, dTable].forEach((gradient, k) => {
        expectClose(actual.gradients[k], gradient, tolerance, `gradient ${k}`);
      });
      backend.close();
    });
  });
});

test('refuses an id that is not in the vocabulary', () => {
  const tape = new Tape(createReferenceBackend());
  const ids = new Array(T * B).fill(0);
  ids[4] = 7;
  expect(() => walk(tape, 7, () => ({ ids: tape.ints(ids) }))).toThrow(
    /ids from 0 to 6 .* received 7 at position 4/,
  );
});

test('refuses vectors of another width than the weights', () => {
  const tape = new Tape(createReferenceBackend());
  const x = tape.constant(new Float64Array(T * B * 4), [T, B, 4]);
  expect(() => walk(tape, 5, () => x)).toThrow(/expected x with shape \(…, 5\)/);
});

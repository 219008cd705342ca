/** The gradient of every operation against differences of its value, on the reference and on each backend. */
import { afterAll, describe, expect, test } from 'vitest';
import {
  abs,
  add,
  additiveScores,
  addRow,
  bceWithLogits,
  checkGradients,
  concatColumns,
  crossEntropy,
  dotProducts,
  dropout,
  embedding,
  exp,
  huber,
  l1,
  layerNorm,
  linear,
  linearCrossEntropy,
  log,
  logSoftmax,
  mean,
  meanSquare,
  meanSquaredChange,
  mse,
  multiply,
  multiplyRow,
  negate,
  oneMinus,
  relu,
  reshape,
  scale,
  sigmoid,
  sliceColumns,
  sliceRows,
  softmax,
  square,
  stack,
  subtract,
  sum,
  type Tape,
  type Tensor,
  tanh,
  transposeLast,
  weightedSums,
} from '../../src/tensor/index.ts';
import { backends } from '../support/backends.ts';
import { source } from '../support/numbers.ts';

interface Case {
  f: (tape: Tape, inputs: Tensor[]) => Tensor;
  shapes: number[][];
  /** Keeps values away from 0, where relu, abs and log have no slope. */
  positive?: boolean;
}

const weights = [0.5, 2, 1, 0.25, 1.5];
const targets = [1, 4, -100, 0, 3, 3];

const cases: Record<string, Case> = {
  sigmoid: { f: (tape, [x]) => sigmoid(tape, x), shapes: [[3, 4]] },
  tanh: { f: (tape, [x]) => tanh(tape, x), shapes: [[3, 4]] },
  relu: { f: (tape, [x]) => relu(tape, subtract(tape, x, half(tape, x))), shapes: [[3, 4]] },
  exp: { f: (tape, [x]) => exp(tape, x), shapes: [[3, 4]] },
  log: { f: (tape, [x]) => log(tape, x), shapes: [[3, 4]], positive: true },
  square: { f: (tape, [x]) => square(tape, x), shapes: [[3, 4]] },
  abs: { f: (tape, [x]) => abs(tape, subtract(tape, x, half(tape, x))), shapes: [[3, 4]] },
  negate: { f: (tape, [x]) => negate(tape, x), shapes: [[3, 4]] },
  oneMinus: { f: (tape, [x]) => oneMinus(tape, x), shapes: [[3, 4]] },
  add: { f: (tape, [a, b]) => add(tape, a, b), shapes: both([2, 3]) },
  subtract: { f: (tape, [a, b]) => subtract(tape, a, b), shapes: both([2, 3]) },
  multiply: { f: (tape, [a, b]) => multiply(tape, a, b), shapes: both([2, 3]) },
  'multiply by itself': { f: (tape, [a]) => multiply(tape, a, a), shapes: [[2, 3]] },
  scale: { f: (tape, [x]) => scale(tape, x, -1.75), shapes: [[2, 3]] },
  addRow: { f: (tape, [x, row]) => addRow(tape, x, row), shapes: [[2, 3, 4], [4]] },
  multiplyRow: { f: (tape, [x, row]) => multiplyRow(tape, x, row), shapes: [[2, 3, 4], [4]] },
  linear: {
    f: (tape, [x, w, b]) => linear(tape, x, w, b),
    shapes: [[2, 3, 5], [4, 5], [4]],
  },
  'linear without bias': {
    f: (tape, [x, w]) => linear(tape, x, w),
    shapes: [
      [7, 3],
      [2, 3],
    ],
  },
  'embedding with repeated, absent and padding ids': {
    f: (tape, [table]) => embedding(tape, table, [3, 0, 3, -1, 1, 3], { shape: [2, 3] }),
    shapes: [[5, 4]],
  },
  dropout: {
    f: (tape, [x]) => dropout(tape, x, { p: 0.4, key: [7, 9], firstStream: 3 }),
    shapes: [[4, 3, 5]],
  },
  'dropout that is the same at every step': {
    f: (tape, [x]) => dropout(tape, x, { p: 0.4, key: [7, 9], firstStream: 3, everyStep: true }),
    shapes: [[4, 3, 5]],
  },
  layerNorm: {
    f: (tape, [x, gamma, beta]) => layerNorm(tape, x, { gamma, beta }),
    shapes: [[2, 3, 5], [5], [5]],
  },
  'layerNorm without gamma and beta': { f: (tape, [x]) => layerNorm(tape, x), shapes: [[4, 6]] },
  concatColumns: {
    f: (tape, [a, b, c]) => concatColumns(tape, a, b, c),
    shapes: [
      [2, 3, 1],
      [2, 3, 4],
      [2, 3, 2],
    ],
  },
  sliceColumns: { f: (tape, [x]) => sliceColumns(tape, x, 1, 3), shapes: [[2, 3, 5]] },
  sliceRows: { f: (tape, [x]) => sliceRows(tape, x, 1, 2), shapes: [[4, 2, 3]] },
  'overlapping slices': {
    f: (tape, [x]) => add(tape, sliceRows(tape, x, 0, 3), sliceRows(tape, x, 1, 3)),
    shapes: [[4, 2]],
  },
  stack: { f: (tape, [a, b]) => stack(tape, [a, b, a]), shapes: both([2, 3]) },
  transposeLast: { f: (tape, [x]) => transposeLast(tape, x), shapes: [[2, 3, 4]] },
  reshape: { f: (tape, [x]) => tanh(tape, reshape(tanh(tape, x), [6])), shapes: [[2, 3]] },
  sum: { f: (tape, [x]) => square(tape, sum(tape, x)), shapes: [[3, 4]] },
  mean: { f: (tape, [x]) => square(tape, mean(tape, x)), shapes: [[3, 4]] },
  meanSquare: { f: (tape, [x]) => square(tape, meanSquare(tape, x)), shapes: [[3, 2, 4]] },
  'meanSquare over lengths': {
    f: (tape, [x]) => square(tape, meanSquare(tape, x, [3, 1])),
    shapes: [[3, 2, 4]],
  },
  meanSquaredChange: {
    f: (tape, [x]) => square(tape, meanSquaredChange(tape, x)),
    shapes: [[4, 3, 2]],
  },
  'meanSquaredChange over lengths': {
    f: (tape, [x]) => square(tape, meanSquaredChange(tape, x, [4, 0, 2])),
    shapes: [[4, 3, 2]],
  },
  softmax: { f: (tape, [x]) => softmax(tape, x, { scale: 0.7 }), shapes: [[2, 3, 5]] },
  'softmax over lengths': {
    f: (tape, [x]) => softmax(tape, x, { lengths: [5, 0, 2] }),
    shapes: [[2, 3, 5]],
  },
  logSoftmax: { f: (tape, [x]) => logSoftmax(tape, x), shapes: [[3, 5]] },
  'mse, mean': { f: (tape, [x]) => square(tape, mse(tape, x, half(tape, x))), shapes: [[3, 4]] },
  'mse, none': {
    f: (tape, [x]) => mse(tape, x, half(tape, x), { reduction: 'none' }),
    shapes: [[3, 4]],
  },
  'l1, sum': { f: (tape, [x]) => l1(tape, x, half(tape, x), { reduction: 'sum' }), shapes: [[6]] },
  huber: { f: (tape, [x]) => huber(tape, x, half(tape, x), { delta: 0.6 }), shapes: [[3, 7]] },
  bceWithLogits: { f: (tape, [x]) => bceWithLogits(tape, x, half(tape, x)), shapes: [[3, 4]] },
};
for (const lengths of [undefined, [4, 0, 3]]) {
  const name = lengths ? ' over lengths' : '';
  cases[`dotProducts${name}`] = {
    f: (tape, [q, k]) => dotProducts(tape, q, k, lengths),
    shapes: [
      [2, 3, 5],
      [4, 3, 5],
    ],
  };
  cases[`weightedSums${name}`] = {
    f: (tape, [w, v]) => weightedSums(tape, w, v, lengths),
    shapes: [
      [2, 3, 4],
      [4, 3, 5],
    ],
  };
  cases[`additiveScores${name}`] = {
    f: (tape, [queries, keys, v]) => additiveScores(tape, { queries, keys, v }, lengths),
    shapes: [[2, 3, 5], [4, 3, 5], [5]],
  };
}
for (const reduction of ['mean', 'sum', 'none'] as const) {
  for (const smoothing of [0, 0.2]) {
    for (const classWeights of [undefined, weights]) {
      const name = `${reduction}, smoothing ${smoothing}${classWeights ? ', weighted' : ''}`;
      const options = { reduction, smoothing, classWeights };
      cases[`crossEntropy, ${name}`] = {
        f: (tape, [x]) => scale(tape, crossEntropy(tape, x, targets, options), 3),
        shapes: [[2, 3, 5]],
      };
      cases[`linearCrossEntropy, ${name}`] = {
        f: (tape, [x, weight, bias]) =>
          scale(tape, linearCrossEntropy(tape, { x, weight, bias }, targets, options), 3),
        shapes: [[2, 3, 4], [5, 4], [5]],
      };
    }
  }
}
cases['linearCrossEntropy with tied weights'] = {
  f: (tape, [table]) => {
    const x = tanh(tape, embedding(tape, table, [0, 2, 4, 2, 1, 1], { shape: [3, 2] }));
    return linearCrossEntropy(tape, { x, weight: table }, targets);
  },
  shapes: [[5, 4]],
};

/** A constant 0.5 in the shape of x. */
function half(tape: Tape, x: Tensor): Tensor {
  return tape.constant(new Array(x.data.length).fill(0.5), x.shape);
}
function both(shape: number[]): number[][] {
  return [shape, shape];
}

function inputsOf({ shapes, positive = false }: Case) {
  const { values } = source(4);
  return shapes.map((shape) => ({
    shape,
    values: values(
      shape.reduce((size, axis) => size * axis, 1),
      2,
    ).map((value) => (positive ? Math.abs(value) + 0.5 : value)),
  }));
}

for (const { name, create, tolerance } of await backends()) {
  const exact = tolerance < 1e-9;
  describe(name, async () => {
    const backend = await create();
    afterAll(() => backend.close());
    test.each(Object.entries(cases))('%s', (_, entry) => {
      const result = checkGradients(entry.f, inputsOf(entry), {
        backend,
        floor: exact ? 1e-4 : 1e-2,
      });
      expect(result.checked).toBeGreaterThan(0);
      expect(result.maxRelativeError, result.where).toBeLessThan(exact ? 1e-8 : 2e-4);
    });
  });
}

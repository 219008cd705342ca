/** What operations compute and which mistakes they name; their gradients are in gradients.test.ts. */
import { expect, test } from 'vitest';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import {
  add,
  addRow,
  bceWithLogits,
  concatColumns,
  crossEntropy,
  dropout,
  embedding,
  gradientOf,
  huber,
  item,
  layerNorm,
  linear,
  linearCrossEntropy,
  logSoftmax,
  mse,
  multiplyRow,
  oneMinus,
  sliceColumns,
  sliceRows,
  stack,
  subtract,
  sum,
  Tape,
  type Tensor,
  transposeLast,
  valuesOf,
} from '../../src/tensor/index.ts';
import { UnrollError } from '../../src/util/errors.ts';

const tape = new Tape(createReferenceBackend());

/** 0, 1, 2, … in a shape. */
function range(...shape: number[]): Tensor {
  const size = shape.reduce((product, axis) => product * axis, 1);
  return tape.variable(
    Array.from({ length: size }, (_, k) => k),
    shape,
  );
}
function show(x: Tensor): { shape: readonly number[]; values: number[] } {
  return { shape: x.shape, values: [...valuesOf(x)] };
}

test('adds, subtracts and mirrors', () => {
  expect(show(add(tape, range(2, 2), range(2, 2))).values).toEqual([0, 2, 4, 6]);
  expect(show(subtract(tape, range(3), oneMinus(tape, range(3)))).values).toEqual([-1, 1, 3]);
});

test('adds and multiplies a row into every row', () => {
  const row = tape.constant([10, 20], [2]);
  expect(show(addRow(tape, range(2, 2), row)).values).toEqual([10, 21, 12, 23]);
  expect(show(multiplyRow(tape, range(2, 2), row)).values).toEqual([0, 20, 20, 60]);
});

test('multiplies by the transposed weight and adds the bias', () => {
  const x = range(2, 1, 3);
  const weight = tape.constant([1, 10, 100, 2, 0, 0], [2, 3]);
  const y = linear(tape, x, weight, tape.constant([0.5, 0], [2]));
  expect(show(y)).toEqual({ shape: [2, 1, 2], values: [210.5, 0, 543.5, 6] });
});

test('looks rows up, with zeros for the id -1', () => {
  const y = embedding(tape, range(3, 2), [2, 0, -1, 1], { shape: [2, 2] });
  expect(show(y)).toEqual({ shape: [2, 2, 2], values: [4, 5, 0, 1, 0, 0, 2, 3] });
});

test('gives the padding row its value but no gradient', () => {
  const table = range(3, 1);
  const y = embedding(tape, table, [1, 2, 1, 2], { paddingId: 1 });
  expect(show(y).values).toEqual([1, 2, 1, 2]);
  const own = new Tape(createReferenceBackend());
  const weight = own.variable([0, 1, 2], [3, 1]);
  own.backward(sum(own, embedding(own, weight, [1, 2, 1, 2], { paddingId: 1 })));
  expect([...gradientOf(weight)]).toEqual([0, 0, 2]);
});

test('drops the same units of a stream whatever batch it is in', () => {
  const ones = (B: number) => tape.constant(new Array(4 * B * 8).fill(1), [4, B, 8]);
  const key = [11, 12] as const;
  const whole = show(dropout(tape, ones(5), { p: 0.5, key })).values;
  const part = show(dropout(tape, ones(2), { p: 0.5, key, firstStream: 3 })).values;
  const cut = [];
  for (let t = 0; t < 4; t++) cut.push(...whole.slice((t * 5 + 3) * 8, (t * 5 + 5) * 8));
  expect(part).toEqual(cut);
  expect(new Set(whole)).toEqual(new Set([0, 2]));
});

test('dropout of every step drops what the first step drops, at all steps', () => {
  const key = [3, 4] as const;
  const ones = () => tape.constant(new Float64Array(4 * 3 * 9).fill(1), [4, 3, 9]);
  const options = { p: 0.5, key, firstStream: 2 };
  const each = valuesOf(dropout(tape, ones(), options));
  const same = valuesOf(dropout(tape, ones(), { ...options, everyStep: true }));
  const first = [...each.slice(0, 27)];
  expect([...each.slice(27, 54)]).not.toEqual(first);
  expect([...same]).toEqual([...first, ...first, ...first, ...first]);
});

test('leaves its input alone without dropout', () => {
  const x = range(2, 2);
  expect(dropout(tape, x, { p: 0, key: [0, 0] })).toBe(x);
});

test('normalises rows', () => {
  const y = show(layerNorm(tape, range(2, 2), { eps: 0 })).values;
  for (const [k, wanted] of [-1, 1, -1, 1].entries()) expect(y[k]).toBeCloseTo(wanted, 12);
});

test('joins, cuts, stacks and transposes', () => {
  expect(show(concatColumns(tape, range(2, 1), range(2, 2)))).toEqual({
    shape: [2, 3],
    values: [0, 0, 1, 1, 2, 3],
  });
  expect(show(sliceColumns(tape, range(2, 3), 1, 2))).toEqual({
    shape: [2, 2],
    values: [1, 2, 4, 5],
  });
  expect(show(sliceRows(tape, range(3, 2), 1, 1))).toEqual({ shape: [1, 2], values: [2, 3] });
  expect(show(stack(tape, [range(2), range(2)]))).toEqual({ shape: [2, 2], values: [0, 1, 0, 1] });
  expect(show(transposeLast(tape, range(1, 2, 3)))).toEqual({
    shape: [1, 3, 2],
    values: [0, 3, 1, 4, 2, 5],
  });
});

// −log softmax((1, 2, 3)) = (2.407606, 1.407606, 0.407606), by hand.
const logits = (): Tensor => tape.variable([1, 2, 3, 3, 2, 1], [2, 3]);

test('takes the logarithm of a softmax without overflow', () => {
  const y = show(logSoftmax(tape, tape.constant([1, 2, 3, 1001, 1002, 1003], [2, 3]))).values;
  for (const row of [0, 3]) {
    expect(y[row]).toBeCloseTo(-2.407606, 6);
    expect(y[row + 2]).toBeCloseTo(-0.407606, 6);
  }
});

test('reduces the cross-entropy as asked and leaves ignored targets out of the mean', () => {
  const loss = (targets: number[], options = {}) =>
    show(crossEntropy(tape, logits(), targets, options)).values;
  expect(loss([0, 0])[0]).toBeCloseTo((2.407606 + 0.407606) / 2, 6);
  expect(loss([0, 0], { reduction: 'sum' })[0]).toBeCloseTo(2.407606 + 0.407606, 6);
  expect(loss([0, -100])[0]).toBeCloseTo(2.407606, 6);
  expect(loss([0, 7], { ignoreIndex: 7, reduction: 'none' })[1]).toBe(0);
  expect(loss([-100, -100], { reduction: 'sum' })[0]).toBe(0);
  expect(loss([-100, -100])[0]).toBeNaN();
  const classWeights = [3, 1, 1];
  expect(loss([0, 1], { classWeights })[0]).toBeCloseTo((3 * 2.407606 + 1.407606) / 4, 6);
});

test('gives ignored targets no gradient even when all are ignored', () => {
  const own = new Tape(createReferenceBackend());
  const x = own.variable([1, 2, 3], [1, 3]);
  own.backward(crossEntropy(own, x, [-100]));
  expect([...gradientOf(x)]).toEqual([0, 0, 0]);
});

test('computes the output layer and the loss in one as it does in two', () => {
  const x = range(2, 3);
  const weight = tape.constant([0.1, -0.2, 0.3, 0.5, 0.4, -0.6], [2, 3]);
  const bias = tape.constant([0.7, -0.1], [2]);
  const one = linearCrossEntropy(tape, { x, weight, bias }, [1, 0]);
  const two = crossEntropy(tape, linear(tape, x, weight, bias), [1, 0]);
  expect(item(one)).toBe(item(two));
});

test('gives the same losses a few rows at a time as all at once', () => {
  const [N, V] = [7, 400_000];
  const still = new Tape(createReferenceBackend({ precision: 'single' }), { recording: false });
  const x = still.constant([3, -2, 0.5, 1, 0, 4, -1], [N, 1]);
  const weight = still.constant(
    Array.from({ length: V }, (_, v) => ((v * 7919) % 1009) / 1009),
    [V, 1],
  );
  const targets = [0, 399_999, 5, -100, 17, 200_000, 1];
  for (const reduction of ['none', 'mean'] as const) {
    const options = { reduction };
    const some = show(linearCrossEntropy(still, { x, weight }, targets, options));
    const all = show(crossEntropy(still, linear(still, x, weight), targets, options));
    expect(some).toEqual(all);
  }
});

test('computes losses of pairs', () => {
  const x = tape.variable([0, 3], [2]);
  const y = tape.constant([1, 1], [2]);
  expect(item(mse(tape, x, y))).toBe(2.5);
  expect(show(huber(tape, x, y, { delta: 1, reduction: 'none' })).values).toEqual([0.5, 1.5]);
  // −log σ(0) = log 2; −log σ(3) = 0.048587
  const bce = show(bceWithLogits(tape, x, y, { reduction: 'none' })).values;
  expect(bce[0]).toBeCloseTo(Math.LN2, 6);
  expect(bce[1]).toBeCloseTo(0.048587, 6);
});

const mistakes: [string, () => unknown, string, string][] = [
  [
    'linear',
    () => linear(tape, range(32, 50, 128), range(4, 64)),
    'shape',
    'expected x with shape (…, 64) but received (32, 50, 128)',
  ],
  [
    'linear weight',
    () => linear(tape, range(2, 3), range(3)),
    'shape',
    'expected weight with shape (O, I) but received (3)',
  ],
  [
    'linear bias',
    () => linear(tape, range(2, 3), range(4, 3), range(3)),
    'shape',
    'expected bias with shape (4) but received (3)',
  ],
  [
    'add',
    () => add(tape, range(2, 3), range(3, 2)),
    'shape',
    'expected b with shape (2, 3) but received (3, 2)',
  ],
  [
    'addRow',
    () => addRow(tape, range(2, 3), range(2)),
    'shape',
    'expected row with shape (3) but received (2)',
  ],
  [
    'layerNorm',
    () => layerNorm(tape, range(2, 3), { gamma: range(2) }),
    'shape',
    'expected gamma with shape (3) but received (2)',
  ],
  [
    'concatColumns',
    () => concatColumns(tape, range(2, 3), range(3, 3)),
    'shape',
    'expected tensor 2 with shape (2, N) but received (3, 3)',
  ],
  ['concatColumns of nothing', () => concatColumns(tape), 'shape', 'at least one tensor'],
  [
    'stack',
    () => stack(tape, [range(2), range(3)]),
    'shape',
    'expected tensor 2 with shape (2) but received (3)',
  ],
  [
    'sliceColumns',
    () => sliceColumns(tape, range(2, 3), 2, 2),
    'shape',
    'a range of the 3 columns of x but received 2 to 4',
  ],
  [
    'sliceRows',
    () => sliceRows(tape, range(2, 3), -1, 1),
    'shape',
    'a range of the 2 rows of x but received -1 to 0',
  ],
  [
    'transposeLast',
    () => transposeLast(tape, range(3)),
    'shape',
    'expected x with shape (…, M, N) but received (3)',
  ],
  [
    'embedding',
    () => embedding(tape, range(3, 2), [0, 3]),
    'data',
    'expected ids from 0 to 2 (or -1 for zeros) but received 3 at position 1',
  ],
  [
    'embedding ids',
    () => embedding(tape, range(3, 2), [0, 1.5]),
    'data',
    'expected whole numbers but received 1.5 at position 1',
  ],
  [
    'embedding shape',
    () => embedding(tape, range(3, 2), [0, 1], { shape: [3] }),
    'shape',
    'expected ids with shape (3) but received (2)',
  ],
  [
    'crossEntropy targets',
    () => crossEntropy(tape, range(2, 3), [0, -1]),
    'data',
    'expected targets from 0 to 2 (or -100 to ignore) but received -1 at position 1',
  ],
  [
    'crossEntropy count',
    () => crossEntropy(tape, range(2, 3), [0]),
    'shape',
    'expected targets with shape (2) but received (1)',
  ],
  [
    'class weights',
    () => crossEntropy(tape, range(2, 3), [0, 0], { classWeights: [1] }),
    'shape',
    'expected classWeights with shape (3) but received (1)',
  ],
  [
    'smoothing',
    () => crossEntropy(tape, range(2, 3), [0, 0], { smoothing: 2 }),
    'usage',
    'expected smoothing to be a number from 0 to 1 but received 2',
  ],
  [
    'mse',
    () => mse(tape, range(2, 3), range(3)),
    'shape',
    'expected target with shape (2, 3) but received (3)',
  ],
  [
    'huber',
    () => huber(tape, range(3), range(3), { delta: 0 }),
    'usage',
    'expected delta to be more than 0 but received 0',
  ],
  [
    'dropout',
    () => dropout(tape, range(2, 3), { p: 1, key: [0, 0] }),
    'usage',
    'expected dropout to be at least 0 and less than 1 but received 1',
  ],
];

test.each(mistakes)('says what is wrong: %s', (_, call, code, message) => {
  let caught: unknown;
  try {
    call();
  } catch (error) {
    caught = error;
  }
  expect(caught).toBeInstanceOf(UnrollError);
  expect((caught as UnrollError).message).toContain(message);
  expect((caught as UnrollError).code).toBe(code);
});

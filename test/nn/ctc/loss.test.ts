/** The CTC loss against all paths one by one, its gradient against differences, and its limits. */
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { Backend } from '../../../src/backend/backend.ts';
import { createReferenceBackend } from '../../../src/backend/js/reference.ts';
import { type CtcLossOptions, ctcLoss } from '../../../src/nn/ctc/loss.ts';
import { checkGradients } from '../../../src/tensor/check-gradients.ts';
import { logSoftmax } from '../../../src/tensor/ops/log-softmax.ts';
import { sum } from '../../../src/tensor/ops/reduce.ts';
import { Tape } from '../../../src/tensor/tape.ts';
import { gradientOf, item, valuesOf } from '../../../src/tensor/tensor.ts';
import { backends } from '../../support/backends.ts';
import { range } from '../../support/naive-scan.ts';
import { expectClose, source } from '../../support/numbers.ts';
import { labelProbabilities, softmaxRows } from './paths.ts';

/** Frame t of sequence b from (T, B, K), up to a length. */
function framesOf(values: number[], [T, B, K]: number[], b: number, length = T): number[] {
  return range(length).flatMap((t) => values.slice((t * B + b) * K, (t * B + b + 1) * K));
}

describe.each(await backends())('the CTC loss on $name', ({ create, tolerance }) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await create();
  });
  afterAll(() => backend.close());

  it.each([0, 1, 2])('sums over all paths with blank %i', (blank) => {
    const K = 3;
    for (const T of [1, 2, 5]) {
      const logits = source(T).values(T * K, 2);
      const wanted = labelProbabilities(softmaxRows(logits, K), blank);
      expect(wanted.has('')).toBe(true);
      const all = [...wanted.keys()].map((key) => (key === '' ? [] : key.split(',').map(Number)));
      // All label sequences as one batch over the same frames.
      const B = all.length;
      const repeated = range(T).flatMap((t) =>
        range(B).flatMap(() => logits.slice(t * K, t * K + K)),
      );
      const tape = new Tape(backend);
      const x = tape.constant(repeated, [T, B, K]);
      const losses = ctcLoss(tape, x, all, { blank, reduction: 'none' });
      expectClose(
        valuesOf(losses),
        [...wanted.values()].map((p) => -Math.log(p)),
        tolerance,
      );
      tape.close();
    }
  });

  it('takes each sequence up to its length, and reduces', () => {
    const shape = [5, 3, 4];
    const logits = source(9).values(60, 2);
    const labels = [[2, 2], [], [1, 3, 1]];
    const inputLengths = [4, 2, 5];
    const each = labels.map((row, b) => {
      const p = softmaxRows(framesOf(logits, shape, b, inputLengths[b]), 4);
      return -Math.log(labelProbabilities(p, 0).get(row.join(',')) ?? 0);
    });
    const tape = new Tape(backend);
    const x = tape.constant(logits, shape);
    const loss = (options: CtcLossOptions) =>
      valuesOf(ctcLoss(tape, x, labels, { inputLengths, ...options }));
    expectClose(loss({ reduction: 'none' }), each, tolerance);
    expectClose(loss({ reduction: 'sum' }), [each[0] + each[1] + each[2]], tolerance);
    expectClose(loss({}), [(each[0] / 2 + each[1] + each[2] / 3) / 3], tolerance);
    const logP = logSoftmax(tape, x);
    const given = ctcLoss(tape, logP, labels, { inputLengths, input: 'log-probabilities' });
    expectClose(valuesOf(given), loss({}), tolerance);
    tape.close();
  });

  it('hands no gradient to later frames, and does not read them', () => {
    const [T, B, K] = [4, 2, 3];
    const gradients = [0, Number.NaN].map((padding) => {
      const tape = new Tape(backend);
      const values = source(2).values(T * B * K);
      values.fill(padding, (1 * B + 1) * K, (1 * B + 2) * K);
      values.fill(padding, (2 * B + 1) * K, (2 * B + 2) * K);
      values.fill(padding, (3 * B + 1) * K);
      const x = tape.variable(values, [T, B, K]);
      tape.backward(ctcLoss(tape, x, [[1], [2]], { inputLengths: [4, 1] }));
      const gradient = [...gradientOf(x)];
      tape.close();
      return gradient;
    });
    expect(gradients[1]).toEqual(gradients[0]);
    for (const t of [1, 2, 3]) {
      expect(gradients[0].slice((t * B + 1) * K, (t * B + 2) * K)).toEqual([0, 0, 0]);
    }
  });

  it('survives probabilities that no double can hold', () => {
    // Labels as many as frames and no two alike in a row: only one path.
    const T = 1500;
    const tape = new Tape(backend);
    const labels = range(T).map((t) => 1 + (t % 2));
    const logP = range(T).flatMap((t) => [-1, t % 3 === 0 ? -60.5 : -30, -45.25]);
    const wanted = -labels.reduce((sum, label, t) => sum + logP[t * 3 + label], 0);
    const x = tape.variable(logP, [T, 1, 3]);
    const loss = ctcLoss(tape, x, [labels], { input: 'log-probabilities', reduction: 'sum' });
    expectClose([item(loss)], [wanted], tolerance);
    tape.backward(loss);
    const gradient = range(T).flatMap((t) => [
      0,
      labels[t] === 1 ? -1 : 0,
      labels[t] === 2 ? -1 : 0,
    ]);
    expectClose(gradientOf(x), gradient, 1e-12);
    tape.close();
  });

  it('needs no more memory for later steps', () => {
    const tape = new Tape(backend);
    const sizes = range(4).map(() => {
      tape.reset();
      const x = tape.variable(new Array(40 * 4 * 5).fill(0), [40, 4, 5]);
      tape.backward(ctcLoss(tape, x, [[1, 2], [3], [], [4, 4, 4]]));
      return tape.arena.bytes;
    });
    expect(new Set(sizes).size).toBe(1);
    tape.close();
  });
});

const labels = [[2, 2], [], [1, 3, 1, 2]];
const shape = [6, 3, 4];
for (const reduction of ['mean', 'sum', 'none'] as const) {
  for (const input of ['logits', 'log-probabilities'] as const) {
    for (const inputLengths of [undefined, [3, 0, 5]]) {
      for (const blank of [0, 3]) {
        const name = `${reduction}, ${input}, blank ${blank}${inputLengths ? ', lengths' : ''}`;
        test(`gradients equal differences: ${name}`, () => {
          const options = { reduction, input, inputLengths, blank };
          const rows = labels.map((row) => row.map((label) => (label === blank ? 0 : label)));
          const { maxRelativeError, where, checked } = checkGradients(
            (tape, [x]) => ctcLoss(tape, x, rows, options),
            [{ shape, values: source(4).values(72, 2) }],
          );
          expect(checked).toBe(72);
          expect(maxRelativeError, where).toBeLessThanOrEqual(1e-6);
        });
      }
    }
  }
}

describe('labels that do not fit into the frames', () => {
  const tape = new Tape(createReferenceBackend());
  // The repeated label needs a blank between: three frames.
  const run = (options: CtcLossOptions) => {
    tape.reset();
    const x = tape.variable(source(6).values(18), [3, 2, 3]);
    const loss = ctcLoss(tape, x, [[1, 1], [2]], { inputLengths: [2, 3], ...options });
    tape.backward(options.reduction === 'none' ? sum(tape, loss) : loss);
    return { loss: [...valuesOf(loss)], gradient: [...gradientOf(x)] };
  };

  it('have an infinite loss and, as in torch, no gradient that is a number', () => {
    const { loss, gradient } = run({ reduction: 'none' });
    expect(loss[0]).toBe(Number.POSITIVE_INFINITY);
    expect(Number.isFinite(loss[1])).toBe(true);
    expect(gradient.map(Number.isNaN)).toEqual(
      range(18).map((k) => k < 12 && Math.floor(k / 3) % 2 === 0),
    );
    expect(gradient.slice(12, 15)).toEqual([0, 0, 0]);
    expect(run({}).loss).toEqual([Number.POSITIVE_INFINITY]);
  });

  it('count nothing where zeroInfinity says so', () => {
    const all = run({ reduction: 'none' });
    const { loss, gradient } = run({ reduction: 'none', zeroInfinity: true });
    expect(loss).toEqual([0, all.loss[1]]);
    expect(gradient).toEqual(all.gradient.map((x, k) => (Math.floor(k / 3) % 2 === 0 ? 0 : x)));
    expectClose(run({ zeroInfinity: true }).loss, [all.loss[1] / 2], 1e-15);
  });

  it('are also labels without frames; no labels without frames are certain', () => {
    tape.reset();
    const x = tape.constant([1, 2, 3, 4], [1, 2, 2]);
    const losses = ctcLoss(tape, x, [[1], []], { inputLengths: [0, 0], reduction: 'none' });
    expect([...valuesOf(losses)]).toEqual([Number.POSITIVE_INFINITY, 0]);
  });

  it('are those of a symbol that cannot be', () => {
    tape.reset();
    const impossible = [0, Number.NEGATIVE_INFINITY, 0, -1e30];
    const x = tape.constant(impossible, [1, 2, 2]);
    const losses = ctcLoss(tape, x, [[1], [1]], { reduction: 'none' });
    expect([...valuesOf(losses)]).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
  });
});

test('NaN stays NaN', () => {
  const tape = new Tape(createReferenceBackend());
  const values = source(1).values(12);
  values[4] = Number.NaN;
  const x = tape.variable(values, [4, 1, 3]);
  const loss = ctcLoss(tape, x, [[1, 2]]);
  expect(item(loss)).toBeNaN();
  tape.backward(loss);
  expect([...gradientOf(x)].every(Number.isNaN)).toBe(true);
});

test('says what does not fit', () => {
  const tape = new Tape(createReferenceBackend());
  const x = tape.constant(new Array(12).fill(0), [3, 2, 2]);
  expect(() => ctcLoss(tape, x, [[1]])).toThrow(
    'expected the labels of 2 sequences but received 1',
  );
  expect(() => ctcLoss(tape, x, [[1], [0]])).toThrow(
    'expected labels from 0 to 1 other than the blank, 0, but received 0 at position 0 of sequence 1',
  );
  expect(() => ctcLoss(tape, x, [[1], [2]])).toThrow('but received 2 at position 0 of sequence 1');
  expect(() => ctcLoss(tape, x, [[1], [1]], { blank: 2 })).toThrow(
    'expected blank to be a symbol from 0 to 1 but received 2',
  );
  expect(() => ctcLoss(tape, x, [[1], [1]], { inputLengths: [3, 4] })).toThrow(
    'expected inputLengths from 0 to 3 but received 4 for sequence 1',
  );
});

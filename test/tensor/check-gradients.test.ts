import { expect, test } from 'vitest';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import { checkGradients, multiply, sum, type Tape, type Tensor } from '../../src/tensor/index.ts';

/** x³, whose gradient is as wrong as `error` says in the element at `at`. */
function cube(tape: Tape, x: Tensor, { at, error }: { at: number; error: number }): Tensor {
  const n = x.data.length;
  const y = tape.empty(x.shape, x.requiresGrad);
  const from = x.data.array();
  for (let k = 0; k < n; k++) y.data.array()[k] = from[k] ** 3;
  tape.recordOutput(y, (dy) => {
    const dx = tape.gradOf(x).array();
    for (let k = 0; k < n; k++) {
      dx[k] += dy.array()[k] * 3 * from[k] ** 2 * (k === at ? 1 + error : 1);
    }
  });
  return y;
}

const inputs = [{ values: [0.3, -1.2, 0.7, 2, -0.4, 1.1], shape: [2, 3] }];

test('accepts a right gradient', () => {
  const right = { at: 0, error: 0 };
  const result = checkGradients((tape, [x]) => cube(tape, x, right), inputs);
  expect(result.maxRelativeError).toBeLessThan(1e-9);
  expect(result.checked).toBe(6);
});

test('finds the one element whose gradient is wrong', () => {
  const wrong = { at: 5, error: 1e-4 };
  const result = checkGradients((tape, [x]) => cube(tape, x, wrong), inputs);
  expect(result.maxRelativeError).toBeCloseTo(1e-4, 7);
  expect(result.where).toBe('input 0 (2, 3) at 1,2');
  expect(result.analytic / result.numeric).toBeCloseTo(1.0001, 7);
});

test('uses the names given and checks inputs that the function ignores', () => {
  const named = [
    { values: [1, 2], shape: [2], name: 'used' },
    { values: [1], shape: [1], name: 'ignored' },
  ];
  const result = checkGradients((tape, [x]) => sum(tape, multiply(tape, x, x)), named);
  expect(result.checked).toBe(3);
  expect(result.maxRelativeError).toBeLessThan(1e-9);
  const broken = checkGradients((tape, [x]) => cube(tape, x, { at: 1, error: 1 }), named);
  expect(broken.where).toBe('used (2) at 1');
});

test('tells the weights of several outputs apart', () => {
  // Swapping two outputs must not go unseen: the sum over the outputs has unequal weights.
  const swapped = (tape: Tape, x: Tensor): Tensor => {
    const y = tape.empty([2], x.requiresGrad);
    y.data.array().set(x.data.array());
    tape.recordOutput(y, (dy) => {
      const dx = tape.gradOf(x).array();
      dx[0] += dy.array()[1];
      dx[1] += dy.array()[0];
    });
    return y;
  };
  const result = checkGradients((tape, [x]) => swapped(tape, x), [{ values: [1, 2], shape: [2] }]);
  expect(result.maxRelativeError).toBeGreaterThan(0.1);
});

test('reports a gradient that is not a number', () => {
  const wrong = { at: 2, error: Number.NaN };
  const result = checkGradients((tape, [x]) => cube(tape, x, wrong), inputs);
  expect(result.maxRelativeError).toBeNaN();
  expect(result.where).toBe('input 0 (2, 3) at 0,2');
});

test('takes the gradients from another backend when asked', () => {
  const backend = createReferenceBackend({ precision: 'single' });
  const right = { at: 0, error: 0 };
  const result = checkGradients((tape, [x]) => cube(tape, x, right), inputs, { backend });
  expect(result.maxRelativeError).toBeGreaterThan(1e-9);
  expect(result.maxRelativeError).toBeLessThan(1e-6);
});

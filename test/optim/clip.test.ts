import { expect, test } from 'vitest';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import { clipNorm, clipValue } from '../../src/optim/clip.ts';
import { Parameters } from '../../src/tensor/parameters.ts';

function withGradients(...values: number[]): Parameters {
  const parameters = new Parameters(createReferenceBackend(), [
    { name: 'a', shape: [1] },
    { name: 'b', shape: [values.length - 1] },
  ]);
  parameters.gradients.array().set(values);
  return parameters;
}

test('measures the norm over all parameters and says how to scale', () => {
  const parameters = withGradients(3, 0, -4);
  expect(clipNorm(parameters, 1)).toEqual({ norm: 5, scale: 1 / (5 + 1e-6) });
  expect([...parameters.gradients.array()]).toEqual([3, 0, -4]);
});

test('never makes gradients larger', () => {
  expect(clipNorm(withGradients(3, 4), 10)).toEqual({ norm: 5, scale: 1 });
  expect(clipNorm(withGradients(0, 0), 10)).toEqual({ norm: 0, scale: 1 });
});

test('measures other norms on request', () => {
  const parameters = withGradients(3, 0, -4);
  expect(clipNorm(parameters, 1, { normType: Number.POSITIVE_INFINITY }).norm).toBe(4);
  expect(clipNorm(parameters, 1, { normType: 1 }).norm).toBeCloseTo(7, 12);
  expect(clipNorm(parameters, 1, { normType: 3 }).norm).toBeCloseTo(91 ** (1 / 3), 12);
});

test('shows a gradient that is not a number in norm and scale', () => {
  for (const normType of [1, 2, Number.POSITIVE_INFINITY]) {
    const { norm, scale } = clipNorm(withGradients(1, Number.NaN, 2), 1, { normType });
    expect(norm).toBeNaN();
    expect(scale).toBeNaN();
  }
  expect(clipNorm(withGradients(1, Number.POSITIVE_INFINITY), 1).norm).toBe(
    Number.POSITIVE_INFINITY,
  );
});

test('limits each gradient in place', () => {
  const parameters = withGradients(3, 0.25, -4);
  clipValue(parameters, 0.5);
  expect([...parameters.gradients.array()]).toEqual([0.5, 0.25, -0.5]);
});

test('refuses limits that make no sense', () => {
  expect(() => clipNorm(withGradients(1, 2), 0)).toThrow(/more than 0 but received 0/);
  expect(() => clipNorm(withGradients(1, 2), 1, { normType: 0 })).toThrow(/normType/);
  expect(() => clipValue(withGradients(1, 2), Number.NaN)).toThrow(/more than 0 but received NaN/);
});

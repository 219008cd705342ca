import { describe, expect, it } from 'vitest';
import { largestSingularValue, spectralRadius } from '../../src/inspect/spectral-radius.ts';
import { backends } from '../support/backends.ts';

const matrices: [name: string, A: number[], radius: number, norm: number][] = [
  ['of a diagonal matrix', [0.5, 0, 0, -2], 2, 2],
  ['of a rotation, whose eigenvalues are complex', [0, -1, 1, 0], 1, 1],
  // eigenvalues (5 ± √33)/2; singular values √(15 ± √221)
  ['of a full matrix', [1, 2, 3, 4], (5 + Math.sqrt(33)) / 2, Math.sqrt(15 + Math.sqrt(221))],
  [
    'of a shear, which grows without an eigenvalue above 1',
    [1, 5, 0, 1],
    1,
    (5 + Math.sqrt(29)) / 2,
  ],
  ['of a nilpotent matrix', [0, 7, 0, 0], 0, 7],
  ['of large numbers', [1e20, 0, 0, 2e20], 2e20, 2e20],
];

describe.each(await backends())('on $name', ({ create, tolerance }) => {
  it.each(matrices)('%s', async (_, A, radius, norm) => {
    const backend = await create();
    const off = (value: number, wanted: number) => Math.abs(value - wanted) / (wanted || 1);
    expect(off(spectralRadius(backend, A, 2), radius)).toBeLessThan(2e-6 + 2 * tolerance);
    expect(off(largestSingularValue(backend, A, 2), norm)).toBeLessThan(2e-6 + 2 * tolerance);
    backend.close();
  });
});

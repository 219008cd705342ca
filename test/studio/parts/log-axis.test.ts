import { describe, expect, it } from 'vitest';
import { logAxis, placeOn, tickName } from '../../../src/studio/parts/log-axis.ts';

describe('a logarithmic axis', () => {
  it('goes from the power below the least value to the one above the greatest', () => {
    expect(logAxis([0.03, 5, 200])).toEqual({ low: -2, high: 3, ticks: [-2, -1, 0, 1, 2, 3] });
    expect(logAxis([1, 10])).toMatchObject({ low: 0, high: 1 });
    expect(logAxis([0.001])).toMatchObject({ low: -4, high: -3 });
  });

  it('leaves out what has no logarithm, and decades below the last', () => {
    const axis = logAxis([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e-30, 1], 6);
    expect(axis).toMatchObject({ low: -6, high: 0 });
    for (const value of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e-30]) {
      expect(placeOn(axis, value)).toBeUndefined();
    }
    expect(logAxis([])).toEqual({ low: -1, high: 0, ticks: [-1, 0] });
  });

  it('has places in equal steps for equal factors', () => {
    const axis = logAxis([0.01, 100]);
    expect([0.01, 0.1, 1, 10, 100].map((value) => placeOn(axis, value))).toEqual([
      0, 0.25, 0.5, 0.75, 1,
    ]);
  });

  it('has at most seven powers on it, the greatest among them', () => {
    const { ticks, high } = logAxis([1e-11, 1]);
    expect(ticks.length).toBeLessThanOrEqual(7);
    expect(ticks.at(-1)).toBe(high);
  });

  it('names powers as people write them', () => {
    expect([-3, -1, 0, 3].map(tickName)).toEqual(['0.001', '0.1', '1', '1000']);
    expect([-12, 5].map(tickName)).toEqual(['10⁻¹²', '10⁵']);
  });
});

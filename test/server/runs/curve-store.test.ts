import { describe, expect, it } from 'vitest';
import { CAPACITY, CurveStore } from '../../../src/server/runs/curve-store.ts';
import { keyFor, Rng } from '../../../src/util/rng.ts';

function filled(count: number): { store: CurveStore; values: number[] } {
  const rng = new Rng(keyFor(7, 'data'));
  const values = Array.from({ length: count }, () => rng.uniform() - 0.5);
  const store = new CurveStore();
  values.forEach((value, n) => {
    store.add(10 * (n + 1), value);
  });
  return { store, values };
}

describe('a curve', () => {
  it('is the values themselves where there are few', () => {
    const { store, values } = filled(5);
    const steps = [10, 20, 30, 40, 50];
    expect(store.curve(100)).toEqual({ step: steps, mean: values, min: values, max: values });
  });

  it.each([CAPACITY, CAPACITY + 1, 100_000])(
    'keeps smallest, largest and mean of each of its parts, of %i values',
    (count) => {
      const { store, values } = filled(count);
      const curve = store.curve(50);
      expect(curve.step).toHaveLength(50);
      expect(curve.step.at(-1)).toBe(10 * count);
      let from = 0;
      curve.step.forEach((step, n) => {
        const part = values.slice(from, step / 10);
        from = step / 10;
        expect(curve.min[n]).toBe(Math.min(...part));
        expect(curve.max[n]).toBe(Math.max(...part));
        const mean = part.reduce((sum, value) => sum + value, 0) / part.length;
        expect(curve.mean[n]).toBeCloseTo(mean, 9);
      });
      expect(from).toBe(count);
    },
  );

  it('leaves out what is no number', () => {
    const store = new CurveStore();
    store.add(1, Number.NaN);
    store.add(2, Number.POSITIVE_INFINITY);
    store.add(3, 4);
    expect(store.curve(10).mean).toEqual([4]);
  });
});

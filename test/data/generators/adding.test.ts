import { describe, expect, it } from 'vitest';
import {
  ADDING_BASELINE,
  addingItems,
  generateAdding,
} from '../../../src/data/generators/adding.ts';

const N = 5000;
const items = generateAdding({ seed: 1, items: N, length: 20 });

describe('the adding problem', () => {
  it('is the same for the same seed, another for another, and streams', () => {
    expect(generateAdding({ items: 5, length: 20 })).toEqual(items.slice(0, 5));
    expect(generateAdding({ seed: 2, items: 5, length: 20 })).not.toEqual(items.slice(0, 5));
    expect(addingItems({ items: 1e9, length: 20 }).next().value).toEqual(items[0]);
  });

  it('asks for the sum of exactly two marked numbers, one of each half', () => {
    for (const length of [2, 3, 7, 200]) {
      for (const { inputs, marked, target } of addingItems({ items: 50, length })) {
        expect(inputs.length).toBe(2 * length);
        let sum = 0;
        const places: number[] = [];
        for (let t = 0; t < length; t++) {
          expect(inputs[2 * t] >= 0 && inputs[2 * t] < 1).toBe(true);
          sum += inputs[2 * t] * inputs[2 * t + 1];
          if (inputs[2 * t + 1] === 1) places.push(t);
          else expect(inputs[2 * t + 1]).toBe(0);
        }
        expect(places).toEqual(marked);
        expect(marked[0] < Math.floor(length / 2) && marked[1] >= Math.floor(length / 2)).toBe(
          true,
        );
        expect(target).toBe(sum);
      }
    }
  });

  it('has the error 1/6 for the answer 1', () => {
    const mse = items.reduce((sum, { target }) => sum + (target - 1) ** 2, 0) / N;
    expect(ADDING_BASELINE).toBeCloseTo(0.1667, 4);
    // The squared error has the variance 7/180: four deviations of the mean.
    expect(Math.abs(mse - ADDING_BASELINE)).toBeLessThan(4 * Math.sqrt(7 / 180 / N));
  });

  it('marks every step of each half as often', () => {
    const counts = new Array(20).fill(0);
    for (const { marked } of items) for (const t of marked) counts[t]++;
    for (const n of counts) expect(Math.abs(n - N / 10)).toBeLessThan(5 * Math.sqrt(N / 10));
  });

  it('refuses a length without two steps', () => {
    expect(() => generateAdding({ items: 1, length: 1 })).toThrow('expected length to be');
  });
});

import { describe, expect, it } from 'vitest';
import {
  type BloodPressureItem,
  bloodPressureCeiling,
  bloodPressureCsv,
  bloodPressureProbabilities,
  generateBloodPressure,
  likelyBloodPressure,
} from '../../../src/data/generators/blood-pressure.ts';

const N = 40_000;
const people = generateBloodPressure({ seed: 1, items: N });
const share = (wanted: (item: BloodPressureItem) => boolean) => people.filter(wanted).length / N;

/** Written again from the stated rule. */
const strainOf = (p: BloodPressureItem) =>
  0.06 * (p.age - 49) +
  0.22 * (p.weight / (p.height / 100) ** 2 - 27) +
  (p.smoker === 'yes' ? 0.9 : 0) +
  { low: 0.7, some: 0, high: -0.7 }[p.activity];

describe('the blood pressure table', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(generateBloodPressure({ items: 20 })).toEqual(people.slice(0, 20));
    expect(generateBloodPressure({ seed: 2, items: 20 })).not.toEqual(people.slice(0, 20));
  });

  it('has people within the stated bounds, each as often as stated', () => {
    const mean = (value: (p: BloodPressureItem) => number) =>
      people.reduce((sum, p) => sum + value(p), 0) / N;
    for (const { height, weight, age } of people) {
      expect(height >= 150 && height <= 195 && age >= 18 && age <= 80).toBe(true);
      const index = weight / (height / 100) ** 2;
      expect(index > 16.9 && index < 37.1).toBe(true);
    }
    expect(mean((p) => p.height)).toBeCloseTo(172.5, 0);
    expect(mean((p) => p.age)).toBeCloseTo(49, 0);
    expect(mean((p) => p.weight / (p.height / 100) ** 2)).toBeCloseTo(27, 0);
    expect(share((p) => p.smoker === 'yes')).toBeCloseTo(1 / 3, 1);
    for (const activity of ['low', 'some', 'high']) {
      expect(Math.abs(share((p) => p.activity === activity) - 1 / 3)).toBeLessThan(0.015);
    }
  });

  it('has all three pressures often', () => {
    for (const pressure of ['low', 'normal', 'high']) {
      expect(share((p) => p.pressure === pressure)).toBeGreaterThan(0.15);
    }
  });

  it('follows the stated rule: far from the bounds always, at a bound half of the time', () => {
    for (const p of people) {
      const s = strainOf(p);
      // Logistic noise of scale 0.2 is beyond 2.6 once in 200 000 draws.
      if (s > 1.3 + 2.6) expect(p.pressure).toBe('high');
      if (s < -1.3 - 2.6) expect(p.pressure).toBe('low');
    }
    const near = people.filter((p) => Math.abs(strainOf(p) - 1.3) < 0.05);
    const high = near.filter((p) => p.pressure === 'high').length;
    expect(Math.abs(high / near.length - 0.5)).toBeLessThan(3 / Math.sqrt(near.length));
  });

  it('has the probabilities that it says: they sum to 1 and are what happens', () => {
    const bins = Array.from({ length: 10 }, () => ({ n: 0, said: 0, happened: 0 }));
    for (const p of people) {
      const { low, normal, high } = bloodPressureProbabilities(p);
      expect(low + normal + high).toBeCloseTo(1, 12);
      const bin = bins[Math.min(9, Math.floor(10 * normal))];
      bin.n++;
      bin.said += normal;
      if (p.pressure === 'normal') bin.happened++;
    }
    for (const { n, said, happened } of bins) {
      if (n > 100) expect(Math.abs(happened - said)).toBeLessThan(4 * Math.sqrt(n / 4));
    }
  });

  it('has the ceiling that the best rule reaches, and no other bounds do better', () => {
    const ceiling = bloodPressureCeiling();
    const right = share((p) => likelyBloodPressure(p) === p.pressure);
    expect(Math.abs(right - ceiling)).toBeLessThan(4 * Math.sqrt((ceiling * (1 - ceiling)) / N));
    expect(ceiling).toBeGreaterThan(0.85);
    expect(ceiling).toBeLessThan(0.95);
    for (const shift of [-0.3, 0.3]) {
      const moved = share((p) => {
        const s = strainOf(p) + shift;
        return (s < -1.3 ? 'low' : s > 1.3 ? 'high' : 'normal') === p.pressure;
      });
      expect(moved).toBeLessThan(right);
    }
  });

  it('is written as CSV', () => {
    const [head, first] = bloodPressureCsv(people.slice(0, 3)).split('\n');
    const p = people[0];
    expect(head).toBe('height,weight,age,smoker,activity,pressure');
    expect(
      first.split(',').map((cell) => (Number.isNaN(Number(cell)) ? cell : Number(cell))),
    ).toEqual([p.height, p.weight, p.age, p.smoker, p.activity, p.pressure]);
  });

  it('refuses a count that is none', () => {
    expect(() => generateBloodPressure({ items: -1 })).toThrow(
      'expected items to be a whole number',
    );
  });
});

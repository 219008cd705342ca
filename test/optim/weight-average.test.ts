import { describe, expect, it } from 'vitest';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import { WeightAverage } from '../../src/optim/weight-average.ts';
import { Parameters } from '../../src/tensor/parameters.ts';

function one(value: number): Parameters {
  const parameters = new Parameters(createReferenceBackend(), [{ name: 'w', shape: [1] }]);
  parameters.write('w', [value]);
  return parameters;
}
const weight = (parameters: Parameters) => parameters.read('w')[0];

describe('the mean of the weights', () => {
  it('follows b·average + (1 − b)·weights with b = min(decay, (t + 1)/(t + 10))', async () => {
    const parameters = one(8);
    const average = new WeightAverage(parameters, 0.3);
    let wanted = 8;
    for (let t = 1; t <= 6; t++) {
      parameters.write('w', [t * t]);
      average.update(t);
      const b = Math.min(0.3, (t + 1) / (t + 10));
      wanted = b * wanted + (1 - b) * t * t;
    }
    await average.during(() => expect(weight(parameters)).toBeCloseTo(wanted, 12));
  });

  it('takes the place of the weights only while work goes on, also where that fails', async () => {
    const parameters = one(1);
    const average = new WeightAverage(parameters, 0.5);
    parameters.write('w', [3]);
    const version = parameters.version;
    await expect(
      average.during(() => {
        expect(weight(parameters)).toBe(1);
        expect(parameters.version).toBeGreaterThan(version);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(weight(parameters)).toBe(3);
  });

  it('goes on from a state, and refuses that of another model', () => {
    const parameters = one(1);
    const average = new WeightAverage(parameters, 0.5);
    average.load(Float64Array.of(7));
    expect([...average.state()]).toEqual([7]);
    expect(() => average.load(Float64Array.of(1, 2))).toThrow(/2 numbers instead of 1/);
    expect(() => new WeightAverage(parameters, 1)).toThrow(/above 0 and below 1/);
  });
});

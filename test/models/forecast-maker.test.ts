import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../src/backend/backend.ts';
import { ForecastMaker } from '../../src/models/forecast-maker.ts';
import {
  drawFrom,
  type Predictive,
  predictiveOf,
  quantileOf,
} from '../../src/models/predictive.ts';
import { Tape, valuesOf } from '../../src/tensor/index.ts';
import { keyFor, Rng } from '../../src/util/rng.ts';
import { backends } from '../support/backends.ts';
import { expectClose } from '../support/numbers.ts';
import { B, F, lengths, linearForecaster, smallForecaster, T, windows } from './forecasts.ts';

// Standard normal and t quantiles as printed in tables.
const NORMAL_90 = 1.2815516;
const T5_90 = 1.475884;

describe('a recursive forecast', () => {
  it('reads its own steps as if they had been observed', () => {
    const network = smallForecaster({ targets: [2, 0, 1], layers: 2, likelihood: 'student-t' });
    const maker = new ForecastMaker(network);
    const { vectors = [] } = windows(network);
    const { values } = maker.forecast({ T, B, vectors }, { horizon: 4 });
    let read = Array.from(vectors);
    for (let h = 0; h < 4; h++) {
      const batch = { T: T + h, B, vectors: read };
      const { outputs } = network.forward(new Tape(network.backend), batch);
      const { location } = predictiveOf('student-t', valuesOf(outputs), 3);
      expectClose(values.slice(h * B * 3, (h + 1) * B * 3), location, 1e-12, `step ${h}`);
      const next = Array.from({ length: B * F }, (_, n) => {
        const column = n % F;
        return location[Math.floor(n / F) * 3 + [1, 2, 0][column]];
      });
      read = [...read, ...next];
    }
    maker.close();
  });

  it('takes the columns that it does not forecast from the future given', () => {
    const network = smallForecaster({ targets: [1] });
    const maker = new ForecastMaker(network);
    const { vectors = [] } = windows(network);
    const future = Array.from({ length: B * F }, (_, n) => n / 7 - 1);
    const batch = { T, B, vectors };
    const { values } = maker.forecast(batch, { horizon: 2, future });
    const read = [
      ...Array.from(vectors),
      ...future.map((x, n) => (n % F === 1 ? values[Math.floor(n / F)] : x)),
    ];
    const longer = { T: T + 1, B, vectors: read };
    const { outputs } = network.forward(new Tape(network.backend), longer);
    const { location } = predictiveOf('gaussian', valuesOf(outputs), 1);
    expectClose(values.slice(B), location, 1e-12);
    maker.close();
  });

  it('has the quantiles of the process that its network is: AR(1) with Gaussian noise', () => {
    const [a, scale] = [0.8, 0.5];
    const maker = new ForecastMaker(linearForecaster({ a, scale }));
    const batch = { T: 2, B: 2, vectors: [0, 0, 1, -3] };
    const options = { horizon: 4, quantiles: [0.1, 0.5, 0.9], paths: 4000, seed: 5 };
    const { values, quantiles } = maker.forecast(batch, options);
    let variance = 0;
    for (let h = 0; h < 4; h++) {
      variance = a * a * variance + scale * scale;
      const spread = Math.sqrt(variance);
      [1, -3].forEach((x, b) => {
        const centre = x * a ** (h + 1);
        expectClose([values[2 * h + b]], [centre], 1e-5);
        [-NORMAL_90, 0, NORMAL_90].forEach((z, k) => {
          // The first step is exact; the standard error of these quantiles of 4000 paths is 0.027 σ at most.
          const allowed = h === 0 ? 1e-5 : 4 * 0.027 * spread;
          expect(Math.abs(quantiles[k][2 * h + b] - centre - z * spread)).toBeLessThan(allowed);
        });
      });
    }
    maker.close();
  });

  it('draws the same paths for a seed, whatever the number of paths or quantiles', () => {
    const maker = new ForecastMaker(linearForecaster({ a: 0.8, scale: 1, degrees: 5 }));
    const batch = { T: 1, B: 1, vectors: [1] };
    const [once] = maker.forecast(batch, { horizon: 3, quantiles: [0.3], seed: 2 }).quantiles;
    const again = maker.forecast(batch, { horizon: 3, quantiles: [0.9, 0.3], seed: 2 }).quantiles;
    expect(again[1]).toEqual(once);
    const [other] = maker.forecast(batch, { horizon: 3, quantiles: [0.3], seed: 3 }).quantiles;
    expect(other).not.toEqual(once);
    maker.close();
  });
});

describe('a direct forecast', () => {
  it('gives all steps time-major, with the quantiles of its likelihood', () => {
    const network = smallForecaster({ mode: 'direct', horizon: 3, likelihood: 'student-t' });
    for (const name of network.parameters.names()) {
      network.parameters.write(name, network.parameters.read(name).fill(0));
    }
    const inverse = (y: number) => Math.log(Math.expm1(y));
    const locations = [1, 2, 3, 4, 5, 6];
    const scales = locations.map((x) => inverse(x / 2 - 1e-4));
    const degrees = new Array(6).fill(inverse(3));
    network.parameters.write('output.bias', [...locations, ...scales, ...degrees]);
    const maker = new ForecastMaker(network);
    const { horizon, values, quantiles } = maker.forecast(windows(network), {
      horizon: 2,
      quantiles: [0.9],
    });
    expect(horizon).toBe(2);
    const wanted = [1, 3].flatMap((x) => Array.from({ length: B }, () => [x, x + 1])).flat();
    expectClose(values, wanted, 1e-12);
    expectClose(
      quantiles[0],
      wanted.map((x) => x + (x / 2) * T5_90),
      1e-5,
    );
    maker.close();
  });
});

describe('draws from a distribution', () => {
  it.each<Predictive>([
    { likelihood: 'gaussian', location: Float64Array.of(3), scale: Float64Array.of(2) },
    {
      likelihood: 'student-t',
      location: Float64Array.of(-1),
      scale: Float64Array.of(0.5),
      degrees: Float64Array.of(2.5),
    },
  ])('lie below its quantiles as often as these say: $likelihood', (predictive) => {
    const rng = new Rng(keyFor(1, 'sampling'));
    const count = 20000;
    const draws = Array.from({ length: count }, () => drawFrom(predictive, 0, rng));
    for (const p of [0.001, 0.05, 0.3, 0.5, 0.9, 0.99]) {
      const [limit] = quantileOf(predictive, p);
      const share = draws.filter((x) => x <= limit).length / count;
      expect(Math.abs(share - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / count));
    }
  });
});

describe.each(await backends())('forecasts on $name', ({ create }) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await create();
  });
  afterAll(() => backend.close());

  it('do not depend on batch mates', () => {
    for (const mode of ['direct', 'recursive'] as const) {
      const config = { mode, horizon: 3, targets: [2, 0, 1], layers: 2, residual: true };
      const network = smallForecaster(config, { backend });
      const maker = new ForecastMaker(network);
      const batch = windows(network);
      const options = { quantiles: [0.2, 0.8], paths: 20 };
      const together = maker.forecast(batch, options);
      for (let b = 0; b < B; b++) {
        const { T: _, ...part } = network.part(batch, b, b + 1);
        const T = lengths[b];
        const alone = { ...part, T, vectors: Array.from(part.vectors ?? []).slice(0, T * F) };
        const one = maker.forecast(alone, options);
        const own = (values: Float64Array) => values.filter((_, n) => Math.floor(n / 3) % B === b);
        expect(one.values).toEqual(own(together.values));
        expect(one.quantiles).toEqual(together.quantiles.map(own));
      }
      maker.close();
    }
  });
});

describe('a forecast that cannot be made', () => {
  const maker = (config = {}) => new ForecastMaker(smallForecaster(config));
  const batch = windows(smallForecaster());

  it('is refused with what to do', () => {
    const all = { targets: [0, 1, 2] };
    expect(() => maker({ mode: 'direct', horizon: 2 }).forecast(batch, { horizon: 3 })).toThrow(
      /horizon to be at most 2/,
    );
    expect(() => maker().forecast(batch, { horizon: 2 })).toThrow(/column 1 is not forecast: give/);
    expect(() => maker().forecast(batch, { horizon: 2, future: [1] })).toThrow(
      /future with shape \(1, 4, 3\), 12 numbers, but received 1/,
    );
    expect(() => maker(all).forecast(batch, { quantiles: [1] })).toThrow(/above 0 and below 1/);
    expect(() => maker(all).forecast(batch, { paths: 0 })).toThrow(/paths/);
    expect(() => maker({ likelihood: 'mse' }).forecast(batch, { quantiles: [0.5] })).toThrow(
      /no quantiles: train one with/,
    );
  });

  it('is one step of any columns, and needs no future', () => {
    expect(maker().forecast(batch).values.length).toBe(2 * B);
  });
});

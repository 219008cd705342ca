/** The linear part of a direct forecast, against plain sums and differences. */
import { describe, expect, it } from 'vitest';
import type { ForecasterConfig } from '../../src/models/forecaster.ts';
import { valuesOf } from '../../src/tensor/index.ts';
import { Tape } from '../../src/tensor/tape.ts';
import { gradientError, lossValue } from '../support/model-gradients.ts';
import { expectClose, source } from '../support/numbers.ts';
import { B, F, smallForecaster, T, vectors, windows } from './forecasts.ts';

const H = 2;
const p = 3;
const direct = { mode: 'direct', horizon: H, highway: p } as const;

/** Weights that are not zero, as they are after training. */
function opened(config: Partial<ForecasterConfig> = {}) {
  const network = smallForecaster({ ...direct, ...config });
  const random = source(7);
  network.parameters.write('highway.weight', random.values(H * p, 1));
  network.parameters.write('highway.bias', random.values(H, 1));
  return network;
}

const whole = (network: ReturnType<typeof opened>) => ({ ...windows(network), lengths: undefined });

describe('a highway', () => {
  it.each(['mse', 'gaussian', 'student-t'] as const)(
    'adds a linear forecast of the last values to the locations of %s, and nothing else',
    (likelihood) => {
      const network = opened({ likelihood });
      const { parameters } = network;
      const outputs = () => {
        const tape = new Tape(parameters.backend, { recording: false });
        return Float64Array.from(valuesOf(network.forward(tape, { T, B, vectors }).outputs));
      };
      const withIt = outputs();
      const weight = parameters.read('highway.weight');
      const bias = parameters.read('highway.bias');
      parameters.write('highway.weight', new Float64Array(H * p));
      parameters.write('highway.bias', new Float64Array(H));
      const without = outputs();
      const { targets } = network.config;
      const C = targets.length;
      const columns = withIt.length / B;
      for (let b = 0; b < B; b++) {
        for (let n = 0; n < columns; n++) {
          const [h, c] = [Math.floor(n / C), n % C];
          let linear = 0;
          if (h < H) {
            linear = bias[h];
            for (let k = 0; k < p; k++) {
              linear += weight[h * p + k] * vectors[((T - p + k) * B + b) * F + targets[c]];
            }
          }
          expectClose([withIt[b * columns + n] - without[b * columns + n]], [linear], 1e-9);
        }
      }
    },
  );

  it('says nothing before it has learned', () => {
    const fresh = smallForecaster(direct);
    expect(Array.from(fresh.parameters.read('highway.weight'))).toEqual(Array(H * p).fill(0));
  });

  it.each([{}, { targets: [1] }, { targets: [0, 1, 2] }, { likelihood: 'student-t' as const }])(
    'has gradients that equal differences with %o',
    (config) => {
      const network = opened(config);
      const error = gradientError(network.parameters, (tape) => network.loss(tape, whole(network)));
      expect(error).toBeLessThan(1e-6);
    },
  );

  const refused: [string, Partial<ForecasterConfig>, RegExp][] = [
    ['a recursive forecast', { mode: 'recursive' }, /give --mode direct, or leave --highway out/],
    ['projected values', { project: 4 }, /leave --project or --highway out/],
    ['half a step', { highway: 0.5 }, /whole number of steps/],
    ['a negative number', { highway: -1 }, /whole number of steps/],
  ];
  it.each(refused)('is refused with %s', (_, config, message) => {
    expect(() => smallForecaster({ ...direct, ...config })).toThrow(message);
  });

  it('refuses windows that are too short, and windows of several lengths', () => {
    const loss = (network: ReturnType<typeof opened>, batch: ReturnType<typeof windows>) => () =>
      lossValue(network.parameters, (tape) => network.loss(tape, batch));
    const long = smallForecaster({ ...direct, highway: T + 1 });
    expect(loss(long, whole(long))).toThrow(/last 6 steps of a window and the window has 5/);
    const network = opened();
    expect(loss(network, windows(network))).toThrow(/of one length, 5 steps, and window 0 has 3/);
  });
});

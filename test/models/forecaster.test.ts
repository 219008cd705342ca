import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../src/backend/backend.ts';
import type { ForecasterConfig } from '../../src/models/forecaster.ts';
import { cellNames } from '../../src/nn/cells/table.ts';
import { valuesOf } from '../../src/tensor/index.ts';
import { keyFor } from '../../src/util/rng.ts';
import { backends } from '../support/backends.ts';
import { gradientError, lossValue } from '../support/model-gradients.ts';
import { expectClose } from '../support/numbers.ts';
import { expectIndependent } from './batch-mates.ts';
import {
  B,
  F,
  lengths,
  linearForecaster,
  smallForecaster,
  T,
  vectors,
  windows,
} from './forecasts.ts';

const dropoutKey = keyFor(9, 'dropout');
const direct = { mode: 'direct', horizon: 2 } as const;

const configs: Record<string, Partial<ForecasterConfig>> = {
  'squared errors': { likelihood: 'mse' },
  "Student's t": { likelihood: 'student-t' },
  'all steps at once': direct,
  "all steps at once, Student's t": { ...direct, likelihood: 'student-t', targets: [1] },
  'projected vectors': { project: 4 },
  'residual links and deep output layers': { layers: 3, residual: true, outputLayers: [4, 2] },
  'residual links, all steps at once': { ...direct, layers: 2, residual: true, outputLayers: [4] },
  'every dropout': { layers: 2, dropout: 0.3, weightDrop: 0.3 },
};
for (const cell of cellNames) configs[cell] = { cell };

describe('gradients of the forecaster equal differences', () => {
  it.each(Object.entries(configs))('with %s', (_, config) => {
    const network = smallForecaster(config);
    const batch = { ...windows(network), dropoutKey };
    const error = gradientError(network.parameters, (tape) => network.loss(tape, batch));
    expect(error).toBeLessThan(1e-6);
  });
});

describe.each(await backends())('padding and batch mates on $name', ({ create, tolerance }) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await create();
  });
  afterAll(() => backend.close());

  const cases: Partial<ForecasterConfig>[] = [
    { cell: 'gru-torch', layers: 2 },
    { ...direct, likelihood: 'student-t', layers: 2, residual: true },
    { likelihood: 'mse', dropout: 0.3 },
  ];
  it.each(cases)('change nothing for the forecaster %o', (config) => {
    const network = smallForecaster(config, { backend });
    const batch = { ...windows(network), dropoutKey };
    const ended = (values: ArrayLike<number>, columns: number) =>
      Float64Array.from({ length: values.length + 2 * B * columns }, (_, n) => {
        const row = Math.floor(n / columns);
        return Math.floor(row / B) < lengths[row % B] ? values[n] : Number.NaN;
      });
    const targets = network.config.mode === 'direct' ? batch.targets : ended(batch.targets, 2);
    const columns = valuesOfRow(network.config);
    expectIndependent(
      {
        network,
        batch,
        padded: { ...batch, T: T + 2, vectors: ended(vectors, F), targets },
        answers: (tape, some, _b, position) =>
          valuesOf(network.forward(tape, some).outputs).slice(
            columns * position,
            columns * (position + 1),
          ),
      },
      tolerance,
    );
  });
});

function valuesOfRow({ mode, horizon, likelihood, targets }: ForecasterConfig): number {
  const each = { mse: 1, gaussian: 2, 'student-t': 3 }[likelihood];
  return each * targets.length * (mode === 'direct' ? horizon : 1);
}

describe('the loss of a forecaster', () => {
  it('is of every step before the end of a window, per number', () => {
    const network = linearForecaster({ a: 0.5, scale: 2 });
    const batch = { T: 3, B: 2, vectors: [1, 2, 3, 9, 5, 9], lengths: [3, 1] };
    const targets = [0.5, 3, 0, 9, 2.5, 9];
    // Errors of 0, −1.5 and 0 in the first window, 2 in the second.
    const errors = [0, -1.5, 0, 2];
    const each = errors.map((e) => 0.5 * Math.log(2 * Math.PI * 4) + (e * e) / 8);
    const loss = lossValue(network.parameters, (tape) => network.loss(tape, { ...batch, targets }));
    expectClose([loss], [each.reduce((a, b) => a + b) / 4], 1e-6);
    expect(network.weight({ ...batch, targets })).toBe(4);
  });

  it('of all steps at once takes them time-major', () => {
    const network = smallForecaster({ ...direct, likelihood: 'mse' });
    for (const name of network.parameters.names()) {
      network.parameters.write(name, network.parameters.read(name).fill(0));
    }
    // Number h·C + c: steps 1 and 2 of columns 2 and 0.
    network.parameters.write('output.bias', [1, 2, 3, 4]);
    const targets = [1, 2]
      .flatMap((h) => Array.from({ length: B }, () => [2 * h - 1, 2 * h]))
      .flat();
    const batch = { ...windows(network), targets };
    expect(lossValue(network.parameters, (tape) => network.loss(tape, batch))).toBe(0);
    targets[2 * B] += 4; // step 2, window 0, column 2
    expect(lossValue(network.parameters, (tape) => network.loss(tape, batch))).toBe(1);
  });
});

describe('a forecaster that cannot be', () => {
  const cases: [string, Partial<ForecasterConfig>, RegExp][] = [
    ['no columns', { vectors: 0 }, /vectors .*positive integer/],
    ['nothing forecast', { targets: [] }, /targets to be at least one column/],
    ['a column that is none', { targets: [3] }, /columns from 0 to 2 but received 3/],
    ['a column twice', { targets: [1, 1] }, /different columns/],
    ['an unknown likelihood', { likelihood: 'cauchy' as never }, /mse or gaussian or student-t/],
    ['an unknown mode', { mode: 'seq2seq' as never }, /direct or recursive/],
    ['no horizon', { horizon: 0 }, /horizon/],
  ];
  it.each(cases)('is refused: %s', (_, config, message) => {
    expect(() => smallForecaster(config)).toThrow(message);
  });

  it('refuses targets of another shape', () => {
    const network = smallForecaster(direct);
    const batch = { ...windows(network), targets: [1, 2, 3] };
    expect(() => lossValue(network.parameters, (tape) => network.loss(tape, batch))).toThrow(
      /targets with shape \(2, 4, 2\), 16 numbers, but received 3/,
    );
  });
});

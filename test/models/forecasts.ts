/** A small forecaster, and windows that fit it. */
import type { Backend } from '../../src/backend/backend.ts';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import {
  Forecaster,
  type ForecasterConfig,
  type ForecastTraining,
  forecasterDefaults,
} from '../../src/models/forecaster.ts';
import { source } from '../support/numbers.ts';

export const [T, B, F] = [5, 4, 3];
export const lengths = Int32Array.of(3, 5, 1, 4);
const random = source(41);
export const vectors = Float32Array.from(random.values(T * B * F, 2));
const numbers = random.values(T * B * F, 2);

export function smallForecaster(
  config: Partial<ForecasterConfig> = {},
  { backend = createReferenceBackend(), seed = 3 }: { backend?: Backend; seed?: number } = {},
): Forecaster {
  const whole = { ...forecasterDefaults, hidden: 3, vectors: F, targets: [2, 0], ...config };
  return new Forecaster(backend, whole, { seed });
}

/** With targets of the shape that the network wants. */
export function windows({ config }: Forecaster): ForecastTraining {
  const steps = config.mode === 'direct' ? config.horizon : T;
  const targets = numbers.slice(0, steps * B * config.targets.length);
  return { T, B, lengths, vectors, targets };
}

/**
 * A forecaster of one column that says a·x for the next step, as nearly as tanh is linear near 0, with
 * scale σ (and, for Student's t, ν degrees of freedom).
 */
export function linearForecaster(
  { a, scale, degrees }: { a: number; scale: number; degrees?: number },
  backend = createReferenceBackend(),
): Forecaster {
  const likelihood = degrees === undefined ? 'gaussian' : 'student-t';
  const config = { vectors: 1, targets: [0], cell: 'rnn', hidden: 1, likelihood } as const;
  const network = smallForecaster({ ...config, targets: [0] }, { backend });
  const small = 1e-4;
  const inverse = (y: number) => Math.log(Math.expm1(y));
  const tail = degrees === undefined ? [] : [inverse(degrees - 2)];
  for (const name of network.parameters.names()) {
    network.parameters.write(name, network.parameters.read(name).fill(0));
  }
  network.parameters.write('rnn.weight_ih_l0', [small]);
  network.parameters.write('output.weight', [a / small, 0, ...tail.map(() => 0)]);
  network.parameters.write('output.bias', [0, inverse(scale - 1e-4), ...tail]);
  return network;
}

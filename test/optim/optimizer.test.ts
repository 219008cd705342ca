/**
 * What the optimizers do around the kernels; their numbers are compared with torch's in
 * test/goldens, on every backend.
 */
import { describe, expect, test } from 'vitest';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import { createOptimizer, type OptimizerConfig } from '../../src/optim/optimizer.ts';
import { Parameters } from '../../src/tensor/parameters.ts';
import { UnrollError } from '../../src/util/errors.ts';
import { source } from '../support/numbers.ts';

const backend = createReferenceBackend();
const specs = [
  { name: 'weight', shape: [2, 3] },
  { name: 'bias', shape: [2] },
  { name: 'table', shape: [3, 1] },
];

function modelOf(seed: number): Parameters {
  const parameters = new Parameters(backend, specs);
  const { values } = source(seed);
  for (const { name, length } of parameters.entries()) parameters.write(name, values(length));
  return parameters;
}
function setGradients(parameters: Parameters, seed: number): void {
  parameters.gradients.array().set(source(seed).values(parameters.count));
}
function weightsOf(parameters: Parameters): number[] {
  return [...parameters.weights.array()];
}

const configs: OptimizerConfig[] = [
  { name: 'adam', lr: 0.01, weightDecay: 0.1 },
  { name: 'adam', lr: 0.01, amsgrad: true },
  { name: 'adamw', lr: 0.01 },
  { name: 'sgd', lr: 0.1 },
  { name: 'sgd', lr: 0.1, momentum: 0.9, dampening: 0.3, weightDecay: 0.1 },
  { name: 'sgd', lr: 0.1, momentum: 0.9, nesterov: true },
  { name: 'rmsprop', lr: 0.01, weightDecay: 0.1 },
  { name: 'rmsprop', lr: 0.01, centered: true, momentum: 0.5 },
  { name: 'adagrad', lr: 0.1, lrDecay: 0.5, initialAccumulator: 0.2, weightDecay: 0.1 },
];

describe.each(configs)('$name $#', (config) => {
  test('goes on to the same bits from its exported state', () => {
    const whole = modelOf(1);
    const steady = createOptimizer(config, whole);
    for (let step = 0; step < 3; step++) {
      setGradients(whole, 10 + step);
      steady.step();
    }
    const resumed = new Parameters(backend, specs);
    for (const name of whole.names()) resumed.write(name, whole.read(name));
    const fresh = createOptimizer(config, resumed);
    fresh.load(steady.state());
    expect(fresh.stepCount).toBe(3);
    for (let step = 3; step < 6; step++) {
      for (const [parameters, optimizer] of [
        [whole, steady],
        [resumed, fresh],
      ] as const) {
        setGradients(parameters, 10 + step);
        optimizer.step();
      }
    }
    expect(weightsOf(resumed)).toEqual(weightsOf(whole));
    expect(fresh.state()).toEqual(steady.state());
  });

  test('treats a gradient scale as scaled gradients and leaves the gradients alone', () => {
    const [plain, scaled] = [modelOf(2), modelOf(2)];
    const [a, b] = [createOptimizer(config, plain), createOptimizer(config, scaled)];
    for (let step = 0; step < 3; step++) {
      setGradients(plain, 20 + step);
      setGradients(scaled, 20 + step);
      const gradients = [...scaled.gradients.array()];
      backend.scale(plain.count, 0.25, plain.gradients);
      a.step();
      b.step({ gradScale: 0.25 });
      expect([...scaled.gradients.array()]).toEqual(gradients);
    }
    expect(weightsOf(scaled)).toEqual(weightsOf(plain));
  });

  test('excludes parameters from the weight decay by name, and nothing else', () => {
    const decay = (name: string) => name !== 'bias';
    const [mixed, decayed, free] = [modelOf(3), modelOf(3), modelOf(3)];
    const optimizers = [
      createOptimizer(config, mixed, { decay }),
      createOptimizer(config, decayed),
      createOptimizer({ ...config, weightDecay: 0 }, free),
    ];
    for (const [k, parameters] of [mixed, decayed, free].entries()) {
      for (let step = 0; step < 3; step++) {
        setGradients(parameters, 30 + step);
        optimizers[k].step();
      }
    }
    expect(mixed.read('weight')).toEqual(decayed.read('weight'));
    expect(mixed.read('table')).toEqual(decayed.read('table'));
    expect(mixed.read('bias')).toEqual(free.read('bias'));
    const decays = config.name === 'adamw' || (config.weightDecay ?? 0) > 0;
    if (decays) expect(mixed.read('bias')).not.toEqual(decayed.read('bias'));
  });

  test('says that the weights have changed', () => {
    const parameters = modelOf(4);
    const { version } = parameters;
    createOptimizer(config, parameters).step();
    expect(parameters.version).toBeGreaterThan(version);
  });
});

test('takes the learning rate of a step from the schedule', () => {
  const parameters = modelOf(5);
  const before = weightsOf(parameters);
  setGradients(parameters, 6);
  const gradients = [...parameters.gradients.array()];
  createOptimizer({ name: 'sgd', lr: 1 }, parameters).step({ lr: 0.5 });
  expect(weightsOf(parameters)).toEqual(before.map((w, k) => w - 0.5 * gradients[k]));
});

test('names its state by torch and parameter', () => {
  const parameters = modelOf(7);
  const optimizer = createOptimizer({ name: 'adam', lr: 0.01, amsgrad: true }, parameters);
  optimizer.step();
  const state = optimizer.state();
  const slots = ['exp_avg', 'exp_avg_sq', 'max_exp_avg_sq'];
  const keys = slots.flatMap((slot) => specs.map(({ name }) => `${slot}.${name}`));
  expect(Object.keys(state)).toEqual(['step', ...keys]);
  expect([...state.step]).toEqual([1]);
  expect(state['exp_avg.weight']).toHaveLength(6);
});

test('starts Adagrad from the initial accumulator', () => {
  const optimizer = createOptimizer({ name: 'adagrad', lr: 1, initialAccumulator: 4 }, modelOf(8));
  expect([...optimizer.state()['sum.bias']]).toEqual([4, 4]);
});

test('uses torch’s default decay of 0.01 for AdamW only', () => {
  const shrink = (config: OptimizerConfig) => {
    const parameters = modelOf(9);
    const before = weightsOf(parameters);
    createOptimizer(config, parameters).step();
    return weightsOf(parameters).map((w, k) => w / before[k]);
  };
  for (const ratio of shrink({ name: 'adamw', lr: 0.5 })) expect(ratio).toBeCloseTo(0.995, 12);
  for (const ratio of shrink({ name: 'adam', lr: 0.5 })) expect(ratio).toBe(1);
});

test('refuses the state of another optimizer or model and stays as it was', () => {
  const optimizer = createOptimizer({ name: 'adam', lr: 0.01 }, modelOf(1));
  const good = optimizer.state();
  const broken: [Record<string, ArrayLike<number>>, RegExp][] = [
    [{}, /step is missing/],
    [{ ...good, 'exp_avg.bias': [1] }, /exp_avg\.bias has 1 numbers instead of 2/],
    [{ ...good, 'momentum_buffer.bias': [1, 2] }, /also holds momentum_buffer\.bias/],
  ];
  for (const [state, message] of broken) {
    expect(() => optimizer.load({ ...state, ...(state.step && { step: [9] }) })).toThrow(message);
    expect(() => optimizer.load(state)).toThrow(UnrollError);
  }
  expect(optimizer.state()).toEqual(good);
});

const mistakes: [OptimizerConfig, string][] = [
  [{ name: 'sgd', lr: -1 }, 'expected lr to be a number of at least 0 but received -1'],
  [{ name: 'sgd', lr: Number.NaN }, 'expected lr to be'],
  [{ name: 'sgd', lr: 1, nesterov: true }, 'nesterov needs a momentum'],
  [{ name: 'sgd', lr: 1, momentum: 0.9, dampening: 0.1, nesterov: true }, 'no dampening'],
  [
    { name: 'adam', lr: 1, beta1: 1 },
    'expected beta1 to be a number of at least 0 and less than 1',
  ],
  [{ name: 'adam', lr: 1, weightDecay: -1 }, 'expected weightDecay'],
  [{ name: 'rmsprop', lr: 1, alpha: 2 }, 'expected alpha'],
  [{ name: 'adagrad', lr: 1, initialAccumulator: -1 }, 'expected initialAccumulator'],
  [
    { name: 'adamax' as 'adam', lr: 1 },
    'adam, adamw, sgd, rmsprop or adagrad but received "adamax"',
  ],
];
test.each(mistakes)('refuses %o', (config, message) => {
  expect(() => createOptimizer(config, modelOf(1))).toThrow(message);
});

test('types keep impossible configurations from compiling', () => {
  const calls: OptimizerConfig[] = [
    // @ts-expect-error no such optimizer here
    { name: 'adamax', lr: 1 },
    // @ts-expect-error momentum is not Adam's
    { name: 'adam', lr: 1, momentum: 0.9 },
    // @ts-expect-error the learning rate is missing
    { name: 'sgd' },
  ];
  expect(calls).toHaveLength(3);
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Backend, SQUARES_RUN } from '../../src/backend/backend.ts';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import { clipNorm, clipValue } from '../../src/optim/clip.ts';
import { createOptimizer, type OptimizerConfig } from '../../src/optim/optimizer.ts';
import { embedding, linear, Parameters, sum, Tape, type Tensor } from '../../src/tensor/index.ts';
import { multiply } from '../../src/tensor/ops/arithmetic.ts';
import { backends } from '../support/backends.ts';
import { expectSame, source } from '../support/numbers.ts';

/** Rows that fill several runs, so that some runs stay zero. */
const [V, E, H] = [6000, 5, 3];
const specs = [
  { name: 'bias', shape: [H] },
  { name: 'table', shape: [V, E] },
  { name: 'weight', shape: [H, E] },
];
const batches = [[7, 5999, 7, -1], [0], [3100, 3101, 8, 7], [-1, 1234]];

function create(backend: Backend, tracked: boolean): Parameters {
  const parameters = new Parameters(backend, specs);
  for (const { name, length } of parameters.entries()) {
    parameters.write(name, source(length).values(length));
  }
  if (tracked) parameters.trackRows();
  return parameters;
}

/** Gradients of Σ y² with y = table[ids]·Wᵀ + b. */
function addGradients(parameters: Parameters, ids: number[], tape: Tape): void {
  const x = embedding(tape, parameters.get('table'), ids);
  const y = linear(tape, x, parameters.get('weight'), parameters.get('bias'));
  tape.backward(sum(tape, multiply(tape, y, y)));
}

const configs: Record<string, OptimizerConfig> = {
  sgd: { name: 'sgd', lr: 0.1 },
  'sgd with momentum': { name: 'sgd', lr: 0.1, momentum: 0.9 },
  'sgd with decay': { name: 'sgd', lr: 0.1, weightDecay: 0.1 },
  adagrad: { name: 'adagrad', lr: 0.1 },
  'adagrad without ε': { name: 'adagrad', lr: 0.1, eps: 0, initialAccumulator: 0.1 },
  adam: { name: 'adam', lr: 0.1 },
  rmsprop: { name: 'rmsprop', lr: 0.1 },
};

describe.each(await backends())('touched rows on $name', ({ create: open }) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await open();
  });
  afterAll(() => backend.close());

  /** Norms, weights and optimizer state after each step. */
  function train(config: OptimizerConfig, tracked: boolean, decay?: (name: string) => boolean) {
    const parameters = create(backend, tracked);
    const optimizer = createOptimizer(config, parameters, { decay });
    const tape = new Tape(backend);
    const trace: number[][] = [];
    for (const ids of batches) {
      parameters.zeroGradients();
      tape.reset();
      addGradients(parameters, ids, tape);
      const { norm, scale } = clipNorm(parameters, 0.25);
      clipValue(parameters, 0.5);
      optimizer.step({ gradScale: scale });
      const state = Object.values(optimizer.state()).flatMap((values) => [...values]);
      trace.push([norm, ...parameters.weights.array(), ...parameters.gradients.array(), ...state]);
    }
    return trace;
  }

  for (const [name, config] of Object.entries(configs)) {
    it(`${name} gives the bits that it gives without tracking`, () => {
      const wanted = train(config, false);
      for (const [step, values] of train(config, true).entries()) {
        expectSame(values, wanted[step], `step ${step + 1}`);
      }
    });
  }

  it('spares a table from the decay of the others', () => {
    const decay = (name: string) => name === 'weight';
    const wanted = train(configs['sgd with decay'], false, decay).at(-1)!;
    expectSame(train(configs['sgd with decay'], true, decay).at(-1)!, wanted);
  });
});

describe('the parts of a gradient that may differ from zero', () => {
  const backend = createReferenceBackend();
  const runOf = (row: number) => Math.floor((H + row * E) / SQUARES_RUN);
  const runsOf = (parameters: Parameters) =>
    parameters
      .spans()
      .flatMap(({ start, length }) =>
        Array.from({ length: Math.ceil(length / SQUARES_RUN) }, (_, i) => start / SQUARES_RUN + i),
      );
  const all = Array.from({ length: Math.ceil((H + V * E + H * E) / SQUARES_RUN) }, (_, i) => i);

  it('are all of it at first, and where no rows are tracked', () => {
    expect(runsOf(create(backend, true))).toEqual(all);
    const untracked = create(backend, false);
    untracked.zeroGradients();
    expect(runsOf(untracked)).toEqual(all);
  });

  it('are the rows that a batch reads, and the other parameters', () => {
    const parameters = create(backend, true);
    parameters.zeroGradients();
    addGradients(parameters, [3100, -1, 3100], new Tape(backend));
    expect(runsOf(parameters)).toEqual([0, runOf(3100), all.length - 1]);
  });

  it('reach across a few runs of zeros', () => {
    const parameters = create(backend, true);
    parameters.zeroGradients();
    addGradients(parameters, [1700], new Tape(backend));
    expect(runOf(1700)).toBe(4);
    expect(runsOf(parameters)).toEqual([0, 1, 2, 3, 4, all.length - 1]);
  });

  it('are the whole table where it is also used as a matrix, as with tied weights', () => {
    const parameters = create(backend, true);
    parameters.zeroGradients();
    const tape = new Tape(backend);
    const table: Tensor = parameters.get('table');
    const y = linear(tape, embedding(tape, table, [5]), table);
    tape.backward(sum(tape, multiply(tape, y, y)));
    expect(runsOf(parameters)).toEqual(all);
  });
});

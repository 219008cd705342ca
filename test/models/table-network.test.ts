/** Rows of a table to classes or numbers. */
import { describe, expect, it } from 'vitest';
import type { Backend } from '../../src/backend/backend.ts';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import {
  type TableConfig,
  TableNetwork,
  type TableTraining,
  tableDefaults,
} from '../../src/models/table-network.ts';
import { Tape, valuesOf } from '../../src/tensor/index.ts';
import { keyFor } from '../../src/util/rng.ts';
import { backends } from '../support/backends.ts';
import { gradientError, gradientsOf, lossValue } from '../support/model-gradients.ts';
import { expectClose, expectSame, source } from '../support/numbers.ts';

const F = 3;
const B = 5;
const random = source(21);
const rows = random.values(B * F, 2);
const targets = { 2: [1, 0, -1, 1, 1], 3: [2, 0, -1, 1, 2] };
const numbers = random.values(B * 2, 2);

function network(
  config: Partial<TableConfig> = {},
  backend: Backend = createReferenceBackend(),
): TableNetwork {
  const whole = { ...tableDefaults, hidden: [4], ...config };
  return new TableNetwork(backend, whole, F, { seed: 5 });
}

function batchFor({ config }: TableNetwork, more: Partial<TableTraining> = {}): TableTraining {
  const classes = config.outputs === 2 ? targets[2] : targets[3];
  return { B, rows, targets: config.task === 'regress' ? numbers : classes, ...more };
}

const run = (model: TableNetwork, read: (tape: Tape) => ReturnType<TableNetwork['forward']>) => [
  ...valuesOf(read(new Tape(model.backend))),
];

const configs: Record<string, Partial<TableConfig>> = {
  'two classes': {},
  'two classes of unequal weight, smoothed': { classWeights: [0.5, 3], smoothing: 0.2 },
  'two classes, linear': { hidden: [] },
  'three classes': { outputs: 3 },
  'three classes of unequal weight, smoothed': {
    outputs: 3,
    classWeights: [0.5, 3, 1],
    smoothing: 0.2,
  },
  numbers: { task: 'regress', outputs: 2 },
  'relu and two layers': { hidden: [4, 3], nonlinearity: 'relu' },
  dropout: { hidden: [4, 3], dropout: 0.4 },
};

describe.each(Object.entries(configs))('a table network of %s', (_, config) => {
  const model = network(config);
  const dropoutKey = keyFor(1, 'dropout');

  it('has the gradients that differences give', () => {
    const loss = (tape: Tape) => model.loss(tape, batchFor(model, { dropoutKey }));
    expect(gradientError(model.parameters, loss)).toBeLessThan(1e-6);
  });

  it('says of a row what it says without the others', () => {
    const whole = batchFor(model, { dropoutKey });
    const gradient = (batch: TableTraining) =>
      gradientsOf(model.parameters, (tape) => model.loss(tape, batch, { reduction: 'sum' }));
    const sum = new Float64Array(model.parameters.count);
    const each = Array.from({ length: B }, (_, b) => {
      const alone = model.part(whole, b, b + 1);
      gradient(alone).forEach((g, i) => {
        sum[i] += g;
      });
      return run(model, (tape) => model.forward(tape, alone));
    });
    expectSame(
      each.flat(),
      run(model, (tape) => model.forward(tape, whole)),
    );
    expectClose(sum, gradient(whole), 1e-12);
    const parts = [model.part(whole, 0, 2), model.part(whole, 2, B)];
    const weight = parts.reduce((total, part) => total + model.weight(part), 0);
    expect(weight).toBe(model.weight(whole));
    const mean = lossValue(model.parameters, (tape) => model.loss(tape, whole));
    const total = parts
      .map((part) => lossValue(model.parameters, (t) => model.loss(t, part, { reduction: 'sum' })))
      .reduce((a, b) => a + b);
    expectClose([total / weight], [mean], 1e-12);
  });
});

describe.each(await backends())('table networks on $name', ({ create, tolerance }) => {
  it('have the answers, losses and gradients of the reference', async () => {
    const backend = await create();
    const dropoutKey = keyFor(1, 'dropout');
    for (const config of Object.values(configs)) {
      const [own, reference] = [network(config, backend), network(config)];
      const all = (model: TableNetwork) => {
        const batch = batchFor(model, { dropoutKey });
        const loss = (tape: Tape) => model.loss(tape, batch);
        return [
          ...run(model, (tape) => model.forward(tape, batch)),
          lossValue(model.parameters, loss),
          ...gradientsOf(model.parameters, loss),
        ];
      };
      expectClose(all(own), all(reference), tolerance, JSON.stringify(config));
      own.close();
    }
    backend.close();
  });
});

/** x·Wᵀ + b through the layers, by hand. */
function byHand(model: TableNetwork): number[][] {
  const dense = (x: number[], name: string) => {
    const weight = model.parameters.read(`${name}.weight`);
    return Array.from(model.parameters.read(`${name}.bias`), (bias, o) =>
      x.reduce((sum, value, i) => sum + value * weight[o * x.length + i], bias),
    );
  };
  return Array.from({ length: B }, (_, b) => {
    let x = rows.slice(b * F, (b + 1) * F);
    for (const k of model.config.hidden.keys()) {
      x = dense(x, `layers.${k}`).map((sum) =>
        model.config.nonlinearity === 'relu' ? Math.max(0, sum) : Math.tanh(sum),
      );
    }
    return dense(x, 'output');
  });
}

describe('the outputs', () => {
  it.each([
    { hidden: [4, 3] },
    { hidden: [4], nonlinearity: 'relu', outputs: 3 },
    { hidden: [], task: 'regress' },
  ] as Partial<TableConfig>[])('are those of dense layers: %o', (config) => {
    const model = network(config);
    model.parameters.write(
      'output.bias',
      random.values(model.parameters.read('output.bias').length),
    );
    const found = run(model, (tape) => model.forward(tape, batchFor(model)));
    expectClose(found, byHand(model).flat(), 1e-12);
  });

  it('of two classes mean the probability of the second', () => {
    const model = network();
    const logits = byHand(model).flat();
    const found = run(model, (tape) => model.probabilities(tape, batchFor(model)));
    const sigmoid = logits.map((x) => 1 / (1 + Math.exp(-x)));
    expectClose(
      found,
      sigmoid.flatMap((p) => [1 - p, p]),
      1e-12,
    );
  });

  it('of more classes mean their softmax', () => {
    const model = network({ outputs: 3 });
    const found = run(model, (tape) => model.probabilities(tape, batchFor(model)));
    const wanted = byHand(model).flatMap((row) => {
      const total = row.reduce((sum, x) => sum + Math.exp(x), 0);
      return row.map((x) => Math.exp(x) / total);
    });
    expectClose(found, wanted, 1e-12);
  });
});

describe('dropout', () => {
  it('drops units of each hidden layer, by the row’s own number, and only with a key', () => {
    const model = network({ hidden: [4, 3], dropout: 0.5 });
    const outputs = (more: Partial<TableTraining>) =>
      run(model, (tape) => model.forward(tape, batchFor(model, more)));
    const dropoutKey = keyFor(1, 'dropout');
    expectClose(outputs({}), byHand(model).flat(), 1e-12);
    const dropped = outputs({ dropoutKey });
    expect(dropped).toEqual(outputs({ dropoutKey }));
    expect(dropped).not.toEqual(outputs({}));
    const same = { rows: Array(B).fill(rows.slice(0, F)).flat(), dropoutKey };
    expect(new Set(outputs(same)).size).toBeGreaterThan(1);
    expect(outputs({ ...same, firstStream: 1 }).slice(0, -1)).toEqual(outputs(same).slice(1));
  });
});

describe('the loss', () => {
  it.each([
    [[], 0],
    [[0.5, 3], 0],
    [[0.5, 3], 0.2],
  ])(
    'of two classes is that of softmax over two logits, weights %j and smoothing %d',
    (classWeights, smoothing) => {
      const model = network({ classWeights, smoothing });
      const weights = classWeights.length > 0 ? classWeights : [1, 1];
      let sum = 0;
      let total = 0;
      byHand(model).forEach(([x], b) => {
        const y = targets[2][b];
        if (y < 0) return;
        const logs = [-Math.log(1 + Math.exp(x)), x - Math.log(1 + Math.exp(x))];
        const spread = weights[0] * logs[0] + weights[1] * logs[1];
        sum -= (1 - smoothing) * weights[y] * logs[y] + (smoothing / 2) * spread;
        total += weights[y];
      });
      const found = lossValue(model.parameters, (tape) => model.loss(tape, batchFor(model)));
      expectClose([found], [sum / total], 1e-12);
    },
  );

  it('of numbers is the mean squared error', () => {
    const model = network({ task: 'regress', outputs: 2 });
    const wanted =
      byHand(model)
        .flat()
        .reduce((s, x, k) => s + (x - numbers[k]) ** 2, 0) /
      (2 * B);
    const found = lossValue(model.parameters, (tape) => model.loss(tape, batchFor(model)));
    expectClose([found], [wanted], 1e-12);
  });
});

describe('a table network that cannot be', () => {
  const cases: [string, Partial<TableConfig>, RegExp][] = [
    ['one class', { outputs: 1 }, /at least 2 classes.*1/],
    ['no outputs', { outputs: 0, task: 'regress' }, /outputs .*0/],
    ['an unknown task', { task: 'rank' as never }, /task .*rank/],
    ['a layer without units', { hidden: [3, 0] }, /hidden layer .*0/],
    ['an unknown nonlinearity', { nonlinearity: 'elu' as never }, /nonlinearity .*elu/],
    ['an unknown init', { init: 'zero' as never }, /init .*zero/],
    ['dropout of everything', { dropout: 1 }, /dropout .*1/],
    ['dropout without hidden layers', { dropout: 0.5, hidden: [] }, /leave dropout out/],
    ['weights for other classes', { classWeights: [1] }, /classWeights .*2 numbers.*1/],
    ['smoothed numbers', { task: 'regress', smoothing: 0.1 }, /regression has none/],
  ];
  it.each(cases)('is refused: %s', (_, config, message) => {
    expect(() => network(config)).toThrow(message);
  });

  it('is refused rows and targets that do not fit', () => {
    const model = network();
    const loss = (more: Partial<TableTraining>) => () =>
      model.loss(new Tape(model.backend), batchFor(model, more));
    expect(loss({ rows: [1, 2] })).toThrow(/15 values .*\(5, 3\).*2/);
    expect(loss({ rows: [...rows.slice(0, 7), Number.NaN, ...rows.slice(8)] })).toThrow(
      /NaN in row 2, column 1/,
    );
    expect(loss({ targets: [0, 1, 2, 0, 0] })).toThrow(/targets from 0 to 1 .*2 at position 2/);
    expect(loss({ targets: [0, 1] })).toThrow(/5 targets .*2/);
    const regress = network({ task: 'regress' });
    expect(() => regress.probabilities(new Tape(regress.backend), batchFor(regress))).toThrow(
      /numbers have no probabilities/,
    );
  });
});

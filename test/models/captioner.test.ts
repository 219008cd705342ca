import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../src/backend/backend.ts';
import {
  Captioner,
  type CaptionerConfig,
  type CaptionTraining,
  captionerDefaults,
} from '../../src/models/captioner.ts';
import { cellNames } from '../../src/nn/cells/table.ts';
import { Tape, valuesOf } from '../../src/tensor/index.ts';
import { keyFor } from '../../src/util/rng.ts';
import { backends } from '../support/backends.ts';
import { gradientError } from '../support/model-gradients.ts';
import { expectClose, expectSame } from '../support/numbers.ts';
import { expectIndependent, ofSequence } from './batch-mates.ts';
import { B, captionBatch, ends, smallCaptioner, T, V } from './captions.ts';

const dropoutKey = keyFor(8, 'dropout');

const configs: Record<string, Partial<CaptionerConfig>> = {
  'a vector': {},
  'a vector through hidden layers': { conditionLayers: [4, 2], layers: 2 },
  'a label': { condition: 'label', conditionSize: 3, layers: 2 },
  nothing: { condition: 'none', conditionSize: 0 },
  'zeros after the first symbol': { feedback: 'zeros' },
  'one-hot input, zeros after the first': { feedback: 'zeros', embed: 'onehot' },
  'residual links and deep output layers': { layers: 3, residual: true, outputLayers: [4, 2] },
  'every dropout': { layers: 2, dropout: 0.3, embedDropout: 0.3, weightDrop: 0.3 },
  'smoothed targets': { smoothing: 0.2 },
};
for (const cell of cellNames) configs[cell] = { cell };

describe('gradients of the captioner equal differences', () => {
  it.each(Object.entries(configs))('with %s', (_, config) => {
    const network = smallCaptioner(config);
    const batch = { ...captionBatch(config), dropoutKey };
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

  const cases: Partial<CaptionerConfig>[] = [
    { cell: 'gru-torch', layers: 2 },
    { condition: 'label', conditionSize: 3, feedback: 'zeros' },
    { condition: 'none', conditionSize: 0, dropout: 0.3 },
  ];
  it.each(cases)('change nothing for the captioner %o', (config) => {
    const network = smallCaptioner(config, { backend });
    const batch: CaptionTraining = { ...captionBatch(config), dropoutKey };
    const pad = (values: ArrayLike<number>, filler: number) =>
      Int32Array.from({ length: values.length + 2 * B }, (_, n) =>
        Math.floor(n / B) < ends[n % B] ? values[n] : filler,
      );
    const padded = {
      ...batch,
      T: T + 2,
      inputs: pad(batch.inputs as Int32Array, 2),
      targets: pad(batch.targets, 1),
    };
    expectIndependent(
      {
        network,
        batch,
        padded,
        answers: (tape, some, b, position) =>
          ofSequence(network.forward(tape, some).logits, position, ends[b]),
      },
      tolerance,
    );
  });
});

describe('the condition', () => {
  it('sets the first state: tanh(Wx + b) for h, Wx + b for c', () => {
    const network = smallCaptioner({ layers: 2 });
    const { condition = [] } = captionBatch();
    const states = network.initial(new Tape(network.backend), { condition, B }) ?? [];
    expect(states.length).toBe(2);
    states.forEach((state, k) => {
      for (const [name, f] of [
        ['h', Math.tanh],
        ['c', (x: number) => x],
      ] as const) {
        const weight = network.parameters.read(`initial.${name}_l${k}.weight`);
        const bias = network.parameters.read(`initial.${name}_l${k}.bias`);
        const wanted = Array.from({ length: B * 3 }, (_, n) => {
          const [b, i] = [Math.floor(n / 3), n % 3];
          return f(
            weight[2 * i] * condition[2 * b] + weight[2 * i + 1] * condition[2 * b + 1] + bias[i],
          );
        });
        expectClose(valuesOf(state[name]), wanted, 1e-12);
      }
    });
  });

  it('is a row of a table for each label', () => {
    const network = smallCaptioner({ condition: 'label', conditionSize: 3, cell: 'gru' });
    const table = network.parameters.read('initial.h_l0.weight');
    const [state] = network.initial(new Tape(network.backend), { condition: [2, 0], B: 2 }) ?? [];
    const wanted = [...table.slice(6, 9), ...table.slice(0, 3)].map(Math.tanh);
    expectClose(valuesOf(state.h), wanted, 1e-12);
  });

  it('is zeros where there is none', () => {
    const network = smallCaptioner({ condition: 'none', conditionSize: 0 });
    const tape = new Tape(network.backend);
    expect(network.initial(tape, { B: 2 })).toBeUndefined();
    expect(network.parameters.names().filter((name) => name.startsWith('initial'))).toEqual([]);
  });
});

describe('feedback', () => {
  const logitsOf = (
    config: Partial<CaptionerConfig>,
    inputs: ArrayLike<number>,
    given?: number[],
  ) => {
    const network = smallCaptioner(config);
    const batch = { ...captionBatch(), inputs, given, lengths: undefined };
    return valuesOf(network.forward(new Tape(network.backend), batch).logits);
  };
  const inputs = captionBatch().inputs as Int32Array;
  const other = (from: number) => inputs.map((id, n) => (n < from * B ? id : (id + 1) % V));

  it('of zeros reads the first symbol alone, or as many as are given', () => {
    const zeros = { feedback: 'zeros' } as const;
    expectSame(logitsOf(zeros, other(1)), logitsOf(zeros, inputs));
    expect(logitsOf(zeros, other(0))).not.toEqual(logitsOf(zeros, inputs));
    const given = [2, 2, 2, 2];
    expectSame(logitsOf(zeros, other(2), given), logitsOf(zeros, inputs, given));
    expect(logitsOf(zeros, other(1), given)).not.toEqual(logitsOf(zeros, inputs, given));
    const nothing = inputs.map((id, n) => (n < B ? id : -1));
    expectSame(logitsOf({}, nothing), logitsOf(zeros, inputs));
  });

  it('of the previous symbol reads them all', () => {
    expect(logitsOf({}, other(T - 1))).not.toEqual(logitsOf({}, inputs));
  });
});

describe('a captioner that cannot be', () => {
  const cases: [string, Partial<CaptionerConfig>, RegExp][] = [
    [
      'an unknown condition',
      { condition: 'picture' as never },
      /condition .*vector or label or none/,
    ],
    ['an unknown feedback', { feedback: 'next' as never }, /feedback .*previous or zeros/],
    ['vectors of no numbers', { conditionSize: 0 }, /conditionSize .*positive integer/],
    ['a size of nothing', { condition: 'none' }, /conditionSize with condition 'none' to be 0/],
    [
      'hidden layers over labels',
      { condition: 'label', conditionLayers: [3] },
      /conditionLayers are for vectors/,
    ],
  ];
  it.each(cases)('is refused: %s', (_, config, message) => {
    expect(() => smallCaptioner(config)).toThrow(message);
  });

  const batches: [string, Partial<CaptionerConfig>, number[] | undefined, RegExp][] = [
    ['none', {}, undefined, /condition of \(4, 2\) numbers in the batch but received none/],
    ['too few', {}, [1, 2], /received 2/],
    ['not finite', {}, [1, 2, 3, Number.NaN, 1, 1, 1, 1], /finite .*sequence 1, column 1/],
    [
      'a label out of range',
      { condition: 'label' },
      [0, 1, 2, 1],
      /from 0 to 1 .*2 for sequence 2/,
    ],
    ['one too many', { condition: 'none', conditionSize: 0 }, [1], /expected no condition/],
  ];
  it.each(batches)('refuses conditions: %s', (_, config, condition, message) => {
    const network = smallCaptioner(config);
    const batch = { ...captionBatch(config), condition };
    expect(() => network.forward(new Tape(network.backend), batch)).toThrow(message);
  });

  it('has complete defaults', () => {
    expect(() => new Captioner(smallCaptioner().backend, captionerDefaults, 5)).not.toThrow();
  });
});

import { describe, expect, it } from 'vitest';
import type { Backend, ProductArgs } from '../../src/backend/backend.ts';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import type { ClassifierConfig } from '../../src/models/classifier.ts';
import { poolingNames } from '../../src/nn/pooling.ts';
import { Tape, valuesOf } from '../../src/tensor/index.ts';
import { gradientsOf, lossValue } from '../support/model-gradients.ts';
import { expectClose } from '../support/numbers.ts';
import { B, classifierBatch, smallClassifier, smallTagger, T, taggerBatch, V } from './networks.ts';

function outputsOf(config: Partial<ClassifierConfig>, batch = classifierBatch()) {
  const model = smallClassifier(config);
  const tape = new Tape(model.backend, { recording: false });
  const { outputs, attention } = model.forward(tape, batch);
  return { outputs: valuesOf(outputs), attention: attention && valuesOf(attention) };
}

function logSoftmax(row: number[]): number[] {
  const norm = Math.log(row.reduce((sum, x) => sum + Math.exp(x), 0));
  return row.map((x) => x - norm);
}

describe('the loss of the classifier', () => {
  it('is the mean of −log p over the sequences, weighted by class', () => {
    const { outputs } = outputsOf({});
    const { targets } = classifierBatch();
    const classWeights = [0.5, 2, 1];
    const each = Array.from(targets).map(
      (y, b) => -logSoftmax([...outputs.slice(3 * b, 3 * b + 3)])[y],
    );
    const model = (config: Partial<ClassifierConfig>) => {
      const one = smallClassifier(config);
      return lossValue(one.parameters, (tape) => one.loss(tape, classifierBatch()));
    };
    const mean = (weights: number[]) => {
      const of = Array.from(targets).map((y) => weights[y]);
      const total = of.reduce((a, b) => a + b);
      return each.reduce((sum, loss, b) => sum + loss * of[b], 0) / total;
    };
    expectClose([model({})], [mean([1, 1, 1])], 1e-12);
    expectClose([model({ classWeights })], [mean(classWeights)], 1e-12);
    const uniform = outputs.length / B;
    const spread = Array.from(targets).map((_, b) => {
      const row = logSoftmax([...outputs.slice(3 * b, 3 * b + 3)]);
      return -row.reduce((sum, log) => sum + log, 0) / uniform;
    });
    const smoothed = each.map((loss, b) => 0.8 * loss + 0.2 * spread[b]);
    expectClose([model({ smoothing: 0.2 })], [smoothed.reduce((a, b) => a + b) / B], 1e-12);
  });

  it('of numbers is the mean squared error', () => {
    const model = smallClassifier({ task: 'regress', outputs: 1 });
    const targets = [1, -2, 0.5, 3];
    const tape = new Tape(model.backend);
    const batch = { ...classifierBatch(), targets };
    const outputs = valuesOf(model.forward(tape, batch).outputs);
    const wanted = targets.reduce((sum, y, b) => sum + (outputs[b] - y) ** 2, 0) / B;
    expectClose([lossValue(model.parameters, (own) => model.loss(own, batch))], [wanted], 1e-12);
  });
});

describe('pooling', () => {
  /** What the tagger, which has the same first weights, gives below its output layer. */
  const steps = (() => {
    const tagger = smallTagger({ outputLayers: [] });
    tagger.parameters.write('output.bias', [0, 0, 0]);
    const identity = Float64Array.from({ length: 18 }, (_, k) => (k % 7 === 0 ? 1 : 0));
    const first = [...identity];
    const tape = new Tape(tagger.backend);
    tagger.parameters.write('output.weight', first);
    const low = valuesOf(tagger.forward(tape, taggerBatch()));
    tagger.parameters.write(
      'output.weight',
      [...Array(3)].flatMap((_, r) => [0, 0, 0, 0, 0, 0].map((_, c) => (c === r + 3 ? 1 : 0))),
    );
    const high = valuesOf(tagger.forward(tape, taggerBatch()));
    return (t: number, b: number) => {
      const at = (t * B + b) * 3;
      return [...low.slice(at, at + 3), ...high.slice(at, at + 3)];
    };
  })();

  it.each(['last', 'mean', 'max'] as const)('by %s is of the steps that count', (pooling) => {
    const model = smallClassifier({ pooling, outputs: 3 });
    const tape = new Tape(model.backend);
    const { lengths } = classifierBatch();
    const ends = Array.from(lengths as Int32Array);
    const wanted = ends.flatMap((length, b) => {
      const rows = Array.from({ length }, (_, t) => steps(t, b));
      if (pooling === 'last') return [...rows[length - 1].slice(0, 3), ...rows[0].slice(3)];
      return rows[0].map((_, f) => {
        const column = rows.map((row) => row[f]);
        if (pooling === 'max') return Math.max(...column);
        return column.reduce((a, b) => a + b) / length;
      });
    });
    model.parameters.write('output.bias', [0, 0, 0]);
    const read = (shift: number) => {
      const weight = Array.from({ length: 18 }, (_, k) =>
        k % 6 === Math.floor(k / 6) + shift ? 1 : 0,
      );
      model.parameters.write('output.weight', weight);
      return valuesOf(model.forward(tape, classifierBatch()).outputs);
    };
    const [low, high] = [read(0), read(3)];
    const found = ends.flatMap((_, b) => [
      ...low.slice(3 * b, 3 * b + 3),
      ...high.slice(3 * b, 3 * b + 3),
    ]);
    expectClose(found, wanted, 1e-12);
  });

  it('by attention weighs the steps that count, and no others', () => {
    const { attention } = outputsOf({ pooling: 'attention' });
    const lengths = Array.from(classifierBatch().lengths as Int32Array);
    lengths.forEach((length, b) => {
      const row = [...(attention ?? []).slice(b * T, (b + 1) * T)];
      expectClose([row.slice(0, length).reduce((a, b) => a + b)], [1], 1e-12);
      expect(row.slice(0, length).every((weight) => weight > 0)).toBe(true);
      expect(row.slice(length).every((weight) => weight === 0)).toBe(true);
    });
  });

  it('of a sequence without steps is zero, so that the output is its bias', () => {
    for (const pooling of ['last', 'mean', 'max', 'attention'] as const) {
      const { outputs } = outputsOf({ pooling }, { ...classifierBatch(), lengths: [0, 5, 0, 2] });
      const model = smallClassifier({ pooling });
      const bias = [...model.parameters.read('output.bias')];
      expect([...outputs.slice(0, 3)]).toEqual(bias);
      expect([...outputs.slice(3, 6)]).not.toEqual(bias);
    }
  });
});

describe('many-to-one', () => {
  it('computes outputs at the end of sequences only', () => {
    const backend = createReferenceBackend();
    const products: number[] = [];
    const losses: number[] = [];
    const counting = new Proxy(backend, {
      get(target, name) {
        if (name === 'product') {
          return (args: ProductArgs) => {
            // The deep layer of 11 units is the only product of so many columns.
            if (args.b.N === 11) products.push(args.M);
            target.product(args);
          };
        }
        if (name === 'outputLoss') {
          return (args: Parameters<Backend['outputLoss']>[0]) => {
            losses.push(args.N);
            target.outputLoss(args);
          };
        }
        const value = target[name as keyof typeof target];
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const model = smallClassifier({ pooling: 'last', outputLayers: [11] }, { backend: counting });
    const tape = new Tape(counting, { recording: false });
    model.loss(tape, classifierBatch());
    expect(products).toEqual([B]);
    expect(losses).toEqual([B]);
  });

  it.each(poolingNames)('the loss reaches every weight, pooling by %s', (pooling) => {
    const model = smallClassifier({ pooling, layers: 2 });
    const { inputs, ...batch } = classifierBatch();
    const { parameters } = model;
    // Symbol 6 is read in padding only, 5 nowhere.
    let next = 0;
    const ids = Array.from(inputs as Int32Array, (_, n) =>
      Math.floor(n / B) < (batch.lengths as Int32Array)[n % B] ? next++ % 5 : 6,
    );
    const gradients = gradientsOf(parameters, (tape) =>
      model.loss(tape, { ...batch, inputs: ids }),
    );
    for (const { name, offset, length } of parameters.entries()) {
      const own = gradients.slice(offset, offset + length);
      if (name !== 'embedding.weight') {
        expect(
          own.every((g) => g !== 0),
          name,
        ).toBe(true);
        continue;
      }
      const rows = Array.from({ length: V }, (_, id) => own.slice(4 * id, 4 * id + 4));
      const reached = rows.map((row) => row.every((g) => g !== 0));
      expect(reached).toEqual([true, true, true, true, true, false, false]);
      expect([...rows[5], ...rows[6]].every((g) => g === 0)).toBe(true);
    }
  });
});

describe('a classifier that cannot be', () => {
  const cases: [string, Partial<ClassifierConfig>, RegExp][] = [
    ['no outputs', { outputs: 0 }, /expected outputs .*positive integer.*0/],
    ['an unknown pooling', { pooling: 'median' as never }, /expected pooling .*median/],
    ['an unknown task', { task: 'rank' as never }, /expected task .*rank/],
    ['an unknown merge', { merge: 'mean' as never }, /expected merge .*mean/],
    ['weights for other classes', { classWeights: [1, 2] }, /expected classWeights .*3 numbers.*2/],
    ['a negative weight', { classWeights: [1, -2, 1] }, /class weight .*-2/],
    ['too much smoothing', { smoothing: 1.5 }, /smoothing .*1.5/],
    [
      'smoothed numbers',
      { task: 'regress', smoothing: 0.1 },
      /regression has none.*leave them out/,
    ],
    ['a billion parameters', { hidden: 65536, layers: 8 }, /million parameters.*lower hidden/],
  ];
  it.each(cases)('is refused: %s', (_, config, message) => {
    expect(() => smallClassifier(config)).toThrow(message);
  });

  it('is refused with lengths or classes that do not fit', () => {
    const model = smallClassifier();
    const tape = new Tape(model.backend);
    const batch = classifierBatch();
    expect(() => model.forward(tape, { ...batch, lengths: [1, 2, 3, 6] })).toThrow(/0 to 5.*6/);
    expect(() => model.forward(tape, { ...batch, lengths: [1, 2] })).toThrow(
      /lengths.*\(4\).*\(2\)/,
    );
    expect(() => model.loss(tape, { ...batch, targets: [0, 1, 2, 3] })).toThrow(
      /targets from 0 to 2/,
    );
  });
});

/** A linear model of features beside a recurrent classifier or tagger: its numbers, its gradients, what is left out of it. */
import { describe, expect, it } from 'vitest';
import type { ClassifierConfig, ClassifierTraining } from '../../src/models/classifier.ts';
import type { TaggerConfig, TaggerTraining } from '../../src/models/tagger.ts';
import { sparsePart } from '../../src/models/wide.ts';
import { Tape, valuesOf } from '../../src/tensor/index.ts';
import { keyFor } from '../../src/util/rng.ts';
import { gradientError, lossValue } from '../support/model-gradients.ts';
import { expectClose, source } from '../support/numbers.ts';
import { expectIndependent, ofSequence } from './batch-mates.ts';
import {
  B,
  classifierBatch,
  crfBatch,
  lengths,
  smallClassifier,
  smallTagger,
  T,
  taggerBatch,
} from './networks.ts';

const FEATURES = 6;
const OUTPUTS = 3;
const dropoutKey = keyFor(5, 'dropout');
/** The third text has none, the last one a feature of its own. */
const features = {
  starts: Int32Array.of(0, 2, 3, 3, 5),
  indices: Int32Array.of(1, 4, 4, 0, 5),
  values: Float32Array.of(0.5, 0.75, 1, 0.25, 0.5),
};
const batch = { ...classifierBatch(), features };

function wideClassifier(config: Partial<ClassifierConfig> = {}) {
  const network = smallClassifier({ wide: FEATURES, ...config });
  const { length } = network.parameters.read('wide.weight');
  network.parameters.write('wide.weight', source(21).values(length, 1));
  return network;
}

function answers(network: ReturnType<typeof wideClassifier>): Float64Array {
  const tape = new Tape(network.backend, { recording: false });
  const made = Float64Array.from(valuesOf(network.forward(tape, batch).outputs));
  tape.close();
  return made;
}

describe('a wide part', () => {
  it('adds its features times their weights to the logits', () => {
    const network = wideClassifier();
    const withIt = answers(network);
    const weight = network.parameters.read('wide.weight');
    network.parameters.write('wide.weight', new Float64Array(weight.length));
    const without = answers(network);
    for (let b = 0; b < B; b++) {
      for (let j = 0; j < OUTPUTS; j++) {
        let linear = 0;
        for (let k = features.starts[b]; k < features.starts[b + 1]; k++) {
          linear += features.values[k] * weight[features.indices[k] * OUTPUTS + j];
        }
        const at = b * OUTPUTS + j;
        expectClose([withIt[at] - without[at]], [linear], 1e-12);
      }
    }
  });

  it('says nothing before it has learned', () => {
    const weight = smallClassifier({ wide: FEATURES }).parameters.read('wide.weight');
    expect(Array.from(weight)).toEqual(Array(FEATURES * OUTPUTS).fill(0));
  });

  it.each<Partial<ClassifierConfig>>([
    {},
    { wideDrop: 0.4 },
    { smoothing: 0.2, classWeights: [0.5, 2, 1] },
    { dropout: 0.3, outputLayers: [4] },
  ])('has gradients that equal differences with %o', (config) => {
    const network = wideClassifier(config);
    const error = gradientError(network.parameters, (tape) =>
      network.loss(tape, { ...batch, dropoutKey }),
    );
    expect(error).toBeLessThan(1e-6);
  });

  it('serves numbers as well as classes', () => {
    const network = wideClassifier({ task: 'regress', outputs: 2 });
    const targets = [0.5, -1, 2, 0.25, -0.75, 1, 0, 3];
    const error = gradientError(network.parameters, (tape) =>
      network.loss(tape, { ...batch, targets }),
    );
    expect(error).toBeLessThan(1e-6);
  });

  it('has the same answers, gradients and dropped features in any batch', () => {
    const network = wideClassifier({ wideDrop: 0.4 });
    const training: ClassifierTraining = { ...batch, dropoutKey };
    const subject = {
      network,
      batch: training,
      padded: training,
      answers: (tape: Tape, some: ClassifierTraining, _: number, position: number) =>
        valuesOf(network.forward(tape, some).outputs).slice(
          OUTPUTS * position,
          OUTPUTS * (position + 1),
        ),
    };
    expectIndependent(subject, 1e-12);
  });

  it('leaves features out while training only, and makes up for them', () => {
    const network = wideClassifier({ wideDrop: 0.5 });
    const whole = answers(network);
    const mean = new Float64Array(whole.length);
    const rounds = 4000;
    for (let n = 0; n < rounds; n++) {
      const tape = new Tape(network.backend, { recording: false });
      const key = keyFor(n, 'dropout');
      const made = valuesOf(network.forward(tape, { ...batch, dropoutKey: key }).outputs);
      for (let i = 0; i < mean.length; i++) mean[i] += made[i] / rounds;
      tape.close();
    }
    expectClose(mean, whole, 0.05);
  });

  it('wants features with every batch', () => {
    const network = wideClassifier();
    const bare = { ...batch, features: undefined };
    expect(() => lossValue(network.parameters, (tape) => network.loss(tape, bare))).toThrow(
      'the network has a wide part and the batch has no features',
    );
  });

  it.each<[string, Partial<ClassifierConfig>, RegExp]>([
    ['half a feature', { wide: 0.5 }, /wide to be a whole number of features/],
    ['every feature dropped', { wideDrop: 1 }, /wideDrop to be from 0 to below 1/],
  ])('cannot have %s', (_, config, message) => {
    expect(() => smallClassifier(config)).toThrow(message);
  });
});

/** Two features for each step that counts, by the step and the sequence. */
const ofSteps = (() => {
  const starts = [0];
  const indices: number[] = [];
  for (let n = 0; n < T * B; n++) {
    const [t, b] = [Math.floor(n / B), n % B];
    if (t < lengths[b]) indices.push((3 * t + b) % FEATURES, (t + 2 * b + 1) % FEATURES);
    starts.push(indices.length);
  }
  return {
    starts,
    indices: Int32Array.from(indices),
    values: indices.map((_, k) => 0.5 + 0.1 * k),
  };
})();

function wideTagger(config: Partial<TaggerConfig> = {}) {
  const network = smallTagger({ wide: FEATURES, ...config });
  const { length } = network.parameters.read('wide.weight');
  network.parameters.write('wide.weight', source(22).values(length, 1));
  return network;
}

describe('a wide part of a tagger', () => {
  it('adds the features of each step times their weights to its logits', () => {
    const network = wideTagger();
    const given = { ...taggerBatch(), features: ofSteps };
    const logits = () => {
      const tape = new Tape(network.backend, { recording: false });
      return Float64Array.from(valuesOf(network.forward(tape, given)));
    };
    const withIt = logits();
    const weight = network.parameters.read('wide.weight');
    network.parameters.write('wide.weight', new Float64Array(weight.length));
    const without = logits();
    for (let n = 0; n < T * B; n++) {
      for (let j = 0; j < OUTPUTS; j++) {
        let linear = 0;
        for (let k = ofSteps.starts[n]; k < ofSteps.starts[n + 1]; k++) {
          linear += ofSteps.values[k] * weight[ofSteps.indices[k] * OUTPUTS + j];
        }
        expectClose([withIt[n * OUTPUTS + j] - without[n * OUTPUTS + j]], [linear], 1e-12);
      }
    }
  });

  it.each<Partial<TaggerConfig>>([
    {},
    { wideDrop: 0.4 },
    { smoothing: 0.2, classWeights: [0.5, 2, 1] },
    { crf: true, wideDrop: 0.4 },
  ])('has gradients that equal differences with %o', (config) => {
    const network = wideTagger(config);
    const given = { ...(config.crf ? crfBatch() : taggerBatch()), features: ofSteps, dropoutKey };
    const error = gradientError(network.parameters, (tape) => network.loss(tape, given));
    expect(error).toBeLessThan(1e-6);
  });

  it('has the same answers, gradients and dropped features in any batch', () => {
    const network = wideTagger({ wideDrop: 0.4 });
    const training: TaggerTraining = { ...taggerBatch(), features: ofSteps, dropoutKey };
    const subject = {
      network,
      batch: training,
      padded: training,
      answers: (tape: Tape, some: TaggerTraining, b: number, position: number) =>
        ofSequence(network.forward(tape, some), position, lengths[b]),
    };
    expectIndependent(subject, 1e-12);
  });

  it('leaves out other features at each step', () => {
    const network = wideTagger({ wideDrop: 0.5 });
    // All steps of a sequence have the same features.
    const same = {
      starts: Int32Array.from({ length: T * B + 1 }, (_, n) => 2 * n),
      indices: Int32Array.from({ length: 2 * T * B }, (_, k) => k % 2),
      values: new Float32Array(2 * T * B).fill(1),
    };
    const given = { ...taggerBatch(), lengths: undefined, features: same, dropoutKey };
    const weight = network.parameters.read('wide.weight');
    const tape = new Tape(network.backend, { recording: false });
    const kept = Float64Array.from(valuesOf(network.forward(tape, given)));
    network.parameters.write('wide.weight', new Float64Array(weight.length));
    const without = valuesOf(network.forward(tape, given));
    const added = Array.from({ length: T * B }, (_, n) => kept[n * OUTPUTS] - without[n * OUTPUTS]);
    const states = new Set(added.map((x) => x.toFixed(6)));
    expect(states.size).toBe(4); // none, either, both
    for (let b = 0; b < B; b++) {
      const own = new Set(Array.from({ length: T }, (_, t) => added[t * B + b].toFixed(6)));
      expect(own.size).toBeGreaterThan(1);
    }
  });
});

describe('a part of sparse rows', () => {
  it('has the steps of its own sequences', () => {
    const { starts, indices, values } = sparsePart(
      { starts: [0, 1, 1, 3, 4], indices: Int32Array.of(5, 4, 3, 2), values: [1, 2, 3, 4] },
      2,
      1,
      2,
    );
    expect([starts, Array.from(indices), values]).toEqual([[0, 0, 1], [2], [4]]);
  });

  it('begins at its own first entry', () => {
    const { starts, indices, values } = sparsePart(features, 4, 1, 4);
    expect([starts, Array.from(indices), Array.from(values)]).toEqual([
      [0, 1, 1, 3],
      [4, 0, 5],
      [1, 0.25, 0.5],
    ]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../src/backend/backend.ts';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import { stackFrames } from '../../src/models/stack-frames.ts';
import {
  Transcriber,
  type TranscriberConfig,
  type TranscriptionTraining,
  transcriberDefaults,
} from '../../src/models/transcriber.ts';
import { cellNames } from '../../src/nn/cells/table.ts';
import { Tape, valuesOf } from '../../src/tensor/index.ts';
import { keyFor } from '../../src/util/rng.ts';
import { labelProbabilities, softmaxRows } from '../nn/ctc/paths.ts';
import { backends } from '../support/backends.ts';
import { gradientError, lossValue } from '../support/model-gradients.ts';
import { expectClose, source } from '../support/numbers.ts';
import { expectIndependent, ofSequence } from './batch-mates.ts';

const [T, B, F, labels] = [6, 4, 2, 3];
const lengths = Int32Array.of(4, 6, 1, 5);
const vectors = Float32Array.from(source(31).values(T * B * F, 2));
const frames: TranscriptionTraining = {
  T,
  B,
  lengths,
  vectors,
  labels: [[0, 1], [2, 2, 0], [], [1]],
};
const dropoutKey = keyFor(6, 'dropout');

function small(
  config: Partial<TranscriberConfig> = {},
  { backend = createReferenceBackend(), seed = 4, vocabulary = 0 }: SmallOptions = {},
): Transcriber {
  const whole = { ...transcriberDefaults, hidden: 3, embed: 4, vectors: F, labels, ...config };
  return new Transcriber(backend, whole, vocabulary, { seed });
}

interface SmallOptions {
  backend?: Backend;
  seed?: number;
  vocabulary?: number;
}

const configs: Record<string, Partial<TranscriberConfig>> = {
  'one direction': { bidirectional: false },
  'residual links and deep output layers': { layers: 3, residual: true, outputLayers: [4, 2] },
  'projected vectors, directions added': { project: 3, merge: 'sum', layers: 2 },
  'every dropout': { layers: 2, dropout: 0.3, weightDrop: 0.3 },
};
for (const cell of cellNames) configs[cell] = { cell };

describe('gradients of the transcriber equal differences', () => {
  it.each(Object.entries(configs))('with %s', (_, config) => {
    const network = small(config);
    const batch = { ...frames, dropoutKey };
    const error = gradientError(network.parameters, (tape) => network.loss(tape, batch));
    expect(error).toBeLessThan(1e-6);
  });

  it('with two frames at each step', () => {
    const network = small({ stackFrames: 2 });
    const batch = { ...frames, labels: [[0, 1], [2, 0], [1], []] };
    const error = gradientError(network.parameters, (tape) => network.loss(tape, batch));
    expect(error).toBeLessThan(1e-6);
  });

  it('with tokens', () => {
    const network = small({ vectors: 0 }, { vocabulary: 5 });
    const inputs = source(2).integers(T * B, 0, 5);
    const batch = { ...frames, vectors: undefined, inputs };
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

  const cases: Partial<TranscriberConfig>[] = [
    { cell: 'gru-torch', layers: 2 },
    { bidirectional: false, dropout: 0.3 },
    { stackFrames: 2, merge: 'sum' },
  ];
  it.each(cases)('change nothing for the transcriber %o', (config) => {
    const network = small(config, { backend });
    const k = config.stackFrames ?? 1;
    const batch = { ...frames, dropoutKey, labels: [[0, 1], [2, 1], [1], []] };
    const longer = Float32Array.from({ length: vectors.length + 2 * B * F }, (_, n) => {
      const row = Math.floor(n / F);
      return Math.floor(row / B) < lengths[row % B] ? vectors[n] : Number.NaN;
    });
    expectIndependent(
      {
        network,
        batch,
        padded: { ...batch, T: T + 2, vectors: longer },
        answers: (tape, some, b, position) =>
          ofSequence(network.forward(tape, some).logits, position, Math.ceil(lengths[b] / k)),
      },
      tolerance,
    );
  });
});

describe('the loss of a transcriber', () => {
  it('is −ln P of the labels over all paths, per label', () => {
    const network = small({ hidden: 5 });
    const { logits } = network.forward(new Tape(network.backend), frames);
    let sum = 0;
    frames.labels.forEach((wanted, b) => {
      const rows = softmaxRows(Array.from(ofSequence(logits, b, lengths[b])), labels + 1);
      const all = labelProbabilities(rows, labels);
      sum -= Math.log(all.get(Array.from(wanted).join(',')) ?? 0);
    });
    const loss = lossValue(network.parameters, (tape) => network.loss(tape, frames));
    // 2 + 3 + 1 labels, and one for the sequence that has none.
    expectClose([loss], [sum / 7], 1e-12);
    expect(network.weight(frames)).toBe(7);
  });

  it('names the sequence whose labels need more steps than it has', () => {
    const lossOf = (labels: number[][], config = {}, firstStream = 0) => {
      const network = small(config);
      return lossValue(network.parameters, (tape) =>
        network.loss(tape, { ...frames, labels, firstStream }),
      );
    };
    expect(() => lossOf([[], [], [], [0, 0, 1, 1]])).toThrow(
      /^sequence 3 has 4 labels, 2 of them repeated.* at least 6 steps but has 5: leave/,
    );
    expect(() => lossOf([[], [], [0, 1], []], {}, 10)).toThrow(
      /^sequence 12 has 2 labels and needs at least 2 steps but has 1/,
    );
    expect(() => lossOf([[0, 1, 2], [], [], []], { stackFrames: 2 })).toThrow(
      /^sequence 0 .*3 steps but has 2: lower stackFrames, which is 2/,
    );
    expect(lossOf([[], [], [], [0, 0, 1]])).toBeGreaterThan(0);
  });
});

describe('decoding', () => {
  it('finds the most probable labels where the beam is wide, those of the best path greedily', () => {
    const network = small({ hidden: 5 }, { seed: 9 });
    const tape = new Tape(network.backend, { recording: false });
    const { logits } = network.forward(tape, frames);
    const found = network.beam(tape, frames, { beamWidth: 500, n: 2 });
    const greedy = network.greedy(tape, frames);
    for (let b = 0; b < B; b++) {
      const rows = softmaxRows(Array.from(ofSequence(logits, b, lengths[b])), labels + 1);
      const all = [...labelProbabilities(rows, labels)].sort((x, y) => y[1] - x[1]);
      expect(found[b].map((one) => one.labels.join(','))).toEqual(
        all.slice(0, 2).map(([one]) => one),
      );
      expectClose(
        found[b].map(({ logProbability }) => logProbability),
        all.slice(0, 2).map(([, p]) => Math.log(p)),
        1e-9,
      );
      const path = rows.map((row) => row.indexOf(Math.max(...row)));
      const kept = path.filter((k, t) => k !== labels && k !== path[t - 1]);
      expect(greedy[b].labels).toEqual(kept);
    }
  });

  it('says at which frame a label begins, not at which step', () => {
    const network = small({
      cell: 'rnn',
      hidden: 1,
      bidirectional: false,
      vectors: 1,
      labels: 1,
      stackFrames: 2,
    });
    // The label where the frames of a step are not 0, else the blank.
    const write = (name: string, values: number[]) => network.parameters.write(name, values);
    write('rnn.weight_ih_l0', [10, 10]);
    write('rnn.weight_hh_l0', [0]);
    write('output.weight', [20, 0]);
    write('output.bias', [-5, 0]);
    const tape = new Tape(network.backend);
    const batch = { T: 7, B: 1, vectors: [0, 0, 0, 0, 0, 1, 0] };
    expect(network.greedy(tape, batch)).toMatchObject([{ labels: [0], frames: [4] }]);
    expect(network.forward(tape, batch).logits.shape).toEqual([4, 1, 2]);
  });
});

describe('frames side by side', () => {
  it('hold zeros after the last one, whatever the padding holds', () => {
    const given = Float32Array.from({ length: 3 * 2 }, (_, n) => n + 1); // (3, 2, 1)
    const stacked = stackFrames({ vectors: given, T: 3, B: 2, lengths: [3, 1] }, 2);
    // Sequence 0 has frames 1 3 5, sequence 1 has frame 2.
    expect(stacked).toEqual({
      vectors: Float32Array.of(1, 3, 2, 0, 5, 0, 0, 0),
      T: 2,
      B: 2,
      lengths: Int32Array.of(2, 1),
    });
  });
});

describe('a transcriber that cannot be', () => {
  const cases: [string, Partial<TranscriberConfig>, number, RegExp][] = [
    ['no labels', { labels: 0 }, 0, /expected labels to be a positive integer/],
    ['no frame a step', { stackFrames: 0 }, 0, /stackFrames/],
    ['tokens side by side', { stackFrames: 2, vectors: 0 }, 5, /input has tokens/],
  ];
  it.each(cases)('is refused: %s', (_, config, vocabulary, message) => {
    expect(() => small(config, { vocabulary })).toThrow(message);
  });

  it('is refused: vectors of another width', () => {
    const network = small({ stackFrames: 2 });
    const short = { ...frames, vectors: valuesOf(new Tape(network.backend).scalar(1)) };
    expect(() => network.forward(new Tape(network.backend), short)).toThrow(
      /vectors with shape \(6, 4, 2\), 48 numbers, but received 1/,
    );
  });
});

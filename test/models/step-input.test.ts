/** What networks read at each step: tokens, vectors, or both side by side. */
import { describe, expect, it } from 'vitest';
import type { Tagger } from '../../src/models/tagger.ts';
import type { SequencesBatch } from '../../src/models/trainable.ts';
import { Tape, valuesOf } from '../../src/tensor/index.ts';
import { expectClose } from '../support/numbers.ts';
import {
  B,
  classifierBatch,
  vectors as F,
  inputKinds,
  lengths,
  smallClassifier,
  smallTagger,
  T,
  taggerBatch,
  V,
  withInputs,
} from './networks.ts';

/** Logits of the steps that count. */
function logitsOf(tagger: Tagger, batch: SequencesBatch): number[] {
  const values = valuesOf(tagger.forward(new Tape(tagger.backend), batch));
  return [...values].filter((_, n) => Math.floor(n / (3 * B)) < lengths[Math.floor(n / 3) % B]);
}

/** The same weights under the same names, except of the input, which is as wide. */
function like(tagger: Tagger, width: number): Tagger {
  const plain = smallTagger({ vectors: width }, { vocabulary: 0 });
  for (const name of plain.parameters.names()) {
    plain.parameters.write(name, tagger.parameters.read(name));
  }
  return plain;
}

const batch = taggerBatch();
const ids = Array.from(batch.inputs as Int32Array);
const dense = (row: (id: number, n: number) => number[]) => ({
  ...batch,
  inputs: undefined,
  vectors: ids.flatMap(row),
});
const onehot = (id: number) => Array.from({ length: V }, (_, v) => (v === id ? 1 : 0));

describe('the input of a network', () => {
  it('of one-hot tokens is what vectors with a single 1 are', () => {
    const tokens = smallTagger({ embed: 'onehot' });
    expectClose(logitsOf(like(tokens, V), dense(onehot)), logitsOf(tokens, batch), 1e-14);
  });

  it('of tokens and vectors is both side by side, the token’s columns first', () => {
    const both = withInputs(batch, inputKinds['embeddings and vectors']);
    const numbers = Array.from(both.vectors ?? []);
    const own = (n: number) => numbers.slice(n * F, (n + 1) * F);
    const embedded = smallTagger({ vectors: F });
    const table = embedded.parameters.read('embedding.weight');
    const joined = dense((id, n) => [...table.slice(4 * id, 4 * id + 4), ...own(n)]);
    expectClose(logitsOf(like(embedded, 4 + F), joined), logitsOf(embedded, both), 1e-14);
    const picked = smallTagger({ vectors: F, embed: 'onehot' });
    const beside = dense((id, n) => [...onehot(id), ...own(n)]);
    expectClose(logitsOf(like(picked, V + F), beside), logitsOf(picked, both), 1e-14);
  });

  it('of projected vectors is W·x + b', () => {
    const given = withInputs(batch, inputKinds['projected vectors']);
    const numbers = given.vectors ?? [];
    const model = smallTagger({ vectors: F, project: 3 }, { vocabulary: 0 });
    model.parameters.write('projection.bias', [0.5, -1, 2]);
    const weight = model.parameters.read('projection.weight');
    const projected = dense((_, n) =>
      [0.5, -1, 2].map(
        (bias, p) => bias + weight[2 * p] * numbers[2 * n] + weight[2 * p + 1] * numbers[2 * n + 1],
      ),
    );
    expectClose(logitsOf(like(model, 3), projected), logitsOf(model, given), 1e-14);
  });

  it('has a zero one-hot vector for the id −1', () => {
    const model = smallTagger({ embed: 'onehot', vectors: F });
    const both = withInputs(batch, inputKinds['embeddings and vectors']);
    const numbers = Array.from(both.vectors ?? []);
    const inputs = ids.map((id, n) => (n % 3 === 0 ? -1 : id));
    const wanted = dense((_, n) => [...onehot(inputs[n]), ...numbers.slice(2 * n, 2 * n + 2)]);
    expectClose(logitsOf(like(model, V + F), wanted), logitsOf(model, { ...both, inputs }), 1e-14);
  });

  it('draws first weights for one-hot columns and for the numbers beside them each in its own size', () => {
    const wide = { embed: 'onehot', vectors: 40, hidden: 8 } as const;
    const model = smallTagger(wide);
    const weight = [...model.parameters.read('rnn.weight_ih_l0')];
    const largest = (from: number, to: number) =>
      weight.reduce((max, w, n) => {
        const column = n % (V + 40);
        return column >= from && column < to ? Math.max(max, Math.abs(w)) : max;
      }, 0);
    expect(largest(0, V)).toBeGreaterThan(1.5);
    expect(largest(0, V)).toBeLessThan(Math.sqrt(3));
    expect(largest(V, V + 40)).toBeLessThan(Math.sqrt(6 / 48));
    expect(largest(V, V + 40)).toBeGreaterThan(0.3);
  });

  it('may be left out of the settings, as files from before have it', () => {
    const { vectors: _, project: __, ...before } = smallTagger().config;
    expect(logitsOf(smallTagger(before as never), batch)).toEqual(logitsOf(smallTagger(), batch));
  });
});

describe('an input that does not fit', () => {
  const reads = smallClassifier({ vectors: F }, { vocabulary: 0 });
  const both = smallClassifier({ vectors: F });
  const numbers = withInputs(classifierBatch(), inputKinds.vectors);
  const say = (model: typeof reads, more: object) => () =>
    model.forward(new Tape(model.backend), { ...numbers, ...more });

  it('is refused by name', () => {
    expect(say(reads, { vectors: undefined })).toThrow(/expected vectors .*vectors of 2 numbers/);
    expect(say(reads, { inputs: ids })).toThrow(/expected no inputs .*made without/);
    expect(say(both, {})).toThrow(/expected inputs .*vocabulary of 7 symbols/);
    expect(say(smallClassifier(), { inputs: ids })).toThrow(/expected no vectors/);
    expect(say(reads, { vectors: new Float32Array(7) })).toThrow(/\(5, 4, 2\), 40 numbers.*7/);
    expect(say(both, { inputs: [1, 2] })).toThrow(/ids/);
  });

  it('is refused where a step that counts has a number that is none', () => {
    const broken = Float32Array.from(numbers.vectors ?? []);
    broken[2 * (2 * B + 1) + 1] = Number.NaN;
    expect(say(reads, { vectors: broken })).toThrow(/NaN at step 2 of sequence 1, column 1/);
    broken[2 * (2 * B + 1) + 1] = Number.POSITIVE_INFINITY;
    expect(say(reads, { vectors: broken })).toThrow(/Infinity at step 2/);
  });

  it('is refused when the network is made', () => {
    const make =
      (config: object, vocabulary = V) =>
      () =>
        smallTagger(config, { vocabulary });
    expect(make({}, 0)).toThrow(/vocabulary size .*0/);
    expect(make({ vectors: 1.5 })).toThrow(/vectors .*1.5/);
    expect(make({ vectors: 2, project: -1 })).toThrow(/project .*-1/);
    expect(make({ project: 3 })).toThrow(/project is the size of a layer over vectors.*leave/);
    expect(make({ vectors: 2, embedDropout: 0.5 }, 0)).toThrow(/without tokens/);
    expect(make({ vectors: 2, wordDrop: 0.5 }, 0)).toThrow(/wordDrop hides tokens.*leave/);
    expect(make({ vectors: 2 }, -1)).toThrow(/vocabulary size/);
  });
});

describe('a part of a batch of vectors', () => {
  it('holds the numbers of its sequences, in their precision', () => {
    const model = smallTagger({ vectors: F });
    const both = withInputs(batch, inputKinds['embeddings and vectors']);
    const part = model.part(both, 1, 3);
    const rows = Array.from({ length: T }, (_, t) => [t * B + 1, t * B + 2]).flat();
    expect(part.inputs).toEqual(Int32Array.from(rows, (n) => ids[n]));
    const numbers = both.vectors ?? [];
    expect(part.vectors).toEqual(
      Float32Array.from(rows.flatMap((n) => [numbers[2 * n], numbers[2 * n + 1]])),
    );
    const doubles = model.part({ ...both, vectors: Array.from(numbers) }, 0, 1);
    expect(doubles.vectors).toBeInstanceOf(Float64Array);
  });
});

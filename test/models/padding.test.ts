/** A sequence's result and gradient have nothing to do with padding or with the rest of the batch. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { Backend } from '../../src/backend/backend.ts';
import type { Classifier, ClassifierConfig } from '../../src/models/classifier.ts';
import type { EncoderDecoder, EncoderDecoderConfig } from '../../src/models/encoder-decoder.ts';
import type { Letters } from '../../src/models/letters.ts';
import type { Tagger, TaggerConfig } from '../../src/models/tagger.ts';
import type { SequencesBatch, WholeBatch } from '../../src/models/trainable.ts';
import { valuesOf } from '../../src/tensor/index.ts';
import { keyFor } from '../../src/util/rng.ts';
import { backends } from '../support/backends.ts';
import { expectIndependent, ofSequence, type Subject } from './batch-mates.ts';
import {
  B,
  classifierBatch,
  crfBatch,
  type InputKind,
  inputKinds,
  lengths,
  smallClassifier,
  smallTagger,
  smallTranslator,
  T,
  taggerBatch,
  translationBatch,
  V,
  withInputs,
} from './networks.ts';

/** Time-major values with more steps, which hold anything. */
function longer(values: ArrayLike<number>, filler: number): Int32Array {
  return Int32Array.from({ length: values.length + 2 * B }, (_, n) =>
    n < values.length ? values[n] : filler,
  );
}

/** Vectors (T, B, F) with NaN wherever a sequence has ended, and more steps of it. */
function withoutMeaning(values: ArrayLike<number>, ends: Int32Array): Float32Array {
  const F = values.length / (T * B);
  return Float32Array.from({ length: values.length + 2 * B * F }, (_, n) => {
    const row = Math.floor(n / F);
    return Math.floor(row / B) < ends[row % B] ? values[n] : Number.NaN;
  });
}

/** Other words where a sequence has ended, and longer padding of their letters. */
function padLetters({ words, inputs, lengths: counts, L, W }: Letters): Letters {
  const ends = Int32Array.from(counts as Int32Array);
  const grown = Int32Array.from({ length: (L + 2) * W }, (_, n) =>
    Math.floor(n / W) < ends[n % W] ? (inputs as Int32Array)[n] : 1 + (n % 5),
  );
  const places = longer(scribbled(words as Int32Array, lengths, 1), 0);
  return { words: places, inputs: grown, lengths: ends, L: L + 2, W };
}

/** Other numbers where a sequence has ended. */
function scribbled(values: ArrayLike<number>, ends: Int32Array, by: number): Int32Array {
  return Int32Array.from(values, (id, n) => (Math.floor(n / B) < ends[n % B] ? id : by));
}

const tokens: InputKind = { config: {}, vocabulary: { vocabularySize: V } };

/** The inputs of the batch with other padding, and more of it. */
function padInputs({ inputs, vectors, letters }: SequencesBatch, [by, filler]: [number, number]) {
  return {
    T: T + 2,
    inputs: inputs && longer(scribbled(inputs as Int32Array, lengths, by), filler),
    vectors: vectors && withoutMeaning(vectors, lengths),
    letters: letters && padLetters(letters),
  };
}

function classifier(
  network: Classifier,
  kind = tokens,
): Subject<ReturnType<typeof classifierBatch>> {
  const batch = withInputs(classifierBatch(), kind);
  return {
    network,
    batch,
    padded: { ...batch, ...padInputs(batch, [4, 2]) },
    answers(tape, some, _b, position) {
      const { outputs } = network.forward(tape, some);
      return valuesOf(outputs).slice(3 * position, 3 * (position + 1));
    },
  };
}

function tagger(network: Tagger, kind = tokens): Subject<ReturnType<typeof taggerBatch>> {
  const batch = withInputs(network.config.crf ? crfBatch() : taggerBatch(), kind);
  const targets = longer(scribbled(batch.targets, lengths, 2), 1);
  return {
    network,
    batch,
    padded: { ...batch, ...padInputs(batch, [0, 5]), targets },
    answers: (tape, some, b, position) => [
      ...ofSequence(network.forward(tape, some), position, lengths[b]),
      ...ofSequence(network.probabilities(tape, some), position, lengths[b]),
      ...network.decode(tape, some)[position],
    ],
  };
}

function translator(network: EncoderDecoder): Subject<ReturnType<typeof translationBatch>> {
  const batch = translationBatch();
  const ends = Int32Array.from(batch.decoder.lengths as Int32Array);
  const decoder = {
    ...batch.decoder,
    T: batch.decoder.T + 2,
    inputs: longer(scribbled(batch.decoder.inputs as Int32Array, ends, 1), 2),
  };
  const targets = longer(scribbled(batch.targets, ends, V - 2), 0);
  return {
    network,
    batch,
    padded: { ...batch, ...padInputs(batch, [3, 6]), decoder, targets },
    answers: (tape, some, b, position) =>
      ofSequence(network.forward(tape, some).logits, position, ends[b]),
  };
}

const dropped = { layers: 2, dropout: 0.3, embedDropout: 0.3, wordDrop: 0.3, weightDrop: 0.3 };
const classifiers: Partial<ClassifierConfig>[] = [
  { pooling: 'last' },
  { pooling: 'mean', cell: 'gru', layers: 2 },
  { pooling: 'max', cell: 'gru-torch', embed: 'onehot' },
  { pooling: 'attention', bidirectional: false, residual: true, layers: 2 },
  dropped,
];
const taggers: Partial<TaggerConfig>[] = [
  {},
  { cell: 'rnn', layers: 2, merge: 'sum' },
  { crf: true },
  { ...dropped, crf: true },
  dropped,
];
const translators: Partial<EncoderDecoderConfig>[] = [
  { attention: 'none' },
  { attention: 'additive', layers: 2, merge: 'concat' },
  { attention: 'general', cell: 'gru-torch' },
  { attention: 'scaled-dot', bidirectional: false },
  dropped,
];

const dropoutKey = keyFor(2, 'dropout');

describe.each(await backends())('padding and batch mates on $name', ({ create, tolerance }) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await create();
  });
  afterAll(() => backend.close());

  function withDropout<Batch extends WholeBatch>(subject: Subject<Batch>): Subject<Batch> {
    const { batch, padded } = subject;
    return { ...subject, batch: { ...batch, dropoutKey }, padded: { ...padded, dropoutKey } };
  }

  for (const config of classifiers) {
    it(`change nothing for the classifier ${JSON.stringify(config)}`, () => {
      expectIndependent(withDropout(classifier(smallClassifier(config, { backend }))), tolerance);
    });
  }
  for (const config of taggers) {
    it(`change nothing for the tagger ${JSON.stringify(config)}`, () => {
      expectIndependent(withDropout(tagger(smallTagger(config, { backend }))), tolerance);
    });
  }
  for (const [name, kind] of Object.entries(inputKinds)) {
    const { vocabulary } = kind;
    for (const more of [{ bidirectional: false }, dropped]) {
      const embedded = vocabulary.vocabularySize > 0 && kind.config.embed !== 'onehot';
      const config = {
        ...more,
        ...kind.config,
        embedDropout: embedded || kind.config.characters ? 0.3 : 0,
        wordDrop: vocabulary.vocabularySize > 0 ? 0.3 : 0,
      };
      it(`change nothing where the input is ${name} ${JSON.stringify(more)}`, () => {
        const options = { backend, vocabulary };
        expectIndependent(
          withDropout(classifier(smallClassifier(config, options), kind)),
          tolerance,
        );
        expectIndependent(withDropout(tagger(smallTagger(config, options), kind)), tolerance);
      });
    }
  }
  for (const config of translators) {
    it(`change nothing for the encoder-decoder ${JSON.stringify(config)}`, () => {
      expectIndependent(withDropout(translator(smallTranslator(config, { backend }))), tolerance);
    });
  }
});

/** Small networks of the three topologies that read whole sequences, with a batch that fits each. */
import type { Backend } from '../../src/backend/backend.ts';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import {
  Classifier,
  type ClassifierConfig,
  type ClassifierTraining,
  classifierDefaults,
} from '../../src/models/classifier.ts';
import {
  EncoderDecoder,
  type EncoderDecoderConfig,
  encoderDecoderDefaults,
  type TranslationTraining,
} from '../../src/models/encoder-decoder.ts';
import type { InputConfig, InputSizes } from '../../src/models/input-config.ts';
import { lettersOf } from '../../src/models/letters.ts';
import {
  Tagger,
  type TaggerConfig,
  type TaggerTraining,
  taggerDefaults,
} from '../../src/models/tagger.ts';
import type { SequencesBatch } from '../../src/models/trainable.ts';
import type { TagRule } from '../../src/nn/crf/rules.ts';
import { source } from '../support/numbers.ts';

export const V = 7;
export const small = { hidden: 3, embed: 4 };
/** In no order, with a sequence of one step and one that fills the batch. */
export const lengths = Int32Array.of(3, 5, 1, 4);
export const B = lengths.length;
export const T = 5;

interface Options {
  backend?: Backend;
  seed?: number;
  vocabulary?: number | InputSizes;
}

interface TaggerOptions extends Options {
  allowed?: TagRule;
}

export function smallClassifier(
  config: Partial<ClassifierConfig> = {},
  { backend = createReferenceBackend(), seed = 3, vocabulary = V }: Options = {},
): Classifier {
  const whole = { ...classifierDefaults, ...small, outputs: 3, ...config };
  return new Classifier(backend, whole, vocabulary, { seed });
}

export function smallTagger(
  config: Partial<TaggerConfig> = {},
  { backend = createReferenceBackend(), seed = 3, vocabulary = V, allowed }: TaggerOptions = {},
): Tagger {
  const whole = { ...taggerDefaults, ...small, labels: 3, ...config };
  const tagger = new Tagger(backend, whole, vocabulary, { seed, allowed });
  // The scores of neighbours begin at 0, which would hide mistakes.
  const random = source(14);
  for (const { name, length } of tagger.parameters.entries()) {
    if (name.startsWith('crf.')) tagger.parameters.write(name, random.values(length));
  }
  return tagger;
}

export function smallTranslator(
  config: Partial<EncoderDecoderConfig> = {},
  { backend = createReferenceBackend(), seed = 3 }: Options = {},
): EncoderDecoder {
  const whole = { ...encoderDecoderDefaults, ...small, ...config };
  return new EncoderDecoder(backend, whole, { source: V, target: V - 1 }, { seed });
}

const random = source(12);
const inputs = Int32Array.from(random.integers(T * B, 0, V));

export function classifierBatch(): ClassifierTraining {
  return { B, T, inputs, lengths, targets: [2, 0, 1, 2] };
}

export function taggerBatch(): TaggerTraining {
  const targets = Array.from(inputs, (id, n) => (n === 1 ? -1 : id % 3));
  return { B, T, inputs, lengths, targets };
}

export const bioLabels = ['O', 'B-x', 'I-x'];

/** Every step that counts has a label, and I-x stands after B-x or I-x only. */
export function crfBatch(): TaggerTraining {
  const cycle = [0, 1, 2, 2];
  const targets = Array.from(inputs, (_, n) => cycle[(Math.floor(n / B) + (n % 2)) % 4]);
  return { B, T, inputs, lengths, targets };
}

/** F */
export const vectors = 2;
const numbers = Float32Array.from(source(13).values(T * B * vectors, 2));

/** Five words of four letters at most, of 6 kinds; the fourth has none, the fifth only stands in padding. */
const spelled = ['abca', 'bd', 'c', '', 'dcba'];
const wordAt = Array.from({ length: T * B }, (_, n) => {
  const [t, b] = [Math.floor(n / B), n % B];
  return t < lengths[b] ? (n === 2 * B ? undefined : spelled[(n * n) % 4]) : spelled[4];
});
const letters = lettersOf(wordAt, (word) => Array.from(word, (c) => 'abcdef'.indexOf(c)));

/** What a network reads: its configuration, its sizes, and thereby which parts of a batch it takes. */
export interface InputKind {
  config: { embed?: 'onehot'; embedDropout?: number } & Partial<InputConfig>;
  vocabulary: InputSizes;
}

const characters = { embed: 2, hidden: 2 };
const [none, some] = [{ vocabularySize: 0 }, { vocabularySize: V }];

export const inputKinds: Record<string, InputKind> = {
  vectors: { config: { vectors }, vocabulary: none },
  'projected vectors': { config: { vectors, project: 3 }, vocabulary: none },
  'embeddings and vectors': { config: { vectors, embedDropout: 0.3 }, vocabulary: some },
  'embeddings and projected vectors': { config: { vectors, project: 3 }, vocabulary: some },
  'one-hot tokens and vectors': { config: { vectors, embed: 'onehot' }, vocabulary: some },
  letters: { config: { characters }, vocabulary: { ...none, letters: 6 } },
  'embeddings and letters': {
    config: { characters, embedDropout: 0.3 },
    vocabulary: { ...some, letters: 6 },
  },
  'one-hot tokens, letters and projected vectors': {
    config: { characters, vectors, project: 3, embed: 'onehot' },
    vocabulary: { ...some, letters: 6 },
  },
};

/** The batch with the inputs that the kind takes. */
export function withInputs<Batch extends SequencesBatch>(batch: Batch, kind: InputKind): Batch {
  return {
    ...batch,
    inputs: kind.vocabulary.vocabularySize > 0 ? batch.inputs : undefined,
    letters: kind.config.characters ? letters : undefined,
    vectors: kind.config.vectors ? numbers : undefined,
  };
}

const D = 4;
const read = Int32Array.from(random.integers(D * B, 0, V - 1));

export function translationBatch(): TranslationTraining {
  const targets = read.map((id) => (id + 1) % (V - 1));
  return {
    B,
    T,
    inputs,
    lengths,
    decoder: { inputs: read, T: D, lengths: Int32Array.of(2, 4, 3, 1) },
    targets,
  };
}

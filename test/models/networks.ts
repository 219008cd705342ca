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
import {
  Tagger,
  type TaggerConfig,
  type TaggerTraining,
  taggerDefaults,
} from '../../src/models/tagger.ts';
import type { SequencesBatch } from '../../src/models/trainable.ts';
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
  /** Symbols of the input; 0: no tokens. */
  vocabulary?: number;
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
  { backend = createReferenceBackend(), seed = 3, vocabulary = V }: Options = {},
): Tagger {
  const whole = { ...taggerDefaults, ...small, labels: 3, ...config };
  return new Tagger(backend, whole, vocabulary, { seed });
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

/** F */
export const vectors = 2;
const numbers = Float32Array.from(source(13).values(T * B * vectors, 2));

/** What a network reads: its configuration, its vocabulary, and which parts of a batch it takes. */
export interface InputKind {
  config: { embed?: 'onehot'; vectors?: number; project?: number; embedDropout?: number };
  vocabulary: number;
}

export const inputKinds: Record<string, InputKind> = {
  vectors: { config: { vectors }, vocabulary: 0 },
  'projected vectors': { config: { vectors, project: 3 }, vocabulary: 0 },
  'embeddings and vectors': { config: { vectors, embedDropout: 0.3 }, vocabulary: V },
  'embeddings and projected vectors': { config: { vectors, project: 3 }, vocabulary: V },
  'one-hot tokens and vectors': { config: { vectors, embed: 'onehot' }, vocabulary: V },
};

/** The batch with the inputs that the kind takes. */
export function withInputs<Batch extends SequencesBatch>(batch: Batch, kind: InputKind): Batch {
  return {
    ...batch,
    inputs: kind.vocabulary > 0 ? batch.inputs : undefined,
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

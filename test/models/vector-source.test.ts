/** An encoder-decoder whose source is vectors, alone or beside tokens. */
import { describe, expect, it } from 'vitest';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import { EncoderDecoder, encoderDecoderDefaults } from '../../src/models/encoder-decoder.ts';
import { Translator } from '../../src/models/translator.ts';
import { keyFor } from '../../src/util/rng.ts';
import { gradientError } from '../support/model-gradients.ts';
import { expectIndependent, ofSequence } from './batch-mates.ts';
import { B, inputKinds, lengths, small, T, translationBatch, V, withInputs } from './networks.ts';

const dropoutKey = keyFor(3, 'dropout');

const kinds = Object.entries(inputKinds).filter(
  ([, { config }]) => config.characters === undefined,
);

describe.each(kinds)('a source of %s', (_, kind) => {
  const config = { ...encoderDecoderDefaults, ...small, ...kind.config };
  const make = () =>
    new EncoderDecoder(
      createReferenceBackend(),
      config,
      { source: kind.vocabulary.vocabularySize, target: V - 1 },
      { seed: 2 },
    );
  const batch = { ...withInputs(translationBatch(), kind), dropoutKey };

  it('has the gradients of its loss', () => {
    const network = make();
    const error = gradientError(network.parameters, (tape) => network.loss(tape, batch));
    expect(error).toBeLessThan(1e-6);
  });

  it('has nothing to do with batch mates and padding', () => {
    const network = make();
    const { vectors = [] } = batch;
    const ended = Float64Array.from(vectors, (x, n) => {
      const row = Math.floor((n * T * B) / vectors.length);
      return Math.floor(row / B) < lengths[row % B] ? x : Number.NaN;
    });
    const ends = batch.decoder.lengths as Int32Array;
    expectIndependent(
      {
        network,
        batch,
        padded: { ...batch, vectors: ended },
        answers: (tape, some, b, position) =>
          ofSequence(network.forward(tape, some).logits, position, ends[b]),
      },
      1e-12,
    );
  });

  it('is translated as other sources are', () => {
    const network = make();
    const translator = new Translator(network);
    const found = translator.beam(batch, { first: 0, last: 1, maxLength: 5, beam: 3 });
    expect(found.length).toBe(B);
    found.forEach(([{ ids, attention }], b) => {
      expect(attention?.[0]?.length ?? lengths[b]).toBe(lengths[b]);
      expect(ids.every((id) => id >= 0 && id < V - 1)).toBe(true);
    });
    translator.close();
  });
});

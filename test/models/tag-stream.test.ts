/** A tagger fed step by step answers as it does for the whole sequence, to the bit. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../src/backend/backend.ts';
import { lettersPart } from '../../src/models/letters.ts';
import { TagStream, type TagStreamInput } from '../../src/models/tag-stream.ts';
import type { Tagger, TaggerConfig } from '../../src/models/tagger.ts';
import type { SequencesBatch } from '../../src/models/trainable.ts';
import { logSoftmax, Tape, valuesOf } from '../../src/tensor/index.ts';
import { backends } from '../support/backends.ts';
import { expectSame } from '../support/numbers.ts';
import { B, inputKinds, smallTagger, T, taggerBatch, withInputs } from './networks.ts';

const forward = { bidirectional: false, layers: 2 };

/** Steps from … from + count − 1 of all sequences. */
function stepsOf(batch: SequencesBatch, from: number, count: number): TagStreamInput {
  const cut = (values: ArrayLike<number> | undefined) => {
    const size = (values?.length ?? 0) / T;
    return values && Array.from(values).slice(from * size, (from + count) * size);
  };
  const { letters } = batch;
  const inputs = cut(batch.inputs as Int32Array | undefined);
  const words = letters && cut(letters.words as Int32Array);
  return {
    T: count,
    B,
    inputs,
    vectors: cut(batch.vectors),
    letters: letters && words && lettersPart({ ...letters, words }, { T: count, B }, 0, B),
  };
}

function whole(tagger: Tagger, batch: SequencesBatch): ArrayLike<number> {
  const tape = new Tape(tagger.backend, { recording: false });
  return valuesOf(logSoftmax(tape, tagger.forward(tape, batch)));
}

function inPieces(tagger: Tagger, batch: SequencesBatch, counts: number[]): number[] {
  const stream = new TagStream(tagger);
  let state = stream.initialState(B);
  let from = 0;
  const said = counts.flatMap((count) => {
    const answer = stream.step(state, stepsOf(batch, from, count));
    state = answer.state;
    from += count;
    return [...answer.logProbabilities];
  });
  stream.close();
  return said;
}

describe.each(await backends())('a stream of steps on $name', ({ create }) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await create();
  });
  afterAll(() => backend.close());

  const configs: Partial<TaggerConfig>[] = [
    forward,
    { ...forward, cell: 'gru', residual: true, outputLayers: [4] },
    { ...forward, cell: 'gru-torch', embed: 'onehot', dropout: 0.5 },
  ];
  it.each(configs)('is answered as the whole sequence is: %o', (config) => {
    const tagger = smallTagger(config, { backend });
    const batch = { ...taggerBatch(), lengths: undefined };
    const wanted = whole(tagger, batch);
    expectSame(inPieces(tagger, batch, [1, 1, 1, 1, 1]), wanted);
    expectSame(inPieces(tagger, batch, [2, 3]), wanted);
    tagger.close();
  });

  it.each(Object.entries(inputKinds))('with %s is, too', (_, kind) => {
    const tagger = smallTagger({ ...kind.config, ...forward }, { backend, ...kind });
    const batch = { ...withInputs(taggerBatch(), kind), lengths: undefined };
    expectSame(inPieces(tagger, batch, [1, 1, 1, 1, 1]), whole(tagger, batch));
    tagger.close();
  });
});

describe('the state of a stream', () => {
  it('can be gone on with more than once', () => {
    const stream = new TagStream(smallTagger(forward));
    const { state } = stream.step(stream.initialState(), { inputs: [2] });
    const copy = structuredClone(state);
    const once = stream.step(state, { inputs: [5] });
    expect(state).toEqual(copy);
    expect(stream.step(state, { inputs: [5] })).toEqual(once);
    expect(stream.step(state, { inputs: [6] })).not.toEqual(once);
  });

  it('needs no more memory after a hundred steps than after two', () => {
    const stream = new TagStream(smallTagger(forward));
    let state = stream.initialState();
    const go = (count: number) => {
      for (let k = 0; k < count; k++) state = stream.step(state, { inputs: [k % 7] }).state;
      return stream.arenaBytes;
    };
    expect(go(2)).toBe(go(98));
  });

  it('follows new weights', () => {
    const tagger = smallTagger(forward);
    const stream = new TagStream(tagger);
    const before = stream.step(stream.initialState(), { inputs: [2] });
    tagger.initialize(9);
    const after = stream.step(stream.initialState(), { inputs: [2] });
    expect(after).not.toEqual(before);
    const other = new TagStream(smallTagger(forward, { seed: 9 }));
    expect(after).toEqual(other.step(other.initialState(), { inputs: [2] }));
  });
});

describe('a tagger that must have the whole sequence', () => {
  it('is refused, with the reason', () => {
    expect(() => new TagStream(smallTagger())).toThrow(
      /bidirectional tagger cannot answer step by step: its backward layers start at the end/,
    );
    expect(() => new TagStream(smallTagger({ ...forward, crf: true }))).toThrow(
      /CRF cannot answer step by step: .*later steps can change earlier ones/,
    );
  });
});

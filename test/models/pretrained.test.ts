/** Word vectors from elsewhere. */
import { describe, expect, it } from 'vitest';
import { writeEmbedding } from '../../src/models/pretrained.ts';
import { networkStep } from '../../src/train/network-step.ts';
import { OptimizerStep, stepDefaults } from '../../src/train/optimizer-step.ts';
import { smallTagger, taggerBatch } from './networks.ts';

const words = ['the', 'The', 'cat', 'Cat', 'sat', '<unk>', '?'];
const vectors = new Map([
  ['the', Float32Array.of(1, 2, 3, 4)],
  ['cat', Float32Array.of(-1, 0, 0.5, 8)],
  ['dog', Float32Array.of(9, 9, 9, 9)],
]);

function rowsOf(tagger: ReturnType<typeof smallTagger>): number[][] {
  const table = [...tagger.parameters.read('embedding.weight')];
  return words.map((_, id) => table.slice(4 * id, 4 * id + 4));
}

describe('word vectors', () => {
  it('become the rows of their words, and the others keep their random start', () => {
    const tagger = smallTagger();
    const before = rowsOf(tagger);
    const { version } = tagger.parameters;
    expect(writeEmbedding(tagger.parameters, vectors, { words })).toEqual([1, 3, 4, 5, 6]);
    expect(tagger.parameters.version).toBeGreaterThan(version);
    const after = rowsOf(tagger);
    expect(after[0]).toEqual([1, 2, 3, 4]);
    expect(after[2]).toEqual([-1, 0, 0.5, 8]);
    for (const id of [1, 3, 4, 5, 6]) expect(after[id]).toEqual(before[id]);
  });

  it('may stand for words in capitals, too', () => {
    const tagger = smallTagger();
    const missing = writeEmbedding(tagger.parameters, vectors, { words, lowercase: true });
    expect(missing).toEqual([4, 5, 6]);
    expect(rowsOf(tagger)[1]).toEqual([1, 2, 3, 4]);
  });

  it('stay as they are in a frozen table', () => {
    const tagger = smallTagger();
    writeEmbedding(tagger.parameters, vectors, { words });
    const [table, output] = [rowsOf(tagger), tagger.parameters.read('output.weight')];
    const settings = { ...stepDefaults, weightDecay: 0.1, decayAll: true };
    const step = new OptimizerStep(tagger.parameters, settings, { frozen: ['embedding.weight'] });
    networkStep(step, tagger, taggerBatch());
    expect(rowsOf(tagger)).toEqual(table);
    expect(tagger.parameters.read('output.weight')).not.toEqual(output);
  });

  it('that do not fit are refused, and nothing is written', () => {
    const tagger = smallTagger();
    const before = rowsOf(tagger);
    const write =
      (more: [string, number[]][], own = words) =>
      () =>
        writeEmbedding(
          tagger.parameters,
          new Map<string, ArrayLike<number>>([...vectors, ...more]),
          { words: own },
        );
    expect(write([['sat', [1, 2]]])).toThrow(/vectors of 4 numbers .*2 for "sat": give embed/);
    expect(write([['sat', [1, 2, Number.NaN, 4]]])).toThrow(/NaN in the vector of "sat"/);
    expect(write([], ['the'])).toThrow(/expected 7 words .*1/);
    expect(() =>
      writeEmbedding(smallTagger({ embed: 'onehot' }).parameters, vectors, { words }),
    ).toThrow(/no parameter is named "embedding.weight"/);
    expect(rowsOf(tagger)).toEqual(before);
  });
});

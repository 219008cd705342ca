/** Features of words made from their letters. */
import { describe, expect, it } from 'vitest';
import { LetterFeatures, type Letters, lettersOf, lettersPart } from '../../src/models/letters.ts';
import { Tape, valuesOf } from '../../src/tensor/index.ts';
import { expectClose } from '../support/numbers.ts';
import { inputKinds, smallClassifier, smallTagger, taggerBatch, withInputs } from './networks.ts';

const spell = (word: string) => Array.from(word, (letter) => 'abcdef'.indexOf(letter));
/** (T, B) = (2, 3) */
const words = ['fab', 'a', undefined, 'a', '', 'fab'];
const sizes = { T: 2, B: 3 };
const characters = { embed: 2, hidden: 2 };

const tagger = smallTagger({ characters }, { vocabulary: { vocabularySize: 0, letters: 6 } });
const features = new LetterFeatures(characters, tagger.parameters, {
  letters: 6,
  cell: { cell: 'lstm' },
});

/** The last states of both directions over the letters, from a network over letters alone. */
function lastStates(word: string): number[] {
  const reader = smallClassifier({ ...characters, outputs: 4 }, { vocabulary: 6 });
  for (const name of reader.parameters.names()) {
    const own = name.replace(/^rnn\./, '').replace(/^/, 'letters.');
    if (tagger.parameters.has(own)) reader.parameters.write(name, tagger.parameters.read(own));
  }
  reader.parameters.write(
    'output.weight',
    Array.from({ length: 16 }, (_, k) => (k % 5 ? 0 : 1)),
  );
  reader.parameters.write('output.bias', [0, 0, 0, 0]);
  const tape = new Tape(reader.backend);
  const batch = { inputs: spell(word), T: word.length, B: 1 };
  return [...valuesOf(reader.forward(tape, batch).outputs)];
}

describe('the features of a word', () => {
  it('are the last states of both directions over its letters, wherever it stands', () => {
    const tape = new Tape(tagger.backend);
    const found = valuesOf(features.forward(tape, lettersOf(words, spell), sizes));
    const nothing = [0, 0, 0, 0];
    const [fab, a] = [lastStates('fab'), lastStates('a')];
    expectClose(found, [fab, a, nothing, a, nothing, fab].flat(), 1e-14);
  });

  it('are zeros where a sequence has ended, and where no word has a letter', () => {
    const tape = new Tape(tagger.backend);
    const letters = lettersOf(words, spell);
    const short = features.forward(tape, letters, { ...sizes, lengths: [1, 2, 0] });
    const nothing = [0, 0, 0, 0];
    const [fab, a] = [lastStates('fab'), lastStates('a')];
    expectClose(valuesOf(short), [fab, a, nothing, nothing, nothing, nothing].flat(), 1e-14);
    const empty = lettersOf(Array(6).fill(''), spell);
    expect([...valuesOf(features.forward(tape, empty, sizes))]).toEqual(Array(24).fill(0));
    const none = lettersOf(Array(6).fill(undefined), spell);
    expect([...valuesOf(features.forward(tape, none, sizes))]).toEqual(Array(24).fill(0));
  });

  it('refuse letters that do not fit', () => {
    const tape = new Tape(tagger.backend);
    const letters = lettersOf(words, spell);
    const say = (more: Partial<Letters>) => () =>
      features.forward(tape, { ...letters, ...more }, sizes);
    expect(say({ words: [0] })).toThrow(/letters.words with shape \(6\)/);
    expect(say({ words: [0, 1, 2, 3, 0, 0] })).toThrow(/ids from 0 to 2 .*3 at position 3/);
    expect(say({ lengths: [4, 1, 0] })).toThrow(/letters.lengths from 0 to 3 .*4/);
    expect(say({ inputs: [0, 1] })).toThrow(/ids .*2/);
    expect(() =>
      features.forward(
        tape,
        lettersOf(words, () => [6]),
        sizes,
      ),
    ).toThrow(/0 to 5.*6/);
  });
});

describe('the letters of a batch', () => {
  it('hold every distinct word once', () => {
    let asked = 0;
    const letters = lettersOf(words, (word) => {
      asked++;
      return spell(word);
    });
    expect(asked).toBe(3);
    expect(letters).toEqual({
      words: Int32Array.of(0, 1, -1, 1, 2, 0),
      inputs: Int32Array.of(5, 0, 0, 0, 0, 0, 1, 0, 0),
      lengths: Int32Array.of(3, 1, 0),
      L: 3,
      W: 3,
    });
  });

  it('of some sequences hold their words only', () => {
    expect(lettersPart(lettersOf(words, spell), sizes, 1, 3)).toEqual({
      words: Int32Array.of(0, -1, 1, 2),
      inputs: Int32Array.of(0, 0, 5, 0, 0, 0, 0, 0, 1),
      lengths: Int32Array.of(1, 0, 3),
      L: 3,
      W: 3,
    });
  });
});

describe('a network with characters', () => {
  it('needs sizes and letters', () => {
    const make = (config: object, letters?: number) => () =>
      smallTagger(config, { vocabulary: { vocabularySize: 7, letters } });
    expect(make({ characters }, 0)).toThrow(/number of letters .*0/);
    expect(make({ characters: { embed: 0, hidden: 2 } }, 6)).toThrow(/characters.embed .*0/);
    expect(make({ characters: { embed: 2, hidden: 0.5 } }, 6)).toThrow(/characters.hidden .*0.5/);
    expect(make({}, 6)).toThrow(/read by characters, and the network has none/);
  });

  it('takes batches with letters only', () => {
    const kind = inputKinds['embeddings and letters'];
    const both = smallTagger({ characters }, { vocabulary: kind.vocabulary });
    const tape = new Tape(both.backend);
    expect(() => both.forward(tape, taggerBatch())).toThrow(/expected letters in the batch/);
    const batch = withInputs(taggerBatch(), kind);
    expect(() => smallTagger().forward(tape, batch)).toThrow(/expected no letters/);
  });
});

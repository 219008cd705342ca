/**
 * Features of a word made from its letters: embedding of the letters → one recurrent layer over them in
 * both directions → the last state of each, side by side (Lample et al. 2016, §4.1, with the network's
 * own cell, an LSTM by default).
 *
 * Every distinct word of a batch is read once, and its features are gathered wherever it stands: their
 * gradient is the sum over these places. What a word gives has nothing to do with the other words.
 *
 * Parameters: `letters.embedding.weight` (letters, embed), `letters.weight_ih_l0`, `…_reverse`, ….
 */
import type { ParameterSpec } from '../nn/init.ts';
import { Stack, type StackConfig } from '../nn/recurrent/stack.ts';
import { concatColumns } from '../tensor/ops/concat.ts';
import { embedding } from '../tensor/ops/embedding.ts';
import { lengthsOf } from '../tensor/ops/lengths.ts';
import type { Parameters } from '../tensor/parameters.ts';
import { expectShape } from '../tensor/shape.ts';
import type { Tape } from '../tensor/tape.ts';
import { type Ids, isBlock, type Tensor } from '../tensor/tensor.ts';
import type { CharactersConfig } from './input-config.ts';

/** The letters of the words of a batch. */
export interface Letters {
  /** (T, B) time-major: which of the W words stands at each step; −1: none, whose features are zeros. */
  words: Ids;
  /** (L, W) time-major ids of the letters of each distinct word. */
  inputs: Ids;
  /** (W) letters of each; a word without any has features of zeros. */
  lengths: Ids;
  L: number;
  W: number;
}

export interface LetterFeaturesOptions {
  /** Distinct letters. */
  letters: number;
  cell: Pick<StackConfig, 'cell' | 'nonlinearity' | 'peepholeOutput'>;
}

const PREFIX = 'letters.';
const TABLE = `${PREFIX}embedding.weight`;

export class LetterFeatures {
  private readonly stack: Stack;
  private readonly table: Tensor;

  static specs(config: CharactersConfig, options: LetterFeaturesOptions): ParameterSpec[] {
    const shape = [options.letters, config.embed];
    return [
      { name: TABLE, shape, init: { kind: 'embedding' } },
      ...Stack.specs(stackOf(config, options), PREFIX),
    ];
  }

  constructor(config: CharactersConfig, parameters: Parameters, options: LetterFeaturesOptions) {
    this.stack = new Stack(stackOf(config, options), parameters, PREFIX);
    this.table = parameters.get(TABLE);
  }

  /**
   * (T, B, 2·hidden), zeros where a sequence has ended. Error 'shape' or 'data' for words, letters or
   * lengths that do not fit.
   */
  forward(
    tape: Tape,
    { words, inputs, lengths, L, W }: Letters,
    { T, B, lengths: ends }: { T: number; B: number; lengths?: Ids },
  ): Tensor {
    expectShape('letters.words', [words.length], [T * B]);
    const shape = [T, B];
    if (W === 0 || L === 0) {
      const none = tape.constant(new Float64Array(this.width), [1, this.width]);
      return embedding(tape, none, new Int32Array(T * B).fill(-1), { shape });
    }
    const run = this.stack.forward(
      tape,
      { ids: tape.ints(inputs), table: this.table },
      {
        T: L,
        B: W,
        lengths: lengthsOf(tape, lengths, { B: W, steps: L, name: 'letters.lengths' }),
      },
    );
    return embedding(tape, concatColumns(tape, ...run.hidden), counted(words, B, ends), { shape });
  }

  private get width(): number {
    return 2 * this.stack.config.hidden;
  }
}

/**
 * The letters of words (T·B) in the order of the batch, undefined where there is none; `spell` gives the
 * ids of a word's letters and is asked once for each distinct word.
 */
export function lettersOf(
  words: readonly (string | undefined)[],
  spell: (word: string) => ArrayLike<number>,
): Letters {
  const numbers = new Map<string, number>();
  const spelled: ArrayLike<number>[] = [];
  const places = Int32Array.from(words, (word) => {
    if (word === undefined) return -1;
    const known = numbers.get(word) ?? spelled.length;
    if (known === spelled.length) {
      numbers.set(word, known);
      spelled.push(spell(word));
    }
    return known;
  });
  const W = spelled.length;
  const lengths = Int32Array.from(spelled, ({ length }) => length);
  const L = lengths.reduce((a, b) => Math.max(a, b), 0);
  const inputs = new Int32Array(L * W);
  for (let w = 0; w < W; w++) {
    for (let l = 0; l < lengths[w]; l++) inputs[l * W + w] = spelled[w][l];
  }
  return { words: places, inputs, lengths, L, W };
}

/** The letters of the sequences [from, to): the words that stand there, and no others. */
export function lettersPart(
  { words, inputs, lengths, L, W }: Letters,
  { T, B }: { T: number; B: number },
  from: number,
  to: number,
): Letters {
  const [places, ids, counts] = [words, inputs, lengths].map(arrayOf);
  const numbers = new Map<number, number>();
  const part = new Int32Array(T * (to - from));
  for (let t = 0, k = 0; t < T; t++) {
    for (let b = from; b < to; b++) {
      const word = places[t * B + b];
      if (word >= 0 && !numbers.has(word)) numbers.set(word, numbers.size);
      part[k++] = numbers.get(word) ?? -1;
    }
  }
  const kept = [...numbers.keys()];
  const letters = new Int32Array(L * kept.length);
  for (let l = 0, k = 0; l < L; l++) for (const word of kept) letters[k++] = ids[l * W + word];
  return {
    words: part,
    inputs: letters,
    lengths: Int32Array.from(kept, (word) => counts[word]),
    L,
    W: kept.length,
  };
}

/** −1 where a sequence has ended. */
function counted(words: Ids, B: number, lengths: Ids | undefined): Ids {
  if (lengths === undefined) return words;
  const ends = arrayOf(lengths);
  return Int32Array.from(arrayOf(words), (word, n) =>
    Math.floor(n / B) < ends[n % B] ? word : -1,
  );
}

function arrayOf(ids: Ids): ArrayLike<number> {
  return isBlock(ids) ? ids.array() : ids;
}

function stackOf(
  { embed, hidden }: CharactersConfig,
  { cell }: LetterFeaturesOptions,
): StackConfig {
  const { cell: name, nonlinearity, peepholeOutput } = cell;
  const settings = { cell: name, nonlinearity, peepholeOutput };
  return { ...settings, input: embed, hidden, layers: 1, bidirectional: true };
}

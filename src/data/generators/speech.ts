/**
 * Speech-like frames with their transcription. A voice has for each letter three vectors, said one
 * after another, each for a varying number of frames; every frame has noise; before, between and
 * after words is silence. Where letters begin is not part of the task (`transcribe` has to find it),
 * but is kept in the record to check by.
 */
import { expected } from '../../util/errors.ts';
import { keyFor, Rng } from '../../util/rng.ts';
import { checkSpread, checkWhole } from './check.ts';
import { pick } from './template.ts';

export interface SpeechItem {
  /** (T, F) */
  readonly frames: Float32Array;
  /** Words of the lexicon, parted by spaces. */
  readonly text: string;
  /** (T): of each frame the index in `text` of the letter that is said, −1 in silence. */
  readonly said: Int32Array;
}

export interface SpeechOptions {
  readonly seed?: number;
  /** How many utterances. */
  readonly items: number;
  /** Lower-case letters a–z. Default: `speechLexicon`. */
  readonly lexicon?: readonly string[];
  /** The most words in an utterance; each number from 1 as often. Default 3. */
  readonly words?: number;
  /** Which voice speaks: another seed for its vectors. Default 1, whatever the seed. */
  readonly voice?: number;
  /** F. Default 16. */
  readonly features?: number;
  /** The standard deviation of the noise; the vectors' components have 1. Default 0.5. */
  readonly noise?: number;
}

/** Each letter at least once; some words are parts of others, some letters doubled. */
export const speechLexicon = [
  'one',
  'none',
  'two',
  'three',
  'tree',
  'seven',
  'even',
  'eight',
  'book',
  'look',
  'green',
  'queen',
  'jump',
  'lazy',
  'quick',
  'box',
  'river',
  'yellow',
  'letter',
  'door',
  'window',
  'fish',
  'moon',
  'cap',
] as const;

const LETTERS = 26;
const PIECES = 3;
/** The most frames of a piece, from 1, and of silence, from 2. */
const PIECE_FRAMES = 3;
const SILENCE_FRAMES = 5;

export function generateSpeech(options: SpeechOptions): SpeechItem[] {
  return [...speechItems(options)];
}

/** One after another. */
export function* speechItems(options: SpeechOptions): Generator<SpeechItem> {
  const { seed = 1, items, lexicon = speechLexicon, words = 3 } = options;
  const { voice = 1, features = 16, noise = 0.5 } = options;
  checkWhole('items', items);
  checkWhole('words', words, 1);
  checkSpread('noise', noise);
  if (lexicon.length === 0) throw expected('lexicon', 'at least one word', 'none');
  for (const word of lexicon) {
    if (!/^[a-z]+$/.test(word)) throw expected('a word', 'letters from a to z', word);
  }
  const vectors = speechVoice(voice, features);
  const rng = new Rng(keyFor(seed, 'data', 19));
  for (let n = 0; n < items; n++) {
    const text = Array.from({ length: 1 + rng.below(words) }, () => pick(rng, lexicon)).join(' ');
    yield say(rng, text, { vectors, features, noise });
  }
}

/** (26, 3, F): the vectors of each letter, standard normal. */
export function speechVoice(voice = 1, features = 16): Float64Array {
  checkWhole('features', features, 1);
  const rng = new Rng(keyFor(voice, 'data', 18));
  return Float64Array.from({ length: LETTERS * PIECES * features }, () => rng.normal());
}

interface Sound {
  readonly vectors: Float64Array;
  readonly features: number;
  readonly noise: number;
}

function say(rng: Rng, text: string, { vectors, features: F, noise }: Sound): SpeechItem {
  /** Of each frame: the letter's place in the text and the row of its vector, −1 for silence. */
  const said: number[] = [];
  const rows: number[] = [];
  const hold = (place: number, row: number, frames: number) => {
    for (let t = 0; t < frames; t++) {
      said.push(place);
      rows.push(row);
    }
  };
  const rest = () => hold(-1, -1, 2 + rng.below(SILENCE_FRAMES - 1));
  rest();
  for (const [place, letter] of [...text].entries()) {
    if (letter === ' ') {
      rest();
      continue;
    }
    const first = PIECES * (letter.charCodeAt(0) - 'a'.charCodeAt(0));
    for (let piece = 0; piece < PIECES; piece++) {
      hold(place, first + piece, 1 + rng.below(PIECE_FRAMES));
    }
  }
  rest();
  const frames = new Float32Array(rows.length * F);
  for (const [t, row] of rows.entries()) {
    for (let f = 0; f < F; f++) {
      frames[t * F + f] = (row < 0 ? 0 : vectors[row * F + f]) + noise * rng.normal();
    }
  }
  return { frames, text, said: Int32Array.from(said) };
}

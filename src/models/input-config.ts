/** The settings of what a step reads, beside `embed`: plain JSON, complete, as files keep them. */
import { UnrollError } from '../util/errors.ts';
import { expectCount, expectPositive } from './expect.ts';

/** Of networks whose steps read more than one token. */
export interface InputConfig {
  /** F, numbers in the vector of each step; 0: no vectors. */
  vectors: number;
  /** Size of a learned linear layer between the vectors and the stack; 0: none. */
  project: number;
  /** Features of the letters of a word, beside the word's embedding; null: none. */
  characters: CharactersConfig | null;
}

export interface CharactersConfig {
  /** Size of the embedding of a letter. */
  embed: number;
  /** H of the layer over the letters, in each direction. */
  hidden: number;
}

export const inputDefaults: InputConfig = { vectors: 0, project: 0, characters: null };

/** Of networks whose steps read vectors, but no letters. */
export type VectorsConfig = Pick<InputConfig, 'vectors' | 'project'>;

export const vectorsDefaults: VectorsConfig = { vectors: 0, project: 0 };

/** What this file needs of a network's settings. */
export interface StepInputConfig extends Partial<InputConfig> {
  embed: number | 'onehot';
}

export interface InputSizes {
  /** Symbols; 0: no tokens. */
  vocabularySize: number;
  /** Letters of which words are made, for `characters`. Default 0. */
  letters?: number;
}

/** A number is that of the symbols. */
export function inputSizes(sizes: number | InputSizes): Required<InputSizes> {
  return typeof sizes === 'number'
    ? { vocabularySize: sizes, letters: 0 }
    : { letters: 0, ...sizes };
}

/** The columns of each part of the input, in their order; `onehot` of the first are a one-hot token. */
export function inputColumns(
  { embed, vectors = 0, project = 0, characters = null }: StepInputConfig,
  { vocabularySize }: InputSizes,
): { columns: number; onehot: number } {
  const onehot = embed === 'onehot' ? vocabularySize : 0;
  const ofTokens = embed === 'onehot' || vocabularySize === 0 ? onehot : embed;
  const ofLetters = characters === null ? 0 : 2 * characters.hidden;
  return { columns: ofTokens + ofLetters + (project > 0 ? project : vectors), onehot };
}

/** Error 'usage' for what cannot be; gives the columns of the input and about how many weights make it. */
export function checkInput(
  config: StepInputConfig & { embedDropout: number; wordDrop: number },
  sizes: InputSizes,
): { columns: number; parameters: number } {
  const { embed, embedDropout, wordDrop } = config;
  const { vectors, project, characters } = { ...inputDefaults, ...config };
  const { vocabularySize, letters = 0 } = sizes;
  expectCount('vectors', vectors);
  expectCount('project', project);
  if (project > 0 && vectors === 0) {
    throw new UnrollError(
      'usage',
      'project is the size of a layer over vectors, and the input has none: say how many numbers vectors have, or leave project out',
    );
  }
  if (characters !== null) {
    expectPositive('characters.embed', characters.embed);
    expectPositive('characters.hidden', characters.hidden);
    expectPositive('the number of letters', letters);
  } else if (letters !== 0) {
    throw new UnrollError(
      'usage',
      'letters are read by characters, and the network has none: give characters sizes, or leave letters out',
    );
  }
  if (vocabularySize !== 0 || (vectors === 0 && characters === null)) {
    expectPositive('the vocabulary size', vocabularySize);
  }
  if (embedDropout > 0 && characters === null && (vocabularySize === 0 || embed === 'onehot')) {
    const what = vocabularySize === 0 ? 'a network without tokens' : 'one-hot input';
    const remedy = vocabularySize === 0 ? '' : 'give embed a size, or ';
    throw new UnrollError(
      'usage',
      `embedDropout drops units of the embedding, and ${what} has none: ${remedy}leave embedDropout out`,
    );
  }
  if (wordDrop > 0 && vocabularySize === 0) {
    throw new UnrollError(
      'usage',
      'wordDrop hides tokens, and a network without tokens has none: leave wordDrop out',
    );
  }
  const { columns } = inputColumns(config, sizes);
  const { embed: E, hidden: H } = characters ?? { embed: 0, hidden: 0 };
  const parameters =
    vocabularySize * (embed === 'onehot' ? 0 : embed) +
    vectors * project +
    letters * E +
    8 * H * (E + H);
  return { columns, parameters };
}

/** The public records of a loaded language model: states, samples, scores, distributions. */
import type { Clamp } from '../nn/recurrent/clamp.ts';
import type { LayerState } from '../nn/recurrent/stack.ts';

/** Where a model is in a text: a value, of a size that depends on the model alone. */
export interface ModelState {
  /** The last symbol of the text, which the layers have not read yet; −1: the zero input. */
  last: number;
  /** One entry per layer: `h` (hidden) and for LSTM cells `c` (hidden). */
  layers: LayerState[];
}

export interface SampleOptions {
  /** Text to go on from; without it: from `<s>` where the model has one, else the zero input. */
  prime?: string;
  /** New symbols at most; default 500. */
  length?: number;
  /** 0 is argmax; default 1. */
  temperature?: number;
  topK?: number;
  topP?: number;
  minP?: number;
  /** Generation ends before the first of these strings. */
  stop?: string | readonly string[];
  seed?: number;
  /** How many samples, drawn side by side; default 1. */
  n?: number;
  /** Lets `<unk>` be drawn. */
  allowUnknown?: boolean;
  /** Start from this state (then `prime` continues it). */
  state?: ModelState;
  /** Units and gates held while the prime is read and the text is made. */
  clamp?: readonly Clamp[];
  signal?: AbortSignal;
}

/** A piece of generated text; pieces of one sample, joined, are its text. */
export interface SamplePiece {
  /** Which of the `n` samples. */
  index: number;
  /** The text that became certain with this symbol; may be empty (part of a character, or of a stop string). */
  text: string;
  /** The drawn symbol and its id; absent in the last piece. */
  token?: string;
  id?: number;
  /** Natural logarithm of the model's probability of the symbol (temperature 1, no truncation). */
  logProbability?: number;
  /** In the last piece of a sample: why it ended. */
  finish?: 'length' | 'stop' | 'end' | 'aborted';
}

export interface TokenScore {
  token: string;
  id: number;
  /** ln P(token | everything before it). */
  logProbability: number;
}

export interface Totals {
  tokens: number;
  /** Code points of the text. */
  characters: number;
  /** Symbols that the vocabulary does not hold. */
  unknown: number;
  /** Sum of ln P. */
  logProbability: number;
  /** Nats per token. */
  loss: number;
  perplexity: number;
  /** Bits per code point, whatever the level. */
  bitsPerCharacter: number;
}

export interface Score extends Totals {
  text: string;
  tokenScores: TokenScore[];
}

export interface RankOptions {
  /** Order by log-probability per symbol; default 'likely' (most probable first). */
  by?: 'likely' | 'surprise' | 'none';
  /** Only the first so many; default all. */
  top?: number;
  /** With the score of each symbol; default false, so that many lines need little memory. */
  tokens?: boolean;
}

/** A ranked line: `line` is 1-based in the order given. */
export interface LineScore extends Totals {
  line: number;
  text: string;
  /** Where they were asked for. */
  tokenScores?: TokenScore[];
}

export interface NextSymbol {
  token: string;
  id: number;
  probability: number;
  logProbability: number;
}

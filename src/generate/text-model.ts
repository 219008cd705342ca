/**
 * A trained language model, ready for use: sample, next, score, evaluate, and its state as a value.
 */
import type { LanguageModelConfig } from '../models/config.ts';
import { UnrollError } from '../util/errors.ts';
import type {
  LineScore,
  ModelState,
  NextSymbol,
  SampleOptions,
  SamplePiece,
  Score,
  Totals,
} from './types.ts';

export interface Session {
  /** The state after what was fed, as a copy; may be assigned. */
  state: ModelState;
  /** Feeds a text. */
  feed(text: string): void;
  /** The distribution of the next symbol, most probable first. */
  next(options?: { top?: number }): NextSymbol[];
}

export interface TextModel {
  readonly task: 'lm';
  readonly config: LanguageModelConfig;
  readonly parameterCount: number;
  readonly parameters: { name: string; shape: readonly number[] }[];
  /** What computes, for people. */
  readonly backend: string;
  sample(options?: SampleOptions): AsyncIterable<SamplePiece>;
  /** The whole samples as texts, prime included. */
  generate(options?: SampleOptions): Promise<string[]>;
  next(text: string, options?: { top?: number; state?: ModelState }): NextSymbol[];
  score(text: string): Score;
  /** Scores lines and orders them: 'likely' first, or the most surprising (per character) first. */
  rank(lines: readonly string[], options?: { by?: 'likely' | 'surprise' | 'none' }): LineScore[];
  /** Totals over a text, or over a file (streamed, any size). */
  evaluate(
    source: { text: string } | { file: string },
    options?: { signal?: AbortSignal },
  ): Promise<Totals>;
  session(state?: ModelState): Session;
  close(): void;
}

export interface LoadOptions {
  backend?: 'auto' | 'native' | 'wasm' | 'js';
  threads?: number;
  /** Of a run folder: the best weights (default) or those of the last checkpoint. */
  weights?: 'best' | 'last';
}

/** Opens a run folder or a model file. */
export async function load(path: string, _options: LoadOptions = {}): Promise<TextModel> {
  throw new UnrollError('unsupported', `cannot load ${path} yet`);
}

/**
 * A trained language model, ready for use: sample, next, score, evaluate, and its state as a value.
 */
import type { CorpusOptions, TextCodec } from '../data/index.ts';
import { prepareCorpus } from '../data/index.ts';
import type { LanguageModelConfig } from '../models/config.ts';
import { type LanguageModel, NOTHING } from '../models/language-model.ts';
import { Predictor } from '../models/predictor.ts';
import { type Clamp, checkClamps, clampWatcher } from '../nn/recurrent/clamp.ts';
import { expected } from '../util/errors.ts';
import { exp, logSumExp } from '../util/maths.ts';
import { countText } from './count-text.ts';
import { evaluatePart, totals } from './evaluate.ts';
import { checkState, cloneState } from './model-state.ts';
import { type OpenPredictor, promptIds, sampleText, sampleTextOf } from './sample-text.ts';
import { rankLines, scoreText } from './score-text.ts';
import type {
  LineScore,
  ModelState,
  NextSymbol,
  RankOptions,
  SampleOptions,
  SamplePiece,
  Score,
  Totals,
} from './types.ts';

/** A text that is being read: what was fed so far is held in `state`. */
export interface Session {
  /** The state after what was fed, as a copy; a state may be assigned. */
  state: ModelState;
  /** Reads on. */
  feed(text: string): void;
  /** The distribution of the next symbol, most probable first. */
  next(options?: { top?: number }): NextSymbol[];
}

export interface TextModel {
  readonly task: 'lm';
  readonly config: LanguageModelConfig;
  /** Level, units, vocabulary: how text becomes ids. */
  readonly codec: TextCodec;
  readonly parameterCount: number;
  readonly parameters: { name: string; shape: readonly number[] }[];
  /** What computes, for people. */
  readonly backend: string;
  /** The network itself, for inspection. */
  readonly network: LanguageModel;
  sample(options?: SampleOptions): AsyncIterable<SamplePiece>;
  /** Whole samples as texts, prime included. */
  generate(options?: SampleOptions): Promise<string[]>;
  /**
   * The distribution of what comes after `text`, most probable first; `top` absent: everything. `<s>`, which
   * never comes next, is not listed; the others have their probabilities as in `score`.
   */
  next(
    text: string,
    options?: { top?: number; state?: ModelState; clamp?: readonly Clamp[] },
  ): NextSymbol[];
  /** `clamp`: units and gates held meanwhile. */
  score(text: string, options?: { clamp?: readonly Clamp[] }): Score;
  /** Scores lines, those of similar length side by side, and orders them. */
  rank(lines: readonly string[], options?: RankOptions): LineScore[];
  /** Totals over a text, or over files (streamed). */
  evaluate(source: EvaluationSource, options?: EvaluateOptions): Promise<Totals>;
  /** Starts at `state`, or where a text starts. */
  session(state?: ModelState): Session;
  /** Frees memory and threads; the model cannot be used afterwards. */
  close(): void;
}

export type EvaluationSource = { text: string } | { file: string } | { files: readonly string[] };

export interface EvaluateOptions {
  encoding?: CorpusOptions['encoding'];
  signal?: AbortSignal;
}

export interface TextModelParts {
  network: LanguageModel;
  codec: TextCodec;
  /** Called by `close` after the network's memory is freed. */
  onClose?: () => void;
}

export function createTextModel({ network, codec, onClose }: TextModelParts): TextModel {
  const predictor = new Predictor(network);
  /** Of clamps, whose work is not finished. */
  const clamped = new Set<Predictor>();
  const V = network.vocabularySize;

  function ranked(logits: ArrayLike<number>, top = V): NextSymbol[] {
    if (!Number.isInteger(top) || top < 1) throw expected('top', 'a positive integer', top);
    const values = Float64Array.from(logits);
    const total = logSumExp(values);
    const possible = Array.from(values.keys()).filter((id) => id !== codec.vocabulary.bos);
    const order = possible.sort((a, b) => values[b] - values[a] || a - b);
    return order.slice(0, top).map((id) => {
      const logProbability = values[id] - total;
      return {
        token: codec.vocabulary.token(id),
        id,
        probability: exp(logProbability),
        logProbability,
      };
    });
  }

  function checked(state: ModelState | undefined): ModelState | undefined {
    if (state !== undefined) checkState(state, network);
    return state;
  }

  /** Opens a predictor that holds these; `done` closes it. Throws 'usage' for what there is not. */
  function holding(clamp: readonly Clamp[] = []): OpenPredictor {
    if (clamp.length === 0) return { held: predictor, done: () => {} };
    checkClamps(clamp, network.stack);
    const held = new Predictor(network, { watcher: clampWatcher(clamp) });
    clamped.add(held);
    return {
      held,
      done() {
        if (clamped.delete(held)) held.close();
      },
    };
  }

  function using<T>(clamp: readonly Clamp[] | undefined, use: (held: Predictor) => T): T {
    const { held, done } = holding(clamp);
    try {
      return use(held);
    } finally {
      done();
    }
  }

  const model: TextModel = {
    task: 'lm',
    config: network.config,
    codec,
    parameterCount: network.parameters.count,
    parameters: network.parameters.entries().map(({ name, shape }) => ({ name, shape })),
    backend: network.backend.description,
    network,
    sample(options = {}) {
      checked(options.state);
      const { clamp = [] } = options;
      checkClamps(clamp, network.stack);
      return clamp.length === 0
        ? sampleText(predictor, codec, options)
        : sampleTextOf(() => holding(clamp), codec, options);
    },
    async generate(options = {}) {
      const texts = Array.from({ length: options.n ?? 1 }, () => options.prime ?? '');
      for await (const { index, text } of model.sample(options)) texts[index] += text;
      return texts;
    },
    next(text, { top, state, clamp } = {}) {
      const ids = promptIds(codec, text, checked(state));
      const read = (held: Predictor) => held.read(ids, { B: 1, state: state?.layers });
      return ranked(using(clamp, read).logits, top);
    },
    score: (text, { clamp } = {}) => using(clamp, (held) => scoreText(held, codec, text)),
    rank: (lines, options) => rankLines(predictor, codec, lines, options),
    async evaluate(source, { encoding, signal } = {}) {
      const train = 'files' in source ? source.files.map((file) => ({ file })) : [source];
      const corpus = await prepareCorpus({ train, codec, encoding, signal });
      try {
        const counted = { encoding, signal };
        const characters = await countText(codec, corpus.train.source, train, counted);
        const unknown = await countUnknown(codec, corpus.train.source);
        const sum = await evaluatePart(predictor, corpus.train, signal);
        return totals(sum, { characters, unknown });
      } finally {
        corpus.close();
      }
    },
    session(from) {
      let state: ModelState = cloneState(
        checked(from) ?? {
          last: codec.vocabulary.bos ?? NOTHING,
          layers: network.initialState(1),
        },
      );
      return {
        get state() {
          return cloneState(state);
        },
        set state(value) {
          checkState(value, network);
          state = cloneState(value);
        },
        feed(text) {
          const ids = promptIds(codec, text, state);
          if (ids.length === 1) return;
          const read = predictor.read(ids.subarray(0, -1), { B: 1, state: state.layers });
          state = { last: ids[ids.length - 1], layers: read.state };
        },
        next: ({ top } = {}) => model.next('', { top, state }),
      };
    },
    close() {
      for (const held of clamped) held.close();
      clamped.clear();
      predictor.close();
      network.close();
      onClose?.();
    },
  };
  return model;
}

async function countUnknown(
  { vocabulary }: TextCodec,
  source: { length: number; read(start: number, into: Int32Array): void },
): Promise<number> {
  if (vocabulary.unk === undefined) return 0;
  const window = new Int32Array(1 << 14);
  let unknown = 0;
  for (let at = 0; at < source.length; at += window.length) {
    const ids = window.subarray(0, Math.min(window.length, source.length - at));
    source.read(at, ids);
    for (const id of ids) if (id === vocabulary.unk) unknown++;
  }
  return unknown;
}

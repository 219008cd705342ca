/**
 * Generation: reads the prime, then draws symbols and feeds them back, several samples side by side.
 * Sample k draws from its own stream of random numbers, so it is the same text whatever `n` is.
 */
import type { Decoder, EncodeOptions, TextCodec } from '../data/index.ts';
import { NOTHING } from '../models/language-model.ts';
import type { Predictor } from '../models/predictor.ts';
import type { LayerState } from '../nn/recurrent/stack.ts';
import { expected } from '../util/errors.ts';
import { keyFor, Rng } from '../util/rng.ts';
import { Sampler } from './sample-token.ts';
import { StopMatcher } from './stop-strings.ts';
import { TURN, withTurns } from './turns.ts';
import type { ModelState, SampleOptions, SamplePiece } from './types.ts';

interface Running {
  index: number;
  rng: Rng;
  decoder: Decoder;
  stops: StopMatcher;
}

/** Symbols between two turns of the event loop. */
const SYMBOLS_A_TURN = 64;

/** The pieces after the prime; each sample's last piece says why it ended. */
export function sampleText(
  predictor: Predictor,
  codec: TextCodec,
  options: SampleOptions,
): AsyncIterableIterator<SamplePiece> {
  return withTurns(samplePieces(predictor, codec, options));
}

/** The same with a predictor that is there for this text alone. */
export function sampleTextOf(
  open: () => OpenPredictor,
  codec: TextCodec,
  options: SampleOptions,
): AsyncIterableIterator<SamplePiece> {
  return withTurns(openedPieces(open, codec, options));
}

export interface OpenPredictor {
  held: Predictor;
  /** It is not needed any more. */
  done(): void;
}

/** Opened when the first piece is asked for. */
function* openedPieces(
  open: () => OpenPredictor,
  codec: TextCodec,
  options: SampleOptions,
): Generator<SamplePiece | typeof TURN, void, void> {
  const { held, done } = open();
  try {
    yield* samplePieces(held, codec, options);
  } finally {
    done();
  }
}

function* samplePieces(
  predictor: Predictor,
  codec: TextCodec,
  options: SampleOptions,
): Generator<SamplePiece | typeof TURN, void, void> {
  const { length = 500, seed = 0, n = 1, stop = [], prime = '', signal } = options;
  if (!Number.isInteger(length) || length < 0) throw expected('length', 'a whole number', length);
  if (!Number.isInteger(n) || n < 1) throw expected('n', 'a positive integer', n);
  if (!Number.isSafeInteger(seed) || seed < 0) throw expected('seed', 'a whole number', seed);
  const { vocabulary } = codec;
  const V = vocabulary.size;
  const sampler = new Sampler(V, {
    temperature: options.temperature,
    topK: options.topK,
    topP: options.topP,
    minP: options.minP,
    banned: bannedIds(codec, options.allowUnknown ?? false),
  });
  const stops = typeof stop === 'string' ? [stop] : stop;
  const primeIds = promptIds(codec, prime, options.state);
  let running: Running[] = Array.from({ length: n }, (_, index) => {
    const decoder = codec.decoder();
    for (const id of primeIds) if (id !== NOTHING) decoder.push(id);
    decoder.end(); // the prime is shown as it was given: none of it waits to be completed
    const rng = new Rng(keyFor(seed, 'sampling', index));
    return { index, rng, decoder, stops: new StopMatcher(stops) };
  });
  const first = predictor.read(primeIds, { B: 1, state: options.state?.layers });
  // Only a model of lines or documents has an end; in a stream of words `</s>` is a line break.
  const end = vocabulary.bos === undefined ? undefined : vocabulary.eos;
  let logits = repeat(first.logits, n);
  let steps = predictor.steps(n, repeatStates(first.state, n));
  let ids = new Int32Array(n);
  try {
    for (let drawn = 0; ; drawn++) {
      if (drawn % SYMBOLS_A_TURN === 0) yield TURN;
      if (drawn === length || signal?.aborted) {
        const finish = drawn === length ? 'length' : 'aborted';
        for (const sample of running) yield { index: sample.index, text: rest(sample), finish };
        return;
      }
      let ended = 0;
      for (let b = 0; b < running.length; b++) {
        const sample = running[b];
        const { index } = sample;
        const id = sampler.choose(logits, sample.rng.uniform(), b * V);
        const logProbability = sampler.logProbability(id, logits, b * V);
        const token = vocabulary.token(id);
        ids[b] = id;
        if (id === end) {
          ids[b] = ENDED;
          ended++;
          yield { index, text: rest(sample), token, id, logProbability, finish: 'end' };
          continue;
        }
        const text = sample.stops.push(sample.decoder.push(id));
        if (sample.stops.found === undefined) {
          yield { index, text, token, id, logProbability };
        } else {
          ids[b] = ENDED;
          ended++;
          yield { index, text, token, id, logProbability, finish: 'stop' };
        }
      }
      if (ended > 0) {
        const goOn = Array.from(ids, (id) => id !== ENDED);
        running = running.filter((_, b) => goOn[b]);
        if (running.length === 0) return;
        const state = keepRows(steps.state(), goOn);
        steps.close();
        steps = predictor.steps(running.length, state);
        ids = ids.filter((id) => id !== ENDED);
      }
      if (drawn + 1 < length) logits = steps.read(ids);
    }
  } finally {
    steps.close();
  }
}

/** In the place of an id: nothing is read any more. */
const ENDED = -1;

/** What is read before `text` is gone on with: where the text starts, or the state's last symbol, then the text. */
export function promptIds(
  codec: TextCodec,
  text: string,
  state?: ModelState,
  options?: EncodeOptions,
): Int32Array {
  const ids = codec.encode(text, options);
  const all = new Int32Array(1 + ids.length);
  all[0] = state?.last ?? codec.vocabulary.bos ?? NOTHING;
  all.set(ids, 1);
  return all;
}

/** `<s>` never comes in the middle of a text. */
function bannedIds({ vocabulary }: TextCodec, allowUnknown: boolean): number[] {
  const { unk, bos } = vocabulary;
  return [...(bos === undefined ? [] : [bos]), ...(unk === undefined || allowUnknown ? [] : [unk])];
}

/** What was held back of a text that ends here. */
function rest({ decoder, stops }: Running): string {
  const text = stops.push(decoder.end());
  return stops.found === undefined ? text + stops.flush() : text;
}

function repeat<A extends Float32Array | Float64Array>(row: A, n: number): A {
  if (n === 1) return row;
  const rows = (
    row instanceof Float64Array
      ? new Float64Array(row.length * n)
      : new Float32Array(row.length * n)
  ) as A;
  for (let k = 0; k < n; k++) rows.set(row, k * row.length);
  return rows;
}

function repeatStates(states: LayerState[], n: number): LayerState[] {
  return mapStates(states, (values) => repeat(values, n));
}

function keepRows(states: LayerState[], keep: boolean[]): LayerState[] {
  return mapStates(states, (values) => {
    const H = values.length / keep.length;
    return values.filter((_, i) => keep[Math.floor(i / H)]);
  });
}

function mapStates(
  states: LayerState[],
  change: (values: Float32Array | Float64Array) => Float32Array | Float64Array,
): LayerState[] {
  return states.map(
    (state) =>
      Object.fromEntries(
        Object.entries(state).map(([name, values]) => [name, values && change(values)]),
      ) as LayerState,
  );
}

/**
 * What makes sequences one symbol at a time, many side by side: the decoder of an encoder-decoder, a
 * captioner, a language model. Searches over it (`beam-search.ts`) and plain walks (here) know nothing
 * else of the network.
 *
 * Rows belong to B groups, one for each sequence that is wanted; a beam has K rows for each. Row
 * k·B + b is hypothesis k of group b.
 */
import type { Floats } from '../backend/backend.ts';
import { expectPositive } from './expect.ts';

export interface RowStep<State> {
  /** (rows, V), valid until the next step. */
  logits: Floats;
  /** (rows, V) ln softmax of the logits, where it was asked for; valid until the next step. */
  logProbabilities?: Floats;
  /** (rows, S) how much each step of the source counts; absent without attention. */
  attention?: Floats;
  /** After the step. */
  state: State;
}

export interface RowStepOptions {
  /** Whether ln softmax is wanted besides the logits. */
  logProbabilities?: boolean;
}

/** New rows from old ones. */
export interface RowChoice {
  /** For each new row, the old row whose state it goes on from. */
  rows: Int32Array;
  /** Groups that go on, in order; absent: all. */
  groups?: Int32Array;
}

export interface RowDecoder<State> {
  /** V */
  readonly vocabularySize: number;
  /** Reads one symbol each row; `state` stays as it is. */
  step(ids: Int32Array, state: State, options?: RowStepOptions): RowStep<State>;
  select(state: State, choice: RowChoice): State;
}

/** Where B sequences begin. */
export interface RowStart<State> {
  state: State;
  /** (B) what is read first. */
  ids: ArrayLike<number>;
}

export interface WalkOptions {
  /** The symbol that ends a sequence. */
  last: number;
  /** The most symbols of a sequence. */
  maxLength: number;
  /** Picks the symbol from the V logits at `offset`, of sequence b. Default: the largest, the first of equals. */
  choose?: (logits: Floats, offset: number, b: number) => number;
}

/** What was made for one source. */
export interface Written {
  /** Without the symbol that ends it. */
  ids: Int32Array;
  /** Whether it ended by itself, or was cut off at `maxLength`. */
  ended: boolean;
  /** For each symbol (S), how much each step of the source counted; absent without attention. */
  attention?: Floats[];
}

/** One symbol after the other, each chosen from the logits alone. */
export function walkRows<State>(
  decoder: RowDecoder<State>,
  start: RowStart<State>,
  { last, maxLength, choose = likeliestOf(decoder.vocabularySize) }: WalkOptions,
): Written[] {
  expectPositive('maxLength', maxLength);
  const { vocabularySize: V } = decoder;
  const made = Array.from({ length: start.ids.length }, () => ({
    ids: [] as number[],
    ended: false,
    attention: [] as Floats[],
  }));
  /** Which sequence each row is. */
  let rows = Array.from(made.keys());
  let ids = Int32Array.from(start.ids);
  let { state } = start;
  for (let t = 0; t < maxLength && rows.length > 0; t++) {
    const { logits, attention, state: after } = decoder.step(ids, state);
    const S = (attention?.length ?? 0) / rows.length;
    rows.forEach((b, row) => {
      const one = made[b];
      if (one.ended) return;
      ids[row] = choose(logits, row * V, b);
      one.ended = ids[row] === last;
      if (one.ended) return;
      one.ids.push(ids[row]);
      if (attention) one.attention.push(attention.subarray(row * S, (row + 1) * S));
    });
    const running = Int32Array.from(rows.keys()).filter((row) => !made[rows[row]].ended);
    if (2 * running.length > rows.length) {
      state = after;
    } else {
      state = decoder.select(after, { rows: running, groups: running });
      ids = running.map((row) => ids[row]);
      rows = Array.from(running, (row) => rows[row]);
    }
  }
  return made.map(({ ids, ended, attention }) => ({
    ids: Int32Array.from(ids),
    ended,
    attention: attention.length > 0 ? attention : undefined,
  }));
}

function likeliestOf(V: number): (logits: Floats, offset: number) => number {
  return (logits, offset) => {
    let best = 0;
    for (let v = 1; v < V; v++) if (logits[offset + v] > logits[offset + best]) best = v;
    return best;
  };
}

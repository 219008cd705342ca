/**
 * An encoder-decoder in use: it reads sources, then makes targets one symbol at a time. The decoder's
 * state is a value: it can be kept, copied, and stepped from more than once. Packed weights are kept
 * between calls. `greedy`, `write` and `beam` read all sources once and step all targets together.
 */
import type { Floats } from '../backend/backend.ts';
import type { LayerState } from '../nn/recurrent/stack.ts';
import { stateTensors, stateValues } from '../nn/recurrent/state.ts';
import { PackCache } from '../tensor/pack-cache.ts';
import type { Shape } from '../tensor/shape.ts';
import { Tape } from '../tensor/tape.ts';
import { isBlock, type Tensor, valuesOf } from '../tensor/tensor.ts';
import { type BeamOptions, beamSearch, type Hypothesis } from './beam-search.ts';
import type { Encoded, EncoderDecoder } from './encoder-decoder.ts';
import { type WalkOptions, type Written, walkRows } from './row-decoder.ts';
import type { SequencesBatch } from './trainable.ts';
import { TranslatorRows } from './translator-rows.ts';

export interface DecoderState {
  B: number;
  /** By layer, each (B, H). */
  layers: LayerState[];
  /** What attention reads of the source, never changed; absent without attention. */
  source?: SourceMemory;
}

export interface SourceMemory {
  /** (S, B, E) encoder outputs. */
  values: Numbers;
  /** What scores are made with, where that is not the outputs themselves. */
  keys?: Numbers;
  /** (B) */
  lengths?: Int32Array;
}

interface Numbers {
  shape: Shape;
  data: Floats;
}

export interface DecoderStep {
  /** (B, target vocabulary) */
  logits: Floats;
  /** (B, S) how much each step of the source counts; absent without attention. */
  attention?: Floats;
  state: DecoderState;
}

export interface GreedyOptions {
  /** What the decoder reads first. */
  first: number;
  /** The symbol that ends a target. */
  last: number;
  /** The most symbols of a target. */
  maxLength: number;
}

export interface TranslationBeamOptions extends BeamOptions {
  /** What the decoder reads first. */
  first: number;
}

export class Translator {
  readonly model: EncoderDecoder;
  private readonly packs: PackCache;
  private readonly tape: Tape;
  private readonly rows: TranslatorRows;

  constructor(model: EncoderDecoder) {
    this.model = model;
    this.packs = new PackCache(model.backend, model.parameters);
    this.tape = new Tape(model.backend, { recording: false, packs: this.packs });
    this.rows = new TranslatorRows(model, this.packs);
  }

  /** Reads sources; gives the state before the first symbol of their targets. */
  encode(batch: SequencesBatch): DecoderState {
    this.tape.reset();
    const { initial, memory } = this.model.encode(this.tape, batch);
    const layers = initial.map(stateValues);
    if (memory === undefined) return { B: batch.B, layers };
    const { keys, values, lengths } = memory;
    return {
      B: batch.B,
      layers,
      source: {
        values: numbersOf(values),
        keys: keys === values ? undefined : numbersOf(keys),
        lengths: lengths && this.tape.ints(lengths).array().slice(),
      },
    };
  }

  /** One symbol each (B) further; `state` stays as it is. */
  step(ids: ArrayLike<number>, state: DecoderState): DecoderStep {
    const { tape, model } = this;
    tape.reset();
    const { B } = state;
    const decoded = model.decode(tape, this.upload(state), { B, decoder: { inputs: ids, T: 1 } });
    return {
      logits: valuesOf(decoded.logits),
      attention: decoded.attention && valuesOf(decoded.attention),
      state: { ...state, layers: decoded.state() },
    };
  }

  /** The most probable symbol at each step, without the one that ends a target; one array a source. */
  greedy(batch: SequencesBatch, options: GreedyOptions): Int32Array[] {
    return this.write(batch, options).map(({ ids }) => ids);
  }

  /** The same, with what attention looked at; or by another choice than the most probable. */
  write(batch: SequencesBatch, { first, ...options }: GreedyOptions & WalkOptions): Written[] {
    const state = this.rows.start(batch);
    const ids = new Int32Array(batch.B).fill(first);
    return trimmed(walkRows(this.rows, { state, ids }, options), batch);
  }

  /** The `n` best targets of each source that a beam finds, best first. */
  beam(batch: SequencesBatch, { first, ...options }: TranslationBeamOptions): Hypothesis[][] {
    const state = this.rows.start(batch);
    const ids = new Int32Array(batch.B).fill(first);
    const found = beamSearch(this.rows, { state, ids }, options);
    return found.map((hypotheses, b) => hypotheses.map((one) => trimmedAt(one, batch, b)));
  }

  close(): void {
    this.rows.close();
    this.tape.close();
    this.packs.close();
  }

  private upload({ B, layers, source }: DecoderState): Encoded {
    const { tape, model } = this;
    const { stack } = model.decoder;
    const names = stack.cell.states;
    const sizes = { names, layers: stack.config.layers, B, H: stack.config.hidden };
    const initial = stateTensors(tape, layers, sizes);
    if (source === undefined) return { initial };
    const values = tape.constant(source.values.data, source.values.shape);
    const keys = source.keys ? tape.constant(source.keys.data, source.keys.shape) : values;
    return { initial, memory: { keys, values, lengths: source.lengths } };
  }
}

function numbersOf(tensor: Tensor): Numbers {
  return { shape: tensor.shape, data: valuesOf(tensor) };
}

function trimmed<One extends Written>(all: readonly One[], batch: SequencesBatch): One[] {
  return all.map((one, b) => trimmedAt(one, batch, b));
}

/** Attention to the steps that the source has, without those that other sources of the batch have more. */
function trimmedAt<One extends Written>(one: One, { lengths, T }: SequencesBatch, b: number): One {
  const ends = lengths && (isBlock(lengths) ? lengths.array() : lengths);
  const length = ends?.[b] ?? T;
  return { ...one, attention: one.attention?.map((row) => row.slice(0, length)) };
}

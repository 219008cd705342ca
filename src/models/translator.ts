/**
 * An encoder-decoder in use: it reads sources, then makes targets one symbol at a time. The decoder's
 * state is a value: it can be kept, copied, and stepped from more than once. Packed weights are kept
 * between calls.
 */
import type { Floats } from '../backend/backend.ts';
import type { LayerState } from '../nn/recurrent/stack.ts';
import { stateTensors, stateValues } from '../nn/recurrent/state.ts';
import { PackCache } from '../tensor/pack-cache.ts';
import type { Shape } from '../tensor/shape.ts';
import { Tape } from '../tensor/tape.ts';
import { type Tensor, valuesOf } from '../tensor/tensor.ts';
import type { Encoded, EncoderDecoder } from './encoder-decoder.ts';
import type { SequencesBatch } from './trainable.ts';

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

export class Translator {
  readonly model: EncoderDecoder;
  private readonly packs: PackCache;
  private readonly tape: Tape;

  constructor(model: EncoderDecoder) {
    this.model = model;
    this.packs = new PackCache(model.backend, model.parameters);
    this.tape = new Tape(model.backend, { recording: false, packs: this.packs });
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
  greedy(batch: SequencesBatch, { first, last, maxLength }: GreedyOptions): Int32Array[] {
    const { B } = batch;
    const targets: number[][] = Array.from({ length: B }, () => []);
    const running = new Set(targets.keys());
    let ids = new Int32Array(B).fill(first);
    let state = this.encode(batch);
    for (let t = 0; t < maxLength && running.size > 0; t++) {
      const { logits, state: next } = this.step(ids, state);
      state = next;
      ids = likeliest(logits, B);
      for (const b of running) {
        if (ids[b] === last) running.delete(b);
        else targets[b].push(ids[b]);
      }
    }
    return targets.map((target) => Int32Array.from(target));
  }

  close(): void {
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

/** The column of each row's largest number, the first of equals. */
function likeliest(logits: Floats, B: number): Int32Array<ArrayBuffer> {
  const V = logits.length / B;
  return Int32Array.from({ length: B }, (_, b) => {
    let best = 0;
    for (let v = 1; v < V; v++) if (logits[b * V + v] > logits[b * V + best]) best = v;
    return best;
  });
}

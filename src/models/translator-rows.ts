/**
 * The decoder of an encoder-decoder as searches step it. What attention reads of the sources is made
 * once and stays in the backend's memory; the state of a row is a value.
 */
import type { AttentionMemory } from '../nn/attention.ts';
import type { LayerState } from '../nn/recurrent/stack.ts';
import { stateTensors, stateValues } from '../nn/recurrent/state.ts';
import { embedding } from '../tensor/ops/embedding.ts';
import { logSoftmax } from '../tensor/ops/log-softmax.ts';
import type { PackCache } from '../tensor/pack-cache.ts';
import { Tape } from '../tensor/tape.ts';
import { reshape, type Tensor, valuesOf } from '../tensor/tensor.ts';
import type { EncoderDecoder } from './encoder-decoder.ts';
import { chooseRows } from './layer-rows.ts';
import type { RowChoice, RowDecoder, RowStep, RowStepOptions } from './row-decoder.ts';
import type { SequencesBatch } from './trainable.ts';

export interface TranslatorState {
  /** By layer, each (rows, H). */
  layers: LayerState[];
  rows: number;
  /** Of the sources, until the next `start`; absent without attention. */
  memory?: AttentionMemory;
}

export class TranslatorRows implements RowDecoder<TranslatorState> {
  readonly vocabularySize: number;
  private readonly model: EncoderDecoder;
  /** Holds what is read of the sources. */
  private readonly sources: Tape;
  /** One step. */
  private readonly tape: Tape;

  constructor(model: EncoderDecoder, packs: PackCache) {
    this.model = model;
    this.vocabularySize = model.vocabularySizes.target;
    this.sources = new Tape(model.backend, { recording: false, packs });
    this.tape = new Tape(model.backend, { recording: false, packs });
  }

  /** Reads sources. States of an earlier `start` are void. */
  start(batch: SequencesBatch): TranslatorState {
    this.sources.reset();
    const { initial, memory } = this.model.encode(this.sources, batch);
    return { layers: initial.map(stateValues), rows: batch.B, memory };
  }

  step(
    ids: Int32Array,
    state: TranslatorState,
    { logProbabilities = false }: RowStepOptions = {},
  ): RowStep<TranslatorState> {
    const { tape, model } = this;
    tape.reset();
    const { layers, rows: B, memory } = state;
    const { cell, config } = model.decoder.stack;
    const sizes = { names: cell.states, layers: config.layers, B, H: config.hidden };
    const initial = stateTensors(tape, layers, sizes);
    const { logits, ...decoded } = model.decode(
      tape,
      { initial, memory },
      { B, decoder: { inputs: ids, T: 1 } },
    );
    const normalised = logProbabilities ? logSoftmax(tape, logits) : undefined;
    return {
      logits: logits.data.array(),
      logProbabilities: normalised?.data.array(),
      attention: decoded.attention && valuesOf(decoded.attention),
      state: { ...state, layers: decoded.state() },
    };
  }

  select(state: TranslatorState, { rows, groups }: RowChoice): TranslatorState {
    const { memory } = state;
    return {
      layers: chooseRows(state.layers, rows, state.rows),
      rows: rows.length,
      memory: memory && groups ? this.selectSources(memory, groups) : memory,
    };
  }

  close(): void {
    this.sources.close();
    this.tape.close();
  }

  private selectSources(
    { keys, values, lengths }: AttentionMemory,
    groups: Int32Array,
  ): AttentionMemory {
    const tape = this.sources;
    const chosen = chooseColumns(tape, values, groups);
    const ends = lengths && tape.ints(lengths).array();
    return {
      values: chosen,
      keys: keys === values ? chosen : chooseColumns(tape, keys, groups),
      lengths: ends && groups.map((b) => ends[b]),
    };
  }
}

/** x (S, B, E) → (S, B', E) of the sequences named. */
function chooseColumns(tape: Tape, x: Tensor, groups: Int32Array): Tensor {
  const [S, B, E] = x.shape;
  const B2 = groups.length;
  const ids = Int32Array.from(
    { length: S * B2 },
    (_, n) => Math.floor(n / B2) * B + groups[n % B2],
  );
  return embedding(tape, reshape(x, [S * B, E]), ids, { shape: [S, B2] });
}

/**
 * A captioner in use: it reads what begins each sequence, then makes the rest one symbol at a time, all
 * sequences together. Packed weights are kept between calls.
 */
import type { LayerState } from '../nn/recurrent/stack.ts';
import { stateTensors, stateValues } from '../nn/recurrent/state.ts';
import { logSoftmax } from '../tensor/ops/log-softmax.ts';
import { PackCache } from '../tensor/pack-cache.ts';
import { Tape } from '../tensor/tape.ts';
import { isBlock } from '../tensor/tensor.ts';
import { UnrollError } from '../util/errors.ts';
import { type BeamOptions, beamSearch, type Hypothesis } from './beam-search.ts';
import type { CaptionBatch, Captioner } from './captioner.ts';
import { chooseRows } from './layer-rows.ts';
import {
  type RowChoice,
  type RowDecoder,
  type RowStart,
  type RowStep,
  type RowStepOptions,
  type WalkOptions,
  type Written,
  walkRows,
} from './row-decoder.ts';

/** What sequences begin with: a condition, where the network takes one, and at least one symbol each. */
export type CaptionStart = Pick<CaptionBatch, 'condition' | 'inputs' | 'T' | 'B' | 'lengths'>;

export interface CaptionState {
  /** By layer, each (rows, H). */
  layers: LayerState[];
  rows: number;
  /** Whether the next symbol read is one of the first. */
  first: boolean;
}

export class CaptionWriter implements RowDecoder<CaptionState> {
  readonly model: Captioner;
  readonly vocabularySize: number;
  private readonly packs: PackCache;
  private readonly tape: Tape;

  constructor(model: Captioner) {
    this.model = model;
    this.vocabularySize = model.vocabularySize;
    this.packs = new PackCache(model.backend, model.parameters);
    this.tape = new Tape(model.backend, { recording: false, packs: this.packs });
  }

  /** What follows each beginning, a symbol at a time: the likeliest, or as `choose` says. */
  write(start: CaptionStart, options: WalkOptions): Written[] {
    return walkRows(this, this.begin(start), options);
  }

  /** The `n` best sequels of each beginning that a beam finds, best first. */
  beam(start: CaptionStart, options: BeamOptions): Hypothesis[][] {
    return beamSearch(this, this.begin(start), options);
  }

  /** Reads all first symbols but the last of each, which the next step reads. */
  begin({ condition, inputs = [], T, B, lengths }: CaptionStart): RowStart<CaptionState> {
    const all = isBlock(inputs) ? inputs.array() : inputs;
    const counts = Int32Array.from(lengths ? valuesOfIds(lengths) : new Int32Array(B).fill(T));
    counts.forEach((count, b) => {
      if (count >= 1 && count <= T) return;
      throw new UnrollError(
        'data',
        `expected each sequence to begin with 1 to ${T} symbols but sequence ${b} has ${count}`,
      );
    });
    if (all.length !== T * B) {
      throw new UnrollError(
        'shape',
        `expected first symbols with shape (${T}, ${B}), ${T * B} of them, but received ${all.length}`,
      );
    }
    const { tape, model } = this;
    tape.reset();
    const initial = model.initial(tape, { condition, B });
    let layers = initial?.map(stateValues) ?? model.tokens.initialState(model.backend, B);
    const before = Math.max(0, ...counts) - 1;
    if (before > 0) {
      const steps = {
        B,
        T: before,
        inputs: Int32Array.from(all).slice(0, before * B),
        lengths: counts.map((n) => n - 1),
        given: counts,
      };
      layers = model.forward(tape, steps, this.tensors({ layers, rows: B })).state();
    }
    const ids = Int32Array.from(counts, (n, b) => all[(n - 1) * B + b]);
    return { state: { layers, rows: B, first: true }, ids };
  }

  step(
    ids: Int32Array,
    state: CaptionState,
    { logProbabilities = false }: RowStepOptions = {},
  ): RowStep<CaptionState> {
    const { tape, model } = this;
    tape.reset();
    const B = state.rows;
    const given = new Int32Array(B).fill(state.first ? 1 : 0);
    const { logits, state: after } = model.forward(
      tape,
      { inputs: ids, T: 1, B, given },
      this.tensors(state),
    );
    const normalised = logProbabilities ? logSoftmax(tape, logits) : undefined;
    return {
      logits: logits.data.array(),
      logProbabilities: normalised?.data.array(),
      state: { layers: after(), rows: B, first: false },
    };
  }

  select(state: CaptionState, { rows }: RowChoice): CaptionState {
    const layers = chooseRows(state.layers, rows, state.rows);
    return { ...state, layers, rows: rows.length };
  }

  close(): void {
    this.tape.close();
    this.packs.close();
  }

  private tensors({ layers, rows: B }: Pick<CaptionState, 'layers' | 'rows'>) {
    const { cell, config } = this.model.tokens.stack;
    const sizes = { names: cell.states, layers: config.layers, B, H: config.hidden };
    return stateTensors(this.tape, layers, sizes);
  }
}

function valuesOfIds(ids: NonNullable<CaptionStart['lengths']>): ArrayLike<number> {
  return isBlock(ids) ? ids.array() : ids;
}

/**
 * A tagger in use step by step: it answers for each step as soon as it has read it, and hands its state
 * over as a value, so that a stream can be left, copied and gone on with. The answers have the bits of
 * the whole sequence's. Packed weights are kept between calls; memory does not grow with the stream.
 */
import type { Floats } from '../backend/backend.ts';
import type { LayerState } from '../nn/recurrent/stack.ts';
import { logSoftmax } from '../tensor/ops/log-softmax.ts';
import { PackCache } from '../tensor/pack-cache.ts';
import { Tape } from '../tensor/tape.ts';
import { valuesOf } from '../tensor/tensor.ts';
import { UnrollError } from '../util/errors.ts';
import type { StepInputs } from './step-input.ts';
import type { Tagger } from './tagger.ts';

export interface TagStreamInput extends StepInputs {
  /** Steps that are read at once. Default 1. */
  T?: number;
  /** Sequences side by side. Default 1. */
  B?: number;
}

export interface TagStreamResult {
  /** (T, B, labels): ln P of each label at each step. */
  logProbabilities: Floats;
  /** After these steps. */
  state: LayerState[];
}

export class TagStream {
  private readonly tagger: Tagger;
  private readonly packs: PackCache;
  private readonly tape: Tape;

  /** Error 'unsupported' for a tagger that must have the whole sequence before it can answer. */
  constructor(tagger: Tagger) {
    const { bidirectional, crf } = tagger.config;
    if (bidirectional) {
      throw new UnrollError(
        'unsupported',
        'a bidirectional tagger cannot answer step by step: its backward layers start at the end of the sequence. Train one with bidirectional: false, or give it whole sequences',
      );
    }
    if (crf) {
      throw new UnrollError(
        'unsupported',
        'a tagger with a CRF cannot answer step by step: its labels are the best for the whole sequence, and later steps can change earlier ones. Train one with crf: false, or give it whole sequences',
      );
    }
    this.tagger = tagger;
    this.packs = new PackCache(tagger.backend, tagger.parameters);
    this.tape = new Tape(tagger.backend, { recording: false, packs: this.packs });
  }

  /** The state of B sequences before their first step. */
  initialState(B = 1): LayerState[] {
    return this.tagger.initialState(B);
  }

  /** Reads the next steps from a state, which stays as it was. Errors as `Tagger.forward`. */
  step(state: LayerState[], { T = 1, B = 1, ...inputs }: TagStreamInput): TagStreamResult {
    this.tape.reset();
    const run = this.tagger.forwardFrom(this.tape, { ...inputs, T, B, state });
    return {
      logProbabilities: valuesOf(logSoftmax(this.tape, run.logits)),
      state: run.state(),
    };
  }

  /** Bytes in the arena, for tests of flat memory. */
  get arenaBytes(): number {
    return this.tape.arena.bytes;
  }

  /** Returns the memory; the tagger stays. */
  close(): void {
    this.tape.close();
    this.packs.close();
  }
}

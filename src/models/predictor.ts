/**
 * A language model in use: it reads ids, gives logits or log-probabilities, and hands the state over
 * as a value. Packed weights are kept between calls; memory does not grow with the text.
 *
 * `NOTHING` may stand before the first symbol of a text. What comes first is predicted from the zero
 * input; the state stays as it was, because training reads a text's first symbol from that state too.
 */
import type { Floats } from '../backend/backend.ts';
import type { LayerState } from '../nn/recurrent/stack.ts';
import { WatchedTape, type Watcher, watcherOf } from '../nn/recurrent/watch.ts';
import { linearCrossEntropy } from '../tensor/ops/cross-entropy.ts';
import { linear } from '../tensor/ops/linear.ts';
import { sliceRows } from '../tensor/ops/slice.ts';
import { PackCache } from '../tensor/pack-cache.ts';
import { Tape } from '../tensor/tape.ts';
import { valuesOf } from '../tensor/tensor.ts';
import { IGNORED, type LanguageModel, NOTHING } from './language-model.ts';
import { hasProgram, StepProgram, type Steps } from './steps.ts';

/** Floats that one pass may use for its largest intermediate results. */
const PASS_FLOATS = 1 << 21;

/** Steps of B sequences that one pass of a model takes at once. */
export function passLength({ vocabularySize, config }: LanguageModel, B: number): number {
  const perStep = B * Math.max(vocabularySize, 8 * config.hidden);
  return Math.max(1, Math.min(1024, Math.floor(PASS_FLOATS / perStep)));
}

export interface ReadOptions {
  /** Sequences side by side. */
  B: number;
  /** State before the first step; zeros where absent. Not changed. */
  state?: LayerState[];
}

export class Predictor {
  readonly model: LanguageModel;
  private readonly packs: PackCache;
  private readonly tape: Tape;
  /** Generations that are not finished. */
  private readonly open = new Set<Steps>();

  /** `watcher` sees, or changes, what the layers do; generation is slower then. */
  constructor(model: LanguageModel, { watcher }: { watcher?: Watcher } = {}) {
    this.model = model;
    this.packs = new PackCache(model.backend, model.parameters);
    const options = { recording: false, packs: this.packs };
    this.tape =
      watcher === undefined
        ? new Tape(model.backend, options)
        : new WatchedTape(model.backend, watcher, options);
  }

  /** Steps that one pass takes at once. */
  passLength(B: number): number {
    return passLength(this.model, B);
  }

  /** Reads ids (T, B), at least one step; gives the logits (B, V) after the last step and the state. */
  read(ids: Int32Array, { B, state }: ReadOptions): { logits: Floats; state: LayerState[] } {
    if (ids[0] === NOTHING) {
      if (ids.length > B) return this.read(ids.subarray(B), { B, state });
      const { logits } = this.pass(ids, { B, state });
      return { logits, state: state ?? this.model.initialState(B) };
    }
    const T = ids.length / B;
    const length = this.passLength(B);
    let before = state;
    let t = 0;
    for (; t + length < T; t += length) {
      this.tape.reset();
      const inputs = ids.subarray(t * B, (t + length) * B);
      before = this.model.features(this.tape, { inputs, T: length, B, state: before }).state();
    }
    return this.pass(ids.subarray(t * B), { B, state: before });
  }

  /**
   * ln P of each target (T, B), 0 where the target is −1. `lengths` are the steps of each sequence.
   */
  score(
    inputs: Int32Array,
    targets: Int32Array,
    { B, state, lengths }: ReadOptions & { lengths?: Int32Array },
  ): { logProbabilities: Float64Array; state: LayerState[] } {
    const T = inputs.length / B;
    const length = this.passLength(B);
    const logProbabilities = new Float64Array(T * B);
    let now = state;
    for (let t = 0, steps = 0; t < T; t += steps) {
      const first = inputs[t * B] === NOTHING;
      steps = first ? 1 : Math.min(length, T - t);
      this.tape.reset();
      const features = this.model.features(this.tape, {
        inputs: inputs.subarray(t * B, (t + steps) * B),
        T: steps,
        B,
        state: now,
        lengths: lengths?.map((n) => Math.max(0, Math.min(steps, n - t))),
      });
      if (!first) now = features.state();
      const losses = linearCrossEntropy(
        this.tape,
        { x: features.output, ...this.model.outputLayer() },
        targets.subarray(t * B, (t + steps) * B),
        { ignoreIndex: IGNORED, reduction: 'none' },
      );
      const array = losses.data.array();
      for (let n = 0; n < steps * B; n++) {
        // 0 − x keeps an ignored target at +0.
        logProbabilities[t * B + n] = 0 - array[n];
      }
    }
    return { logProbabilities, state: now ?? this.model.initialState(B) };
  }

  /** Generation from a state, for `B` sequences side by side; to be closed. Several may go on at a time. */
  steps(B: number, state: LayerState[]): Steps {
    if (hasProgram(this.model) && watcherOf(this.tape) === undefined) {
      const steps: Steps = new StepProgram(this.model, state, {
        B,
        packs: this.packs,
        onClose: () => this.open.delete(steps),
      });
      this.open.add(steps);
      return steps;
    }
    let now = state;
    return {
      read: (ids) => {
        const { logits, state: after } = this.read(ids, { B, state: now });
        now = after;
        return logits;
      },
      state: () => now,
      close: () => {},
    };
  }

  /** Steps that fit in one pass, and the logits after the last one. */
  private pass(
    ids: Int32Array,
    { B, state }: ReadOptions,
  ): { logits: Floats; state: LayerState[] } {
    this.tape.reset();
    const T = ids.length / B;
    const features = this.model.features(this.tape, { inputs: ids, T, B, state });
    const { weight, bias } = this.model.outputLayer();
    const last = T === 1 ? features.output : sliceRows(this.tape, features.output, T - 1, 1);
    const logits = linear(this.tape, last, weight, bias);
    return { logits: valuesOf(logits), state: features.state() };
  }

  close(): void {
    for (const steps of [...this.open]) steps.close();
    this.tape.close();
    this.packs.close();
  }
}

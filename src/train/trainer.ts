/**
 * One step of a language model at a time: `OptimizerStep` over windows of text, with the recurrent
 * state carried from step to step. It knows nothing of epochs, files or events.
 */
import { usesDropout } from '../models/config.ts';
import { IGNORED, type LanguageModel } from '../models/language-model.ts';
import type { LayerState } from '../nn/recurrent/stack.ts';
import { meanSquare, meanSquaredChange } from '../tensor/ops/activity.ts';
import { add, scale as scaled } from '../tensor/ops/arithmetic.ts';
import type { Tape } from '../tensor/tape.ts';
import { type Ids, isBlock, item } from '../tensor/tensor.ts';
import { foldKey, type Key } from '../util/rng.ts';
import { streamsOf, type TrainingBatch, windowOf } from './batches.ts';
import {
  type BatchPart,
  OptimizerStep,
  type OptimizerStepState,
  type StepOutcome,
} from './optimizer-step.ts';
import type { TrainSettings } from './settings.ts';
import { joinStates, sliceStates } from './states.ts';

export interface StepResult extends StepOutcome {
  /** Nats per token. */
  loss: number;
  tokens: number;
}

/** All that the next step depends on besides the weights, the settings and the batch. */
export interface TrainerState extends OptimizerStepState {
  carried: LayerState[] | undefined;
}

export class Trainer {
  readonly model: LanguageModel;
  private readonly settings: TrainSettings;
  private readonly optimizerStep: OptimizerStep;
  private carried: LayerState[] | undefined;

  /** `totalSteps` is what a cosine schedule ends at. */
  constructor(model: LanguageModel, settings: TrainSettings, totalSteps: number | undefined) {
    this.model = model;
    this.settings = settings;
    const drops = usesDropout(model.config);
    this.optimizerStep = new OptimizerStep(model.parameters, settings, { totalSteps, drops });
  }

  /** Steps taken so far. */
  get stepCount(): number {
    return this.optimizerStep.stepCount;
  }

  step(batch: TrainingBatch): StepResult {
    if (batch.fresh) this.carried = undefined;
    const states: LayerState[][] = [];
    const outcome = this.optimizerStep.run(batch.B, (part) => {
      const { from, to } = part;
      const whole = from === 0 && to === batch.B;
      const { loss, state } = this.shard(whole ? batch : streamsOf(batch, from, to), part);
      states.push(state);
      return loss;
    });
    this.carried = states.length === 1 ? states[0] : joinStates(states);
    return { ...outcome, tokens: batch.tokens };
  }

  /** Tells a validation loss to the schedule. */
  observe(loss: number): void {
    this.optimizerStep.observe(loss);
  }

  /** While `work` goes on, the weights are those to be used. */
  withModel<T>(work: () => T | Promise<T>): Promise<T> {
    return this.optimizerStep.withModel(work);
  }

  state(): TrainerState {
    return { ...this.optimizerStep.state(), carried: this.carried };
  }

  load({ carried, ...state }: TrainerState): void {
    this.optimizerStep.load(state);
    this.carried = carried;
  }

  /** Bytes in the arena, for tests of flat memory. */
  get arenaBytes(): number {
    return this.optimizerStep.arenaBytes;
  }

  close(): void {
    this.optimizerStep.close();
  }

  /**
   * Adds the gradients of some of the streams; gives their share of the loss per token of the batch.
   * A batch of sequences longer than `bptt` is read in windows, with the gradient cut between them.
   */
  private shard(
    batch: TrainingBatch,
    { tape, from: firstStream, dropoutKey: key }: BatchPart,
  ): { loss: number; state: LayerState[] } {
    const { carried, model, settings } = this;
    const { tokens } = batch;
    let state = carried && sliceStates(carried, firstStream, batch.B, model.config.hidden);
    const length = settings.bptt === 0 ? batch.T : settings.bptt;
    if (batch.T <= length && settings.shards === 1 && settings.reduction === 'mean') {
      return this.window(tape, batch, { state, firstStream, key, reduction: 'mean' });
    }
    const scale = settings.reduction === 'mean' ? 1 / tokens : 1;
    let loss = 0;
    for (let t = 0, k = 0; t < batch.T; t += length, k++) {
      const part = windowOf(batch, t, Math.min(batch.T, t + length));
      const windowKey = key && (k === 0 ? key : foldKey(key, k));
      const options = { state, firstStream, key: windowKey, reduction: 'sum', scale } as const;
      const result = this.window(tape, part, options);
      loss += result.loss;
      state = result.state;
    }
    return { loss: loss / tokens, state: state ?? model.initialState(batch.B) };
  }

  /** Forward and backward over one window. */
  private window(
    tape: Tape,
    { inputs, targets, T, B, lengths }: TrainingBatch,
    { state: before, firstStream, key, reduction, scale = 1 }: WindowOptions,
  ): { loss: number; state: LayerState[] } {
    tape.reset();
    const { loss, state, top, dropped } = this.model.loss(tape, {
      inputs,
      targets,
      T,
      B,
      lengths,
      firstStream,
      state: before,
      dropoutKey: key,
      reduction,
    });
    const { activationPenalty: alpha, temporalPenalty: beta } = this.settings;
    const penalties = [
      ...(alpha > 0 ? [scaled(tape, meanSquare(tape, dropped, lengths), alpha)] : []),
      ...(beta > 0 ? [scaled(tape, meanSquaredChange(tape, top, lengths), beta)] : []),
    ];
    // Beside a sum over the tokens they count once for each.
    const each = reduction === 'mean' ? 1 : countedOf(targets);
    const total = penalties.reduce((sum, x) => add(tape, sum, scaled(tape, x, each)), loss);
    tape.backward(total, scale);
    return { loss: item(loss), state: state() };
  }
}

/** Targets that count. */
function countedOf(targets: Ids): number {
  const ids = isBlock(targets) ? targets.array() : targets;
  let count = 0;
  for (let n = 0; n < ids.length; n++) if (ids[n] !== IGNORED) count++;
  return count;
}

interface WindowOptions {
  state: LayerState[] | undefined;
  firstStream: number;
  key: Key | undefined;
  reduction: 'mean' | 'sum';
  /** Of the gradient. */
  scale?: number;
}

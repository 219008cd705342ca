/**
 * One optimizer step at a time: forward, loss, backward, clipping, update, with the recurrent state
 * carried from step to step. It knows nothing of epochs, files or events.
 */
import type { Floats } from '../backend/backend.ts';
import type { LanguageModel } from '../models/language-model.ts';
import type { LayerState } from '../nn/recurrent/stack.ts';
import { clipNorm, clipValue } from '../optim/clip.ts';
import { createOptimizer, type Optimizer } from '../optim/optimizer.ts';
import { createSchedule, type Schedule, type ScheduleState } from '../optim/schedule.ts';
import { Tape } from '../tensor/tape.ts';
import { item } from '../tensor/tensor.ts';
import { foldKey, type Key, keyFor } from '../util/rng.ts';
import { streamsOf, type TrainingBatch, windowOf } from './batches.ts';
import { optimizerConfig, scheduleConfig } from './optimizer-settings.ts';
import type { TrainSettings } from './settings.ts';
import { joinStates, sliceStates } from './states.ts';

export interface StepResult {
  /** Nats per token. */
  loss: number;
  /** Of the gradient before clipping. */
  gradNorm: number;
  lr: number;
  tokens: number;
}

/** All that the next step depends on besides the weights, the settings and the batch. */
export interface TrainerState {
  optimizer: Record<string, Floats>;
  schedule: ScheduleState;
  carried: LayerState[] | undefined;
}

/** Which parameters weight decay applies to: matrices of the stack and the output, not biases, peepholes or embeddings. */
export function decays(name: string): boolean {
  return !(name.includes('bias') || name.includes('peephole') || name === 'embedding.weight');
}

export class Trainer {
  readonly model: LanguageModel;
  private readonly settings: TrainSettings;
  private readonly tape: Tape;
  private readonly optimizer: Optimizer;
  private readonly schedule: Schedule;
  private readonly dropoutKey: Key | undefined;
  private carried: LayerState[] | undefined;

  /** `totalSteps` is what a cosine schedule ends at. */
  constructor(model: LanguageModel, settings: TrainSettings, totalSteps: number | undefined) {
    this.model = model;
    this.settings = settings;
    this.tape = new Tape(model.backend);
    this.optimizer = createOptimizer(optimizerConfig(settings), model.parameters, {
      decay: settings.decayAll ? () => true : decays,
    });
    this.schedule = createSchedule(scheduleConfig(settings, totalSteps), settings.lr);
    const { dropout, embedDropout, weightDrop } = model.config;
    const drops = dropout > 0 || embedDropout > 0 || weightDrop > 0;
    this.dropoutKey = drops ? keyFor(settings.seed, 'dropout') : undefined;
  }

  /** Steps taken so far. */
  get stepCount(): number {
    return this.optimizer.stepCount;
  }

  step(batch: TrainingBatch): StepResult {
    const { parameters } = this.model;
    const { clip, clipBy } = this.settings;
    const number = this.stepCount + 1;
    if (batch.fresh) this.carried = undefined;
    const loss = this.gradients(batch, number);
    const lr = this.schedule.lr(number);
    const { norm, scale } = clipNorm(parameters, clip > 0 && clipBy === 'norm' ? clip : Infinity);
    if (clip > 0 && clipBy === 'value') clipValue(parameters, clip);
    // Weights stay as they were when something is no longer a number: what is saved can be used.
    if (Number.isFinite(loss) && Number.isFinite(norm)) {
      this.optimizer.step({ lr, gradScale: clipBy === 'norm' ? scale : 1 });
    }
    return { loss, gradNorm: norm, lr, tokens: batch.tokens };
  }

  /** Tells a validation loss to the schedule. */
  observe(loss: number): void {
    this.schedule.observe(loss);
  }

  state(): TrainerState {
    return {
      optimizer: this.optimizer.state(),
      schedule: this.schedule.state(),
      carried: this.carried,
    };
  }

  load({ optimizer, schedule, carried }: TrainerState): void {
    this.optimizer.load(optimizer);
    this.schedule.load(schedule);
    this.carried = carried;
  }

  /** Numbers in the arena, for tests of flat memory. */
  get arenaBytes(): number {
    return this.tape.arena.bytes;
  }

  close(): void {
    this.tape.close();
    this.optimizer.free();
  }

  /** Leaves the gradients of the batch's loss in the parameters; gives nats per token. */
  private gradients(batch: TrainingBatch, step: number): number {
    const { parameters, backend } = this.model;
    const shards = Math.min(this.settings.shards, batch.B);
    parameters.zeroGradients();
    if (shards === 1) {
      const { loss, state } = this.shard(batch, 0, batch.tokens, step);
      this.carried = state;
      return loss;
    }
    // Each shard's gradient is made from zero and the sums are taken in order, so that shards can be
    // computed anywhere with the same bits.
    const total = backend.floats(parameters.count);
    backend.fill(parameters.count, 0, total);
    const states: LayerState[][] = [];
    let loss = 0;
    for (let k = 0; k < shards; k++) {
      const from = Math.floor((k * batch.B) / shards);
      const to = Math.floor(((k + 1) * batch.B) / shards);
      parameters.zeroGradients();
      const part = this.shard(streamsOf(batch, from, to), from, batch.tokens, step);
      loss += part.loss;
      states.push(part.state);
      backend.axpy(parameters.count, 1, parameters.gradients, total);
    }
    backend.copy({
      rows: 1,
      columns: parameters.count,
      x: total,
      ldx: parameters.count,
      y: parameters.gradients,
      ldy: parameters.count,
    });
    backend.free(total);
    this.carried = joinStates(states);
    return loss;
  }

  /**
   * Adds the gradients of some of the streams; gives their share of the loss per token of the batch.
   * A batch of sequences longer than `bptt` is read in windows, with the gradient cut between them.
   */
  private shard(
    batch: TrainingBatch,
    firstStream: number,
    tokens: number,
    step: number,
  ): { loss: number; state: LayerState[] } {
    const { carried, model, settings } = this;
    let state = carried && sliceStates(carried, firstStream, batch.B, model.config.hidden);
    const key = this.dropoutKey && foldKey(this.dropoutKey, step);
    const length = settings.bptt === 0 ? batch.T : settings.bptt;
    if (batch.T <= length && settings.shards === 1 && settings.reduction === 'mean') {
      return this.window(batch, { state, firstStream, key, reduction: 'mean' });
    }
    const scale = settings.reduction === 'mean' ? 1 / tokens : 1;
    let loss = 0;
    for (let t = 0, k = 0; t < batch.T; t += length, k++) {
      const part = windowOf(batch, t, Math.min(batch.T, t + length));
      const windowKey = key && (k === 0 ? key : foldKey(key, k));
      const options = { state, firstStream, key: windowKey, reduction: 'sum', scale } as const;
      const result = this.window(part, options);
      loss += result.loss;
      state = result.state;
    }
    return { loss: loss / tokens, state: state ?? model.initialState(batch.B) };
  }

  /** Forward and backward over one window. */
  private window(
    { inputs, targets, T, B, lengths }: TrainingBatch,
    { state: before, firstStream, key, reduction, scale = 1 }: WindowOptions,
  ): { loss: number; state: LayerState[] } {
    const { tape, model } = this;
    tape.reset();
    const { loss, state } = model.loss(tape, {
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
    tape.backward(loss, scale);
    return { loss: item(loss), state: state() };
  }
}

interface WindowOptions {
  state: LayerState[] | undefined;
  firstStream: number;
  key: Key | undefined;
  reduction: 'mean' | 'sum';
  /** Of the gradient. */
  scale?: number;
}

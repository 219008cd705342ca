/**
 * One step of the optimizer for any network: gradients of a batch, in shards, then clipping, the
 * schedule's rate and the update. What the loss is and how a batch is cut is the caller's.
 */
import type { Floats } from '../backend/backend.ts';
import { clipNorm, clipValue } from '../optim/clip.ts';
import { createOptimizer, type Optimizer } from '../optim/optimizer.ts';
import { createSchedule, type Schedule, type ScheduleState } from '../optim/schedule.ts';
import { WeightAverage } from '../optim/weight-average.ts';
import type { Parameters } from '../tensor/parameters.ts';
import { Tape } from '../tensor/tape.ts';
import { UnrollError } from '../util/errors.ts';
import { foldKey, type Key, keyFor } from '../util/rng.ts';
import { type OptimizerSettings, optimizerConfig, scheduleConfig } from './optimizer-settings.ts';

export interface StepSettings extends OptimizerSettings {
  /** Limit of the gradient's norm or of each of its numbers; 0: no clipping. */
  clip: number;
  clipBy: 'norm' | 'value';
  /** Also decay biases and embeddings. */
  decayAll: boolean;
  seed: number;
  /** Decay of the mean of the weights over steps (see `WeightAverage`); 0: none. */
  average: number;
  /** Logical parts of the batch whose gradients are summed in a fixed order. */
  shards: number;
}

/** Adam at a constant rate, gradients of norm 1 at most. */
export const stepDefaults: StepSettings = {
  optimizer: 'adam',
  lr: 0.002,
  weightDecay: 0,
  momentum: 0,
  beta1: 0.9,
  beta2: 0.999,
  schedule: 'constant',
  warmup: 0,
  minLrFactor: 0,
  clip: 1,
  clipBy: 'norm',
  decayAll: false,
  average: 0,
  seed: 1,
  shards: 1,
};

export interface OptimizerStepOptions {
  /** What a cosine schedule ends at. */
  totalSteps?: number;
  /** Whether parts get a key for dropout. */
  drops?: boolean;
  /** Names of parameters that stay as they are; default: what the parameters' `freeze` last said. */
  frozen?: readonly string[];
}

/** The sequences [from, to) of a batch. */
export interface BatchPart {
  /** Reset, for forward and backward. */
  tape: Tape;
  from: number;
  to: number;
  /** Of this step. */
  dropoutKey: Key | undefined;
}

export interface StepOutcome {
  loss: number;
  /** Of the gradient before clipping. */
  gradNorm: number;
  lr: number;
}

/** All that the next step depends on besides the weights, the settings and the batch. */
export interface OptimizerStepState {
  optimizer: Record<string, Floats>;
  /** The mean of the weights, where there is one. */
  average?: Floats;
  schedule: ScheduleState;
}

/** Which parameters weight decay applies to: matrices of the stack and the output, not biases, peepholes or embeddings. */
export function decays(name: string): boolean {
  return !(name.includes('bias') || name.includes('peephole') || name.endsWith('embedding.weight'));
}

export class OptimizerStep {
  private readonly parameters: Parameters;
  private readonly settings: StepSettings;
  private readonly tape: Tape;
  private readonly optimizer: Optimizer;
  private readonly schedule: Schedule;
  private readonly dropoutKey: Key | undefined;
  private readonly average: WeightAverage | undefined;

  constructor(
    parameters: Parameters,
    settings: StepSettings,
    { totalSteps, drops = false, frozen }: OptimizerStepOptions = {},
  ) {
    this.parameters = parameters;
    this.settings = settings;
    this.tape = new Tape(parameters.backend);
    if (frozen !== undefined) parameters.freeze(frozen);
    // The sum over shards is written past the tape.
    if (settings.shards === 1) parameters.trackRows();
    this.optimizer = createOptimizer(optimizerConfig(settings), parameters, {
      decay: settings.decayAll ? () => true : decays,
    });
    this.schedule = createSchedule(scheduleConfig(settings, totalSteps), settings.lr);
    if (settings.average > 0) this.average = new WeightAverage(parameters, settings.average);
    this.dropoutKey = drops ? keyFor(settings.seed, 'dropout') : undefined;
  }

  /** Steps taken so far. */
  get stepCount(): number {
    return this.optimizer.stepCount;
  }

  /**
   * One step over a batch of B sequences. `gradients` adds the gradients of a part to the parameters
   * and gives the part's share of the batch's loss.
   */
  run(B: number, gradients: (part: BatchPart) => number): StepOutcome {
    const { clip, clipBy } = this.settings;
    const number = this.stepCount + 1;
    const dropoutKey = this.dropoutKey && foldKey(this.dropoutKey, number);
    const loss = this.sum(B, (from, to) => {
      this.tape.reset();
      return gradients({ tape: this.tape, from, to, dropoutKey });
    });
    const lr = this.schedule.lr(number);
    const limit = clip > 0 && clipBy === 'norm' ? clip : Number.POSITIVE_INFINITY;
    const { norm, scale } = clipNorm(this.parameters, limit);
    if (clip > 0 && clipBy === 'value') clipValue(this.parameters, clip);
    // Weights stay as they were when something is no longer a number: what is saved can be used.
    if (Number.isFinite(loss) && Number.isFinite(norm)) {
      this.optimizer.step({ lr, gradScale: clipBy === 'norm' ? scale : 1 });
      this.average?.update(number);
    }
    return { loss, gradNorm: norm, lr };
  }

  /** Tells a validation loss to the schedule. */
  observe(loss: number): void {
    this.schedule.observe(loss);
  }

  /** While `work` goes on, the weights are those to be used: their mean, where there is one. */
  async withModel<T>(work: () => T | Promise<T>): Promise<T> {
    return this.average === undefined ? work() : this.average.during(work);
  }

  state(): OptimizerStepState {
    return {
      optimizer: this.optimizer.state(),
      schedule: this.schedule.state(),
      average: this.average?.state(),
    };
  }

  /** Error 'format' where `state` is of another optimizer or model, or has no mean where one is kept. */
  load({ optimizer, schedule, average }: OptimizerStepState): void {
    if (this.average !== undefined) {
      if (average === undefined) {
        throw new UnrollError('format', 'the checkpoint holds no mean of the weights');
      }
      this.average.load(average);
    }
    this.optimizer.load(optimizer);
    this.schedule.load(schedule);
  }

  /** Bytes in the arena, for tests of flat memory. */
  get arenaBytes(): number {
    return this.tape.arena.bytes;
  }

  close(): void {
    this.tape.close();
    this.optimizer.free();
    this.average?.free();
  }

  /** Leaves the gradients of all parts in the parameters; gives the sum of their losses. */
  private sum(B: number, gradients: (from: number, to: number) => number): number {
    const { parameters } = this;
    const { backend, count } = parameters;
    const shards = Math.min(this.settings.shards, B);
    parameters.zeroGradients();
    if (shards === 1) return gradients(0, B);
    // Each shard's gradient is made from zero and the sums are taken in order, so that shards can be
    // computed anywhere with the same bits.
    const total = backend.floats(count);
    backend.fill(count, 0, total);
    let loss = 0;
    for (let k = 0; k < shards; k++) {
      parameters.zeroGradients();
      loss += gradients(Math.floor((k * B) / shards), Math.floor(((k + 1) * B) / shards));
      backend.axpy(count, 1, parameters.gradients, total);
    }
    const y = parameters.gradients;
    backend.copy({ rows: 1, columns: count, x: total, ldx: count, y, ldy: count });
    backend.free(total);
    return loss;
  }
}

/** A training run's events as the library would give them, without training. */
import type {
  DoneEvent,
  SampleEvent,
  StartEvent,
  StepEvent,
  TrainEvent,
  TrainingRun,
  ValidationEvent,
} from '../../src/index.ts';

export const start: StartEvent = {
  event: 'start',
  run: 'runs/it',
  task: 'lm',
  step: 0,
  total_steps: 2000,
  steps_per_epoch: 400,
  parameters: 223_104,
  vocabulary: 65,
  train_tokens: 1_003_854,
  val_tokens: 111_540,
  backend: 'native',
  backend_description: 'AVX2, 2 threads',
  threads: 2,
  seed: 1,
  model: {
    cell: 'lstm',
    layers: 2,
    hidden: 128,
    embed: 'onehot',
    tie: false,
    dropout: 0,
    embedDropout: 0,
    wordDrop: 0,
    weightDrop: 0,
    variational: false,
    residual: false,
    outputLayers: [],
    nonlinearity: 'tanh',
    peepholeOutput: 'current',
    init: 'unroll',
  },
  data: {
    level: 'char',
    unit: 'stream',
    minCount: 1,
    maxVocabulary: 0,
    lowercase: false,
    punctuation: true,
    split: 'unicode',
    encoding: 'utf8',
  },
  settings: {
    task: 'lm',
    precision: 'f32',
    batch: 50,
    bptt: 50,
    optimizer: 'adam',
    lr: 0.002,
    momentum: 0,
    beta1: 0.9,
    beta2: 0.999,
    schedule: 'constant',
    warmup: 0,
    minLrFactor: 0,
    clip: 5,
    clipBy: 'norm',
    weightDecay: 0,
    decayAll: false,
    average: 0,
    reduction: 'mean',
    activationPenalty: 0,
    temporalPenalty: 0,
    validation: 0.1,
    steps: 2000,
    epochs: 0,
    minutes: 0,
    patience: 0,
    validateEvery: 100,
    checkpointEvery: 100,
    logEvery: 1,
    samples: true,
    samplePrime: '',
    sampleLength: 200,
    sampleTemperature: 1,
    checkpointSamples: false,
    seed: 1,
    shards: 1,
  },
  notes: ['the window was made shorter'],
};

export function step(n: number, more: Partial<StepEvent> = {}): StepEvent {
  return {
    event: 'step',
    step: n,
    loss: 1.7125,
    grad_norm: 0.831,
    lr: 0.002,
    epoch: 0.5,
    tokens_per_s: 112_345,
    elapsed_s: 12,
    left_s: 75,
    ...more,
  };
}

export function validation(n: number, more: Partial<ValidationEvent> = {}): ValidationEvent {
  return {
    event: 'validation',
    step: n,
    val_loss: 1.7432,
    val_perplexity: 5.7156,
    val_bits_per_char: 2.5149,
    best: true,
    ...more,
  };
}

export function sample(n: number, text: string): SampleEvent {
  return { event: 'sample', step: n, prime: '', text };
}

export function done(more: Partial<DoneEvent> = {}): DoneEvent {
  return {
    event: 'done',
    run: 'runs/it',
    steps: 2000,
    train_loss: 1.65,
    val_loss: 1.75,
    best_val_loss: 1.7432,
    best_step: 1900,
    tokens_per_s: 110_000,
    elapsed_s: 61,
    reason: 'steps',
    ...more,
  };
}

/** Gives the events in turn; after an abort only one that says so. */
export function pretendRun(events: readonly TrainEvent[], signal?: AbortSignal): TrainingRun {
  return {
    async *[Symbol.asyncIterator]() {
      for (const event of events) {
        if (signal?.aborted) {
          yield done({ steps: 7, reason: 'aborted' });
          return;
        }
        yield event;
      }
    },
    finish: () => Promise.reject(new Error('not used')),
    model: () => Promise.reject(new Error('not used')),
  };
}
